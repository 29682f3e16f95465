import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCloud, type LocalCloud } from '../../../local/cloud.ts'

const DAY_MS = 86_400_000
const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-kms-'))
let cloud: LocalCloud
let kms: KMSClient
async function open() {
  cloud = await startCloud({ port: 0, dataDir, virtualClock: true, log: () => undefined })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  kms = new KMSClient({ endpoint: cloud.url, region: 'us-east-1', maxAttempts: 1, credentials })
}
async function close() {
  kms.destroy()
  await cloud.close()
}
beforeAll(open)
afterAll(async () => {
  await close()
  rmSync(dataDir, { recursive: true, force: true })
})

const advance = (advanceMs: number) =>
  fetch(`${cloud.url}/_reelgate/clock`, { method: 'POST', body: JSON.stringify({ advanceMs }) })
const makeKey = async (more: object = {}) =>
  (await kms.send(new CreateKeyCommand(more))).KeyMetadata as { KeyId: string; Arn: string }
const describeKey = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata!
const policyOf = async (KeyId: string) =>
  JSON.parse((await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy!) as { Statement: object[] }

describe('a key', () => {
  test('is found by its id, its ARN, its alias and the ARN of that, after a restart too', async () => {
    const { KeyId, Arn } = await makeKey({ Tags: [{ TagKey: 'Project', TagValue: 'reelgate' }] })
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/media', TargetKeyId: KeyId }))
    await close()
    await open()
    for (const name of [KeyId, Arn, 'alias/media', Arn.replace(/key\/.*/, 'alias/media')])
      expect((await describeKey(name)).KeyId).toBe(KeyId)
    const { Tags } = await kms.send(new ListResourceTagsCommand({ KeyId }))
    expect(Tags).toEqual([{ TagKey: 'Project', TagValue: 'reelgate' }])
  })

  test('that is not there is not found, nor is an operation that changes one by its alias', async () => {
    await expect(describeKey('alias/nobody')).rejects.toMatchObject({ name: 'NotFoundException' })
    await expect(describeKey('7b1c2f60-0000-4000-8000-000000000000')).rejects.toMatchObject({
      name: 'NotFoundException',
    })
    await expect(kms.send(new DisableKeyCommand({ KeyId: 'alias/media' }))).rejects.toMatchObject({
      name: 'InvalidArnException',
    })
  })

  test('of a service is there when it is asked for, and nobody changes it', async () => {
    const { KeyManager, KeyId } = await describeKey('alias/aws/sns')
    expect([KeyManager, (await describeKey('alias/aws/sns')).KeyId]).toEqual(['AWS', KeyId])
    const change = kms.send(new ScheduleKeyDeletionCommand({ KeyId }))
    await expect(change).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })

  test('is rotated once a year, or as often as it is told', async () => {
    const { KeyId } = await makeKey()
    const status = () => kms.send(new GetKeyRotationStatusCommand({ KeyId }))
    expect(await status()).toMatchObject({ KeyRotationEnabled: false })
    await kms.send(new EnableKeyRotationCommand({ KeyId }))
    expect(await status()).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 365 })
    await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }))
    const { NextRotationDate } = await status()
    await advance(91 * DAY_MS)
    const later = (await status()).NextRotationDate!
    expect(later.getTime() - NextRotationDate!.getTime()).toBe(90 * DAY_MS)
    await expect(
      kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 30 })),
    ).rejects.toMatchObject({ name: 'ValidationException' })
  })

  test('goes with its aliases when its days are over, unless somebody thinks better of it', async () => {
    const [kept, gone] = [await makeKey(), await makeKey()]
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/gone', TargetKeyId: gone.KeyId }))
    for (const { KeyId } of [kept, gone])
      await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
    expect((await describeKey(kept.KeyId)).KeyState).toBe('PendingDeletion')
    await expect(
      kms.send(new UpdateAliasCommand({ AliasName: 'alias/gone', TargetKeyId: kept.KeyId })),
    ).rejects.toMatchObject({ name: 'KMSInvalidStateException' })
    await kms.send(new CancelKeyDeletionCommand({ KeyId: kept.KeyId }))
    await advance(8 * DAY_MS)
    expect((await describeKey(kept.KeyId)).KeyState).toBe('Disabled')
    await expect(describeKey(gone.KeyId)).rejects.toMatchObject({ name: 'NotFoundException' })
    const { Aliases } = await kms.send(new ListAliasesCommand({}))
    expect(Aliases?.map(({ AliasName }) => AliasName)).not.toContain('alias/gone')
  })

  test('encrypts nothing here, and says so', async () => {
    const { KeyId } = await makeKey()
    const encrypt = kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') }))
    await expect(encrypt).rejects.toMatchObject({ message: expect.stringContaining('Encrypt') })
  })
})

describe('the policy of a key', () => {
  const allow = (Action: string, AWS = 'arn:aws:iam::000000000000:root') =>
    JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS }, Action, Resource: '*' }] })

  test('leaves it to IAM unless another is given', async () => {
    const { KeyId } = await makeKey()
    expect((await policyOf(KeyId)).Statement).toMatchObject([{ Action: 'kms:*' }])
    await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: allow('kms:PutKeyPolicy') }))
    expect((await policyOf(KeyId)).Statement).toMatchObject([{ Action: 'kms:PutKeyPolicy' }])
  })

  test.each([
    ['is no JSON', 'nonsense'],
    ['lets nobody change it', allow('kms:Decrypt')],
    ['lets only another account change it', allow('kms:*', 'arn:aws:iam::111111111111:root')],
  ])('that %s is refused', async (_what, Policy) => {
    const refusal = { name: 'MalformedPolicyDocumentException' }
    await expect(makeKey({ Policy })).rejects.toMatchObject(refusal)
    const { KeyId } = await makeKey()
    await expect(kms.send(new PutKeyPolicyCommand({ KeyId, Policy }))).rejects.toMatchObject(refusal)
  })
})
