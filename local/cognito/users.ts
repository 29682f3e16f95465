// Finding a user by whatever name the pool lets people sign in with, and the shapes in which a user is answered.
import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { seconds } from './cognito.ts'
import type { Cognito } from './cognito.ts'
import { userNotFound } from './errors.ts'
import { ignoresCase } from './pool-settings.ts'
import type { Pool, User } from './records.ts'

/** The name as it is kept. */
export const usernameKey = (pool: Pool, name: string) => (ignoresCase(pool) ? name.toLowerCase() : name)

// An alias counts once it is verified; where people sign in with an address from the start, it counts at once.
function hasAlias(pool: Pool, { attributes }: User, name: string): boolean {
  const isSame = (value: string | undefined) =>
    value !== undefined && usernameKey(pool, value) === usernameKey(pool, name)
  const { UsernameAttributes = [], AliasAttributes = [] } = pool.settings
  if (UsernameAttributes.some((attribute) => isSame(attributes[attribute]))) return true
  return AliasAttributes.some(
    (alias) =>
      isSame(attributes[alias]) &&
      (alias === 'preferred_username' || attributes[`${alias}_verified`] === 'true'),
  )
}

/** By username, `sub` or alias. */
export function findUser({ store }: Cognito, pool: Pool, name: string): User | undefined {
  const user = store.user(pool.id, usernameKey(pool, name))
  if (user) return user
  return store.users(pool.id).find((one) => one.attributes['sub'] === name || hasAlias(pool, one, name))
}

/** Throws `UserNotFoundException`. */
export function userOf(cognito: Cognito, pool: Pool, name: unknown): User {
  const user = findUser(cognito, pool, String(name))
  if (!user) throw userNotFound()
  return user
}

export const attributeList = (attributes: Record<string, string>): AttributeType[] =>
  Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))

export const attributeMap = (list: AttributeType[] = []): Record<string, string> =>
  Object.fromEntries(list.map(({ Name, Value }) => [String(Name), String(Value ?? '')]))

const stateOf = (user: User) => ({
  Username: user.username,
  UserCreateDate: seconds(user.createdAtMs),
  UserLastModifiedDate: seconds(user.updatedAtMs),
  Enabled: user.isEnabled,
  UserStatus: user.status,
})

/** As in lists and after creation. */
export const userType = (user: User) => ({ ...stateOf(user), Attributes: attributeList(user.attributes) })

/** As AdminGetUser answers. */
export const userDetail = (user: User) => ({
  ...stateOf(user),
  UserAttributes: attributeList(user.attributes),
})
