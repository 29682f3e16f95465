// Keys from their making to their end.
import { AwsError, notSupported } from '../runtime/aws-error.ts'
import { checkPolicy, type PolicyInput } from './key-policy.ts'
import { mustBeOurs, mustStay, stateOf, type Keyring } from './keyring.ts'
import { page, type PageInput } from './pages.ts'
import type { KmsKey } from './store.ts'
import { tagMap, type Tag } from './tags.ts'

const DAY_MS = 86_400_000
const LONGEST_WINDOW_DAYS = 30
const SHORTEST_WINDOW_DAYS = 7

interface CreateInput extends PolicyInput {
  Description?: string
  KeySpec?: string
  CustomerMasterKeySpec?: string
  KeyUsage?: string
  Origin?: string
  MultiRegion?: boolean
  Tags?: Tag[]
  CustomKeyStoreId?: string
  XksKeyId?: string
}

/** Keys that S3 and SNS can use: symmetric ones, made by KMS, of one region. */
function checkKind(input: CreateInput) {
  const { KeySpec = input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT' } = input
  const { KeyUsage = 'ENCRYPT_DECRYPT', Origin = 'AWS_KMS', MultiRegion, CustomKeyStoreId, XksKeyId } = input
  const others = [
    KeySpec !== 'SYMMETRIC_DEFAULT' && `keys of ${KeySpec}`,
    KeyUsage !== 'ENCRYPT_DECRYPT' && `keys for ${KeyUsage}`,
    Origin !== 'AWS_KMS' && `key material from ${Origin}`,
    MultiRegion === true && 'keys of several regions',
    (CustomKeyStoreId ?? XksKeyId) !== undefined && 'key stores of one’s own',
  ].filter((other) => other !== false)
  if (others.length > 0) throw notSupported('kms', others.join(', '))
}

export const keyMetadata = (key: KmsKey, accountId: string) => ({
  AWSAccountId: accountId,
  KeyId: key.keyId,
  Arn: key.arn,
  CreationDate: key.createdMs / 1000,
  Enabled: stateOf(key) === 'Enabled',
  Description: key.description,
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: stateOf(key),
  Origin: 'AWS_KMS',
  KeyManager: key.manager,
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: false,
  ...(key.deletion && { DeletionDate: key.deletion.atMs / 1000 }),
})

interface KeyInput {
  KeyId: string
}

export function keyOperations(keyring: Keyring) {
  const { store, context } = keyring
  const change = (keyId: string, operation: string, changes: Partial<KmsKey>) => {
    store.saveKey({ ...mustBeOurs(mustStay(keyring.findById(keyId)), operation), ...changes })
    return {}
  }
  return {
    CreateKey(input: CreateInput) {
      checkKind(input)
      const policy = checkPolicy(input, context.accountId)
      const { Description: description = '', Tags = [] } = input
      const key = keyring.newKey({ description, manager: 'CUSTOMER', policy, tags: tagMap(Tags) })
      return { KeyMetadata: keyMetadata(key, context.accountId) }
    },
    DescribeKey: ({ KeyId }: KeyInput) => ({
      KeyMetadata: keyMetadata(keyring.find(KeyId), context.accountId),
    }),
    ListKeys(input: PageInput) {
      const { items, ...rest } = page(store.keys(), input)
      return { Keys: items.map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn })), ...rest }
    },
    UpdateKeyDescription: ({ KeyId, Description }: KeyInput & { Description: string }) =>
      change(KeyId, 'UpdateKeyDescription', { description: Description }),
    EnableKey: ({ KeyId }: KeyInput) => change(KeyId, 'EnableKey', { isEnabled: true }),
    DisableKey: ({ KeyId }: KeyInput) => change(KeyId, 'DisableKey', { isEnabled: false }),
    ScheduleKeyDeletion({ KeyId, PendingWindowInDays }: KeyInput & { PendingWindowInDays?: number }) {
      const windowDays = PendingWindowInDays ?? LONGEST_WINDOW_DAYS
      if (windowDays < SHORTEST_WINDOW_DAYS || windowDays > LONGEST_WINDOW_DAYS) {
        const message = `PendingWindowInDays is ${SHORTEST_WINDOW_DAYS} to ${LONGEST_WINDOW_DAYS}.`
        throw new AwsError('ValidationException', message)
      }
      const atMs = context.clock.now() + windowDays * DAY_MS
      change(KeyId, 'ScheduleKeyDeletion', { deletion: { atMs, windowDays } })
      const { arn } = keyring.findById(KeyId)
      return {
        KeyId: arn,
        DeletionDate: atMs / 1000,
        KeyState: 'PendingDeletion',
        PendingWindowInDays: windowDays,
      }
    },
    /** The key stays disabled until it is enabled again. */
    CancelKeyDeletion({ KeyId }: KeyInput) {
      const { deletion, ...key } = keyring.findById(KeyId)
      if (!deletion) throw new AwsError('KMSInvalidStateException', `${key.arn} is not pending deletion.`)
      store.saveKey({ ...key, isEnabled: false })
      return { KeyId: key.arn }
    },
  }
}
