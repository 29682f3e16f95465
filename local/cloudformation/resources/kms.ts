// Keys of KMS and their names.
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms'
import type { Tag } from '../records.ts'
import { asBoolean, asJsonText, asNumber, defined, tagChanges, tagMap } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Count, Document, Flag, Made, ResourceProvider, ResourceRequest } from './provider.ts'

type KeyProperties = {
  KeyPolicy?: Document
  Description?: string
  Enabled?: Flag
  EnableKeyRotation?: Flag
  RotationPeriodInDays?: Count
  PendingWindowInDays?: Count
  BypassPolicyLockoutSafetyCheck?: Flag
  KeySpec?: string
  KeyUsage?: string
  Origin?: string
  MultiRegion?: Flag
  Tags?: Tag[]
}

const kmsTags = (tags: Record<string, string>) =>
  Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }))

const keyMade = (keyId: string, { region, accountId }: ResourceRequest<KeyProperties>): Made => ({
  physicalId: keyId,
  attributes: { KeyId: keyId, Arn: `arn:aws:kms:${region}:${accountId}:key/${keyId}` },
})

/** A disabled key cannot be told to rotate: it is enabled first and disabled last. */
async function putState({ clients, properties }: ResourceRequest<KeyProperties>, KeyId: string) {
  const { kms } = clients
  const RotationPeriodInDays = asNumber(properties.RotationPeriodInDays)
  await kms.send(new EnableKeyCommand({ KeyId }))
  await (asBoolean(properties.EnableKeyRotation)
    ? kms.send(new EnableKeyRotationCommand(defined({ KeyId, RotationPeriodInDays })))
    : kms.send(new DisableKeyRotationCommand({ KeyId })))
  if (asBoolean(properties.Enabled) === false) await kms.send(new DisableKeyCommand({ KeyId }))
}

const policyOf = ({ KeyPolicy, BypassPolicyLockoutSafetyCheck }: KeyProperties) =>
  defined({
    Policy: KeyPolicy === undefined ? undefined : asJsonText(KeyPolicy),
    BypassPolicyLockoutSafetyCheck: asBoolean(BypassPolicyLockoutSafetyCheck),
  })

export const kmsKey: ResourceProvider<KeyProperties> = {
  applies: [
    'KeyPolicy',
    'Description',
    'Enabled',
    'EnableKeyRotation',
    'RotationPeriodInDays',
    'PendingWindowInDays',
    'BypassPolicyLockoutSafetyCheck',
    'KeySpec',
    'KeyUsage',
    'Origin',
    'MultiRegion',
    'Tags',
  ],
  createOnly: ['KeySpec', 'KeyUsage', 'Origin', 'MultiRegion'],
  takesStackTags: true,
  async create(request) {
    const { Description, KeySpec, KeyUsage, Origin, MultiRegion } = request.properties
    const { KeyMetadata } = await request.clients.kms.send(
      new CreateKeyCommand({
        ...policyOf(request.properties),
        ...(defined({
          Description,
          KeySpec,
          KeyUsage,
          Origin,
          MultiRegion: asBoolean(MultiRegion),
        }) as object),
        Tags: kmsTags(tagMap(request)),
      }),
    )
    const keyId = KeyMetadata!.KeyId!
    request.claim(keyId)
    await putState(request, keyId)
    return keyMade(keyId, request)
  },
  async update(request) {
    const { clients, properties, physicalId: KeyId } = request
    const { Policy, ...bypass } = policyOf(properties)
    if (Policy !== undefined) await clients.kms.send(new PutKeyPolicyCommand({ KeyId, Policy, ...bypass }))
    const { Description = '' } = properties
    await clients.kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description }))
    await putState(request, KeyId)
    const { gone: TagKeys, wanted } = tagChanges(request)
    if (TagKeys.length > 0) await clients.kms.send(new UntagResourceCommand({ KeyId, TagKeys }))
    const Tags = kmsTags(wanted)
    if (Tags.length > 0) await clients.kms.send(new TagResourceCommand({ KeyId, Tags }))
    return keyMade(KeyId, request)
  },
  /** A key is never gone at once: what it encrypted would be lost with it. */
  remove({ clients, physicalId: KeyId, properties }) {
    const PendingWindowInDays = asNumber(properties.PendingWindowInDays)
    const input = defined({ KeyId, PendingWindowInDays })
    return unlessGone(
      clients.kms.send(new ScheduleKeyDeletionCommand(input)),
      'NotFoundException',
      'KMSInvalidStateException',
    )
  },
}

type AliasProperties = { AliasName: string; TargetKeyId: string }

export const kmsAlias: ResourceProvider<AliasProperties> = {
  applies: ['AliasName', 'TargetKeyId'],
  required: ['AliasName', 'TargetKeyId'],
  createOnly: ['AliasName'],
  nameProperty: 'AliasName',
  async create({ clients, properties: { AliasName, TargetKeyId } }) {
    await clients.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }))
    return { physicalId: AliasName }
  },
  async update({ clients, properties: { AliasName, TargetKeyId } }) {
    await clients.kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId }))
    return { physicalId: AliasName }
  },
  remove: ({ clients, physicalId: AliasName }) =>
    unlessGone(clients.kms.send(new DeleteAliasCommand({ AliasName })), 'NotFoundException'),
}
