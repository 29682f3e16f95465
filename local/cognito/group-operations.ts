import type {
  AdminAddUserToGroupRequest,
  AdminListGroupsForUserRequest,
  CreateGroupRequest,
  GetGroupRequest,
  ListGroupsRequest,
  ListUsersInGroupRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import { AwsError } from '../runtime/aws-error.ts'
import type { Operation } from '../runtime/service.ts'
import { poolOf, seconds } from './cognito.ts'
import type { Cognito } from './cognito.ts'
import { invalidParameter, notFound } from './errors.ts'
import { requireText } from './known-members.ts'
import { paginate } from './paginate.ts'
import type { Group } from './records.ts'
import { userOf, userType } from './users.ts'

const GROUP_NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u

const groupType = (group: Group) => ({
  GroupName: group.name,
  UserPoolId: group.poolId,
  Description: group.description,
  RoleArn: group.roleArn,
  Precedence: group.precedence,
  CreationDate: seconds(group.createdAtMs),
  LastModifiedDate: seconds(group.updatedAtMs),
})

/** The smallest precedence first, then those without one, by name: the order in tokens. */
export const byPrecedence = (a: Group, b: Group) =>
  (a.precedence ?? Infinity) === (b.precedence ?? Infinity)
    ? a.name < b.name
      ? -1
      : 1
    : (a.precedence ?? Infinity) - (b.precedence ?? Infinity)

const settingsOf = ({
  Description,
  RoleArn,
  Precedence,
}: Omit<CreateGroupRequest, 'UserPoolId' | 'GroupName'>) => ({
  ...(Description !== undefined && { description: Description }),
  ...(RoleArn !== undefined && { roleArn: RoleArn }),
  ...(Precedence !== undefined && { precedence: Precedence }),
})

function groupOf(cognito: Cognito, input: Pick<GetGroupRequest, 'UserPoolId' | 'GroupName'>): Group {
  const pool = poolOf(cognito, input.UserPoolId)
  const group = cognito.store.group(pool.id, String(input.GroupName))
  if (!group) throw notFound('Group not found.')
  return group
}

function createGroup(cognito: Cognito, input: CreateGroupRequest) {
  const { context, store } = cognito
  const pool = poolOf(cognito, input.UserPoolId)
  requireText(input, 'GroupName')
  const name = input.GroupName!
  if (!GROUP_NAME.test(name))
    throw invalidParameter(`1 validation error detected: Value '${name}' at 'groupName'`)
  if (store.group(pool.id, name))
    throw new AwsError('GroupExistsException', 'A group with the name already exists.')
  const now = context.clock.now()
  const group = { poolId: pool.id, name, ...settingsOf(input), createdAtMs: now, updatedAtMs: now }
  store.addGroup(group)
  return { Group: groupType(group) }
}

export function groupOperations(cognito: Cognito): Record<string, Operation> {
  const { context, store } = cognito
  const member = (input: AdminAddUserToGroupRequest) =>
    [groupOf(cognito, input), userOf(cognito, poolOf(cognito, input.UserPoolId), input.Username)] as const
  return {
    CreateGroup: (input: CreateGroupRequest) => createGroup(cognito, input),
    GetGroup: (input: GetGroupRequest) => ({ Group: groupType(groupOf(cognito, input)) }),
    UpdateGroup(input: CreateGroupRequest) {
      const group = { ...groupOf(cognito, input), ...settingsOf(input), updatedAtMs: context.clock.now() }
      store.saveGroup(group)
      return { Group: groupType(group) }
    },
    DeleteGroup(input: GetGroupRequest) {
      store.dropGroup(groupOf(cognito, input))
      return {}
    },
    ListGroups(input: ListGroupsRequest) {
      const groups = store.groups(poolOf(cognito, input.UserPoolId).id)
      const { items, next } = paginate(groups, input.Limit, input.NextToken)
      return { Groups: items.map(groupType), NextToken: next }
    },
    AdminAddUserToGroup(input: AdminAddUserToGroupRequest) {
      store.addMember(...member(input))
      return {}
    },
    AdminRemoveUserFromGroup(input: AdminAddUserToGroupRequest) {
      store.dropMember(...member(input))
      return {}
    },
    AdminListGroupsForUser(input: AdminListGroupsForUserRequest) {
      const user = userOf(cognito, poolOf(cognito, input.UserPoolId), input.Username)
      const groups = store.groupsOfUser(user).sort(byPrecedence)
      const { items, next } = paginate(groups, input.Limit, input.NextToken)
      return { Groups: items.map(groupType), NextToken: next }
    },
    ListUsersInGroup(input: ListUsersInGroupRequest) {
      const { items, next } = paginate(
        store.usersInGroup(groupOf(cognito, input)),
        input.Limit,
        input.NextToken,
      )
      return { Users: items.map(userType), NextToken: next }
    },
  }
}
