// Finding a key by whatever names it, and the state it is in.
import { randomUUID } from 'node:crypto'
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import { defaultPolicy } from './key-policy.ts'
import type { KmsKey, Store } from './store.ts'

const KEY_ARN = /^arn:aws:kms:([\w-]+):(\d{12}):key\/(.+)$/
const ALIAS_ARN = /^arn:aws:kms:[\w-]+:\d{12}:(alias\/.+)$/
const MANAGED_ALIAS = /^alias\/aws\/([\w-]+)$/

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion'

export const stateOf = (key: KmsKey): KeyState =>
  key.deletion ? 'PendingDeletion' : key.isEnabled ? 'Enabled' : 'Disabled'

export interface Keyring {
  context: CloudContext
  store: Store
  arn(resource: string): string
  newKey(properties: Pick<KmsKey, 'description' | 'manager' | 'policy' | 'tags'>): KmsKey
  /** By id, ARN, alias name or ARN of an alias. @throws NotFoundException */
  find(name: string): KmsKey
  /** By id or ARN alone, as the operations that change a key want it. @throws NotFoundException */
  findById(name: string): KmsKey
}

export function createKeyring(context: CloudContext, store: Store): Keyring {
  const arn = (resource: string) => `arn:aws:kms:${context.region}:${context.accountId}:${resource}`
  const newKey: Keyring['newKey'] = (properties) => {
    const keyId = randomUUID()
    const key = {
      ...properties,
      keyId,
      arn: arn(`key/${keyId}`),
      createdMs: context.clock.now(),
      isEnabled: true,
    }
    store.saveKey(key)
    return key
  }
  /** AWS makes the key of a service when it is first asked for. */
  const managedKey = (name: string, service: string) => {
    const now = context.clock.now()
    const description = `Default key that protects my ${service.toUpperCase()} data when no other key is defined`
    const policy = defaultPolicy(context.accountId)
    const { keyId } = newKey({ description, manager: 'AWS', policy, tags: {} })
    store.saveAlias({ name, keyId, createdMs: now, updatedMs: now })
    return keyId
  }
  const byAlias = (name: string) => {
    const service = MANAGED_ALIAS.exec(name)?.[1]
    const keyId = store.alias(name)?.keyId ?? (service === undefined ? undefined : managedKey(name, service))
    if (keyId === undefined) throw notFound(`Alias ${arn(name)} is not found.`)
    return findById(keyId)
  }
  const findById = (name: string): KmsKey => {
    if (/^(arn:aws:kms:.*:)?alias\//.test(name)) throw invalidArn(name)
    const keyId = KEY_ARN.exec(name)?.[3] ?? name
    const key = store.key(keyId)
    if (key?.deletion && key.deletion.atMs <= context.clock.now()) store.dropKey(keyId)
    else if (key) return key
    throw notFound(`Key '${arn(`key/${keyId}`)}' does not exist`)
  }
  return {
    context,
    store,
    arn,
    newKey,
    findById,
    find(name) {
      const alias = ALIAS_ARN.exec(name)?.[1] ?? (name.startsWith('alias/') ? name : undefined)
      return alias === undefined ? findById(name) : byAlias(alias)
    },
  }
}

export const notFound = (message: string) => new AwsError('NotFoundException', message)

const invalidArn = (name: string) => new AwsError('InvalidArnException', `Invalid arn ${name}`)

/** @throws KMSInvalidStateException when the key is about to go */
export function mustStay(key: KmsKey): KmsKey {
  if (key.deletion) throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`)
  return key
}

/** @throws AccessDeniedException for the keys that AWS keeps */
export function mustBeOurs(key: KmsKey, operation: string): KmsKey {
  if (key.manager === 'CUSTOMER') return key
  throw new AwsError(
    'AccessDeniedException',
    `${operation} is not allowed for the AWS managed key ${key.arn}.`,
  )
}
