// The people of the user pool, by whoever runs the stack: these calls need AWS credentials.
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  paginateListUsers,
  paginateListUsersInGroup,
} from '@aws-sdk/client-cognito-identity-provider'
import { ROLES, type Role } from '../../lib/roles.ts'
import type { Target } from '../target.ts'
import { clientConfig } from './clients.ts'

export interface Person {
  name: string
  /** Absent for somebody who may do nothing. */
  role?: Role
  enabled: boolean
  /** Has not chosen a password yet. */
  isNew: boolean
  /** ISO 8601. */
  createdAt?: string
}

interface PoolUser {
  Username?: string | undefined
  Enabled?: boolean | undefined
  UserStatus?: string | undefined
  UserCreateDate?: Date | undefined
}

const toPerson = (user: PoolUser, role: Role | undefined): Person => ({
  name: user.Username ?? '',
  ...(role && { role }),
  enabled: user.Enabled !== false,
  isNew: user.UserStatus === 'FORCE_CHANGE_PASSWORD',
  ...(user.UserCreateDate && { createdAt: user.UserCreateDate.toISOString() }),
})

export type UserPool = ReturnType<typeof createUserPool>

export function createUserPool(target: Target, UserPoolId: string) {
  const client = new CognitoIdentityProviderClient(clientConfig(target))

  const rolesOf = async (Username: string): Promise<Role[]> => {
    const { Groups = [] } = await client.send(new AdminListGroupsForUserCommand({ UserPoolId, Username }))
    return ROLES.filter((role) => Groups.some(({ GroupName }) => GroupName === role))
  }

  return {
    /** Undefined when there is nobody of that name. */
    async find(Username: string): Promise<Person | undefined> {
      try {
        const user = await client.send(new AdminGetUserCommand({ UserPoolId, Username }))
        return toPerson(user, (await rolesOf(Username)).at(-1))
      } catch (error) {
        if ((error as Error).name === 'UserNotFoundException') return undefined
        throw error
      }
    },

    /** Nobody is written to: the pool knows no mail addresses. */
    create: (Username: string, TemporaryPassword: string) =>
      client.send(
        new AdminCreateUserCommand({
          ...{ UserPoolId, Username, TemporaryPassword },
          MessageAction: 'SUPPRESS',
        }),
      ),

    /** One that is not to be changed at the next sign-in. */
    setPassword: (Username: string, Password: string) =>
      client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true })),

    /** This role and no other one. */
    async setRole(Username: string, role: Role): Promise<void> {
      await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: role }))
      for (const GroupName of await rolesOf(Username)) {
        if (GroupName !== role)
          await client.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName }))
      }
    },

    /** Everybody, by name. */
    async list(): Promise<Person[]> {
      const roles = new Map<string, Role>()
      // The weakest first, so that the strongest of a person's roles is the last one written.
      for (const GroupName of ROLES) {
        for await (const { Users = [] } of paginateListUsersInGroup({ client }, { UserPoolId, GroupName }))
          Users.forEach(({ Username = '' }) => roles.set(Username, GroupName))
      }
      const people: Person[] = []
      for await (const { Users = [] } of paginateListUsers({ client }, { UserPoolId }))
        people.push(...Users.map((user) => toPerson(user, roles.get(user.Username ?? ''))))
      return people.sort((one, other) => one.name.localeCompare(other.name))
    },

    close: () => client.destroy(),
  }
}
