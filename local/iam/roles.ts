import { alreadyExists, deleteConflict } from './errors.ts'
import {
  asList,
  checkName,
  checkPath,
  encoded,
  existingRole,
  isoNow,
  page,
  required,
  uniqueId,
  type Iam,
} from './iam.ts'
import { checkPolicyDocument } from './policy-document.ts'
import type { Role, Tag } from './store.ts'

interface CreateRoleInput {
  RoleName: string
  AssumeRolePolicyDocument: string
  Path?: string
  Description?: string
  MaxSessionDuration?: string | number
  PermissionsBoundary?: string
  Tags?: Tag[] | string
}

interface RoleName {
  RoleName: string
}

const DEFAULT_SESSION_SECONDS = 3600

const boundaryShape = (arn: string | undefined) =>
  arn === undefined ? undefined : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn }

/** Wire shape; lists of roles leave tags and boundary out, as IAM does. */
const roleShape = (role: Role, isListed = false) => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: role.createdAt,
  AssumeRolePolicyDocument: encoded(role.trustPolicy),
  Description: role.description,
  MaxSessionDuration: role.maxSessionDurationSeconds,
  ...(isListed ? {} : { PermissionsBoundary: boundaryShape(role.permissionsBoundaryArn), Tags: role.tags }),
})

export function roleOperations(iam: Iam) {
  const { store, context } = iam
  const change = (input: RoleName, edit: (role: Role) => void) => {
    const role = existingRole(iam, input)
    edit(role)
    store.saveRole(role)
    return {}
  }
  return {
    CreateRole(input: CreateRoleInput) {
      const name = checkName(required(input, 'RoleName'), 64, 'roleName')
      const path = checkPath(input.Path)
      const trustPolicy = checkPolicyDocument(required(input, 'AssumeRolePolicyDocument'), 'trust')
      if (store.role(name)) throw alreadyExists(`Role with name ${name} already exists.`)
      const role: Role = {
        name,
        id: uniqueId('AROA'),
        arn: `arn:aws:iam::${context.accountId}:role${path}${name}`,
        path,
        trustPolicy,
        maxSessionDurationSeconds: Number(input.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS),
        createdAt: isoNow(iam),
        tags: asList(input.Tags),
        inlinePolicies: {},
        attachedPolicyArns: [],
        ...(input.Description ? { description: input.Description } : {}),
        ...(input.PermissionsBoundary ? { permissionsBoundaryArn: input.PermissionsBoundary } : {}),
      }
      store.saveRole(role)
      return { Role: roleShape(role) }
    },

    GetRole: (input: RoleName) => ({ Role: roleShape(existingRole(iam, input)) }),

    ListRoles(input: { PathPrefix?: string; Marker?: string; MaxItems?: string }) {
      const roles = store.roles().filter((role) => role.path.startsWith(input.PathPrefix ?? '/'))
      const { items, more } = page(roles, input)
      return { Roles: items.map((role) => roleShape(role, true)), ...more }
    },

    UpdateRole: (input: RoleName & { Description?: string; MaxSessionDuration?: string }) =>
      change(input, (role) => {
        if (input.Description !== undefined) role.description = input.Description
        if (input.MaxSessionDuration) role.maxSessionDurationSeconds = Number(input.MaxSessionDuration)
      }),

    UpdateAssumeRolePolicy: (input: RoleName & { PolicyDocument: string }) =>
      change(input, (role) => {
        role.trustPolicy = checkPolicyDocument(required(input, 'PolicyDocument'), 'trust')
      }),

    DeleteRole(input: RoleName) {
      const role = existingRole(iam, input)
      if (role.attachedPolicyArns.length > 0) {
        throw deleteConflict('Cannot delete entity, must detach all policies first.')
      }
      if (Object.keys(role.inlinePolicies).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.')
      }
      store.dropRole(role.name)
      return {}
    },

    PutRolePermissionsBoundary: (input: RoleName & { PermissionsBoundary: string }) =>
      change(input, (role) => {
        role.permissionsBoundaryArn = required(input, 'PermissionsBoundary')
      }),

    DeleteRolePermissionsBoundary: (input: RoleName) =>
      change(input, (role) => {
        delete role.permissionsBoundaryArn
      }),

    TagRole: (input: RoleName & { Tags: Tag[] | string }) =>
      change(input, (role) => {
        const added = asList<Tag>(input.Tags)
        role.tags = [...role.tags.filter((tag) => !added.some((one) => one.Key === tag.Key)), ...added]
      }),

    UntagRole: (input: RoleName & { TagKeys: string[] | string }) =>
      change(input, (role) => {
        role.tags = role.tags.filter((tag) => !asList<string>(input.TagKeys).includes(tag.Key))
      }),

    ListRoleTags(input: RoleName & { Marker?: string; MaxItems?: string }) {
      const { items, more } = page(existingRole(iam, input).tags, input)
      return { Tags: items, ...more }
    },
  }
}
