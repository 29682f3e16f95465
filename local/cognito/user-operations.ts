import type {
  AdminCreateUserRequest,
  AdminGetUserRequest,
  AdminSetUserPasswordRequest,
  AdminUpdateUserAttributesRequest,
  ListUsersRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import { randomUUID } from 'node:crypto'
import { AwsError, notSupported } from '../runtime/aws-error.ts'
import type { Operation } from '../runtime/service.ts'
import { poolOf } from './cognito.ts'
import type { Cognito } from './cognito.ts'
import { invalidParameter } from './errors.ts'
import { checkMembers, requireText } from './known-members.ts'
import { paginate } from './paginate.ts'
import { hashPassword } from './password.ts'
import { checkPassword, makePassword } from './password-policy.ts'
import { checkAttributes, checkRequired, policyOf } from './pool-settings.ts'
import type { Pool, User } from './records.ts'
import { revokeAllSessions } from './sessions.ts'
import { parseUserFilter } from './user-filter.ts'
import { attributeMap, findUser, userDetail, usernameKey, userOf, userType } from './users.ts'

type Named = Pick<AdminGetUserRequest, 'UserPoolId' | 'Username'>

const DAY_MS = 86_400_000

/** Where people sign in with an address, the name they are known by is a UUID and the address an attribute. */
function identityOf(pool: Pool, input: AdminCreateUserRequest) {
  const sub = randomUUID()
  const name = String(input.Username)
  const attributes = { sub, ...attributeMap(input.UserAttributes) }
  if ('sub' in attributeMap(input.UserAttributes)) throw invalidParameter('Cannot modify the attribute sub.')
  const { UsernameAttributes = [] } = pool.settings
  if (UsernameAttributes.length === 0) return { username: usernameKey(pool, name), attributes }
  const kind = UsernameAttributes.includes('email') && name.includes('@') ? 'email' : 'phone_number'
  const isAddress = kind === 'email' || /^\+\d{2,15}$/.test(name)
  if (!UsernameAttributes.includes(kind) || !isAddress) {
    const kinds = UsernameAttributes.map((one) => (one === 'email' ? 'an email' : 'a phone number'))
    throw invalidParameter(`Username should be ${kinds.join(' or ')}.`)
  }
  return { username: sub, attributes: { ...attributes, [kind]: usernameKey(pool, name) } }
}

async function createUser(cognito: Cognito, input: AdminCreateUserRequest) {
  const { context, store } = cognito
  const pool = poolOf(cognito, input.UserPoolId)
  requireText(input, 'Username')
  checkMembers('AdminCreateUser', input, [
    ...['UserPoolId', 'Username', 'UserAttributes', 'TemporaryPassword', 'MessageAction'],
    ...['DesiredDeliveryMediums', 'ForceAliasCreation'],
  ])
  if (input.MessageAction === 'RESEND') throw notSupported('cognito', 'MessageAction RESEND: no mail is sent')
  if (input.ForceAliasCreation) throw notSupported('cognito', 'ForceAliasCreation')
  const { username, attributes } = identityOf(pool, input)
  checkAttributes(pool, attributes)
  checkRequired(pool, attributes)
  const password = input.TemporaryPassword ?? makePassword(policyOf(pool))
  checkPassword(password, policyOf(pool))
  const hash = await hashPassword(password)
  if (findUser(cognito, pool, String(input.Username)))
    throw new AwsError('UsernameExistsException', 'User account already exists')
  const now = context.clock.now()
  const user: User = {
    poolId: pool.id,
    username,
    attributes,
    isEnabled: true,
    status: 'FORCE_CHANGE_PASSWORD',
    passwordExpiresAtMs: now + (policyOf(pool).TemporaryPasswordValidityDays ?? 7) * DAY_MS,
    failedAttempts: 0,
    lockedUntilMs: 0,
    createdAtMs: now,
    updatedAtMs: now,
  }
  store.addUser(user)
  store.savePassword(user, hash)
  if (input.MessageAction !== 'SUPPRESS')
    context.log(`No invitation is sent to ${username}: give a password with AdminSetUserPassword.`)
  return { User: userType(user) }
}

async function setPassword(cognito: Cognito, input: AdminSetUserPasswordRequest) {
  const { context, store } = cognito
  const pool = poolOf(cognito, input.UserPoolId)
  userOf(cognito, pool, input.Username)
  checkPassword(input.Password, policyOf(pool))
  const hash = await hashPassword(input.Password)
  // Read only now: what changed while the hash was made must stand.
  const { passwordExpiresAtMs: _, ...user } = userOf(cognito, pool, input.Username)
  const now = context.clock.now()
  const days = policyOf(pool).TemporaryPasswordValidityDays ?? 7
  const changed: User = {
    ...user,
    status: input.Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
    ...(!input.Permanent && { passwordExpiresAtMs: now + days * DAY_MS }),
    failedAttempts: 0,
    lockedUntilMs: 0,
    updatedAtMs: now,
  }
  store.savePassword(changed, hash)
  return {}
}

function listUsers(cognito: Cognito, input: ListUsersRequest) {
  const pool = poolOf(cognito, input.UserPoolId)
  const matching = cognito.store.users(pool.id).filter(parseUserFilter(input.Filter))
  const { items, next } = paginate(matching, input.Limit, input.PaginationToken)
  const shown = input.AttributesToGet
  const Users = items.map(userType).map((user) => ({
    ...user,
    Attributes: user.Attributes.filter(({ Name }) => !shown || shown.includes(Name ?? '')),
  }))
  return { Users, PaginationToken: next }
}

export function userOperations(cognito: Cognito): Record<string, Operation> {
  const { context, store } = cognito
  const find = (input: Named) => userOf(cognito, poolOf(cognito, input.UserPoolId), input.Username)
  const change = (input: Named, changes: Partial<User>) => {
    store.saveUser({ ...find(input), ...changes, updatedAtMs: context.clock.now() })
    return {}
  }
  return {
    AdminCreateUser: (input: AdminCreateUserRequest) => createUser(cognito, input),
    AdminSetUserPassword: (input: AdminSetUserPasswordRequest) => setPassword(cognito, input),
    AdminGetUser: (input: Named) => userDetail(find(input)),
    AdminDeleteUser(input: Named) {
      store.dropUser(find(input))
      return {}
    },
    // As on AWS, whoever is disabled loses every session too.
    AdminDisableUser(input: Named) {
      revokeAllSessions(store, find(input))
      return change(input, { isEnabled: false })
    },
    AdminEnableUser: (input: Named) => change(input, { isEnabled: true }),
    AdminResetUserPassword: (input: Named) => change(input, { status: 'RESET_REQUIRED' }),
    AdminUserGlobalSignOut(input: Named) {
      revokeAllSessions(store, find(input))
      return {}
    },
    AdminUpdateUserAttributes(input: AdminUpdateUserAttributesRequest) {
      const changes = attributeMap(input.UserAttributes)
      if ('sub' in changes) throw invalidParameter('Cannot modify the attribute sub.')
      checkAttributes(poolOf(cognito, input.UserPoolId), changes)
      return change(input, { attributes: { ...find(input).attributes, ...changes } })
    },
    ListUsers: (input: ListUsersRequest) => listUsers(cognito, input),
  }
}
