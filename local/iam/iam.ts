// What the operations share: the store, the account, and reading inputs as the query protocol has them.
import { randomBytes } from 'node:crypto'
import type { CloudContext } from '../runtime/context.ts'
import { noSuchEntity, validationError } from './errors.ts'
import type { ManagedPolicy, Role, Store } from './store.ts'

export interface Iam {
  context: CloudContext
  store: Store
}

export const isoNow = ({ context }: Iam) => new Date(context.clock.now()).toISOString()

/** A unique id as IAM gives them: `AROA…` for roles, `ANPA…` for policies. */
export const uniqueId = (prefix: string) =>
  prefix + Array.from(randomBytes(17), (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('')

export function required(input: object, name: string): string {
  const value = (input as Record<string, unknown>)[name]
  if (typeof value === 'string' && value !== '') return value
  const member = name[0]!.toLowerCase() + name.slice(1)
  throw validationError(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`,
  )
}

export const asList = <T>(value: T[] | string | undefined): T[] => (Array.isArray(value) ? value : [])

/** A name of letters, digits and `+=,.@_-`. */
export function checkName(name: string, longest: number, member: string): string {
  if (name.length <= longest && /^[\w+=,.@-]+$/.test(name)) return name
  throw validationError(
    `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+ and have length less than or equal to ${longest}`,
  )
}

export function checkPath(path: string | undefined): string {
  if (path === undefined) return '/'
  if (/^\/([\x21-\x7e]+\/)?$/.test(path)) return path
  throw validationError(
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  )
}

export function existingRole({ store }: Iam, input: object): Role {
  const name = required(input, 'RoleName')
  const role = store.role(name)
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`)
  return role
}

export function existingPolicy({ store }: Iam, input: object): ManagedPolicy {
  const arn = required(input, 'PolicyArn')
  const policy = store.policy(arn)
  if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`)
  return policy
}

/** One page as IAM pages: `Marker` is the offset where the next begins. */
export function page<T>(items: T[], input: { Marker?: string; MaxItems?: string | number }) {
  const start = Number(input.Marker ?? 0)
  const end = start + Number(input.MaxItems ?? 100)
  if (!Number.isInteger(start)) throw validationError('Invalid Marker.')
  const isTruncated = end < items.length
  return {
    items: items.slice(start, end),
    more: { IsTruncated: isTruncated, ...(isTruncated ? { Marker: String(end) } : {}) },
  }
}

/** Documents are answered URL-encoded. */
export const encoded = (document: string) => encodeURIComponent(document)

/** `arn:aws:iam::aws:policy/…`: AWS owns it; it can be attached but its document is not known here. */
export const isAwsManaged = (arn: string) => /^arn:aws[\w-]*:iam::aws:policy\//.test(arn)

export const policyNameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1)
