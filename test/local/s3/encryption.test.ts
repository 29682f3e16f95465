import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import * as S3 from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

let lab: Lab
let s3: S3.S3Client
let kms: KMSClient
/** The ARN of the key that encrypts films. */
let key: string
let other: string
const makeKey = async () => (await kms.send(new CreateKeyCommand())).KeyMetadata!.Arn!

beforeAll(async () => {
  lab = await openLab({ virtualClock: true })
  s3 = new S3.S3Client({ ...lab.config, maxAttempts: 1 })
  kms = new KMSClient({ ...lab.config, maxAttempts: 1 })
  key = await makeKey()
  other = await makeKey()
  for (const Bucket of ['films', 'plain']) await s3.send(new S3.CreateBucketCommand({ Bucket }))
  await encryptBy('films', { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key })
})
afterAll(async () => {
  s3.destroy()
  kms.destroy()
  await lab.close()
})

const encryptBy = (Bucket: string, ApplyServerSideEncryptionByDefault: S3.ServerSideEncryptionByDefault) =>
  s3.send(
    new S3.PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }],
      },
    }),
  )
const put = (Bucket: string, Key: string, more: Partial<S3.PutObjectCommandInput> = {}) =>
  s3.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'film', ...more }))
const head = (Bucket: string, Key: string) => s3.send(new S3.HeadObjectCommand({ Bucket, Key }))

const byKey = () => ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key, BucketKeyEnabled: true })

test('an object is encrypted as its bucket says, and every answer tells by which key', async () => {
  expect(await put('films', 'a')).toMatchObject(byKey())
  expect(await head('films', 'a')).toMatchObject(byKey())
  expect(await s3.send(new S3.GetObjectCommand({ Bucket: 'films', Key: 'a' }))).toMatchObject(byKey())
  expect(await put('plain', 'a')).toMatchObject({ ServerSideEncryption: 'AES256' })
  expect((await head('plain', 'a')).SSEKMSKeyId).toBeUndefined()
})

test('a large upload is too', async () => {
  const params = { Bucket: 'films', Key: 'large', Body: Buffer.alloc(6 * 1024 * 1024) }
  expect(await new Upload({ client: s3, params }).done()).toMatchObject(byKey())
  expect(await head('films', 'large')).toMatchObject(byKey())
})

test('a request may ask for another key, or for none', async () => {
  await put('films', 'other', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: other })
  expect((await head('films', 'other')).SSEKMSKeyId).toBe(other)
  await put('films', 'none', { ServerSideEncryption: 'AES256' })
  const { ServerSideEncryption, SSEKMSKeyId } = await head('films', 'none')
  expect([ServerSideEncryption, SSEKMSKeyId]).toEqual(['AES256', undefined])
})

test('a copy is encrypted as the bucket that it goes to', async () => {
  const copy = (Bucket: string, CopySource: string) =>
    s3.send(new S3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource }))
  expect(await copy('films', 'plain/a')).toMatchObject(byKey())
  await copy('plain', 'films/a')
  const { ServerSideEncryption, SSEKMSKeyId } = await head('plain', 'copy')
  expect([ServerSideEncryption, SSEKMSKeyId]).toEqual(['AES256', undefined])
})

test('an encryption that S3 does not know is refused', async () => {
  await expect(encryptBy('plain', { SSEAlgorithm: 'rot13' as 'AES256' })).rejects.toMatchObject({
    name: 'MalformedXML',
  })
  await expect(encryptBy('plain', { SSEAlgorithm: 'AES256', KMSMasterKeyID: key })).rejects.toMatchObject({
    name: 'InvalidArgument',
  })
  await expect(put('plain', 'x', { ServerSideEncryption: 'rot13' as 'AES256' })).rejects.toMatchObject({
    name: 'InvalidArgument',
  })
})

describe('a key that cannot be used', () => {
  const get = (Key: string) => s3.send(new S3.GetObjectCommand({ Bucket: 'films', Key }))
  /** S3 asks again only when it has forgotten the data key. */
  const aMinuteLater = () =>
    fetch(`${lab.cloud.url}/_reelgate/clock`, { method: 'POST', body: JSON.stringify({ advanceMs: 61_000 }) })

  test('closes its objects to everybody, until it is enabled again', async () => {
    await put('films', 'closed')
    await kms.send(new DisableKeyCommand({ KeyId: key }))
    await aMinuteLater()
    await expect(get('closed')).rejects.toMatchObject({ name: 'KMS.DisabledException' })
    await expect(put('films', 'more')).rejects.toMatchObject({ name: 'KMS.DisabledException' })
    expect(await put('plain', 'more')).toMatchObject({ ServerSideEncryption: 'AES256' })
    await kms.send(new EnableKeyCommand({ KeyId: key }))
    await aMinuteLater()
    expect(await (await get('closed')).Body?.transformToString()).toBe('film')
  })

  test('takes them with it when it goes', async () => {
    await put('films', 'doomed', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: other })
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: other, PendingWindowInDays: 7 }))
    await aMinuteLater()
    await expect(get('doomed')).rejects.toMatchObject({ name: 'KMS.KMSInvalidStateException' })
    const unknown = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: `${other}0` }
    await expect(put('films', 'x', unknown)).rejects.toMatchObject({ name: 'KMS.NotFoundException' })
  })
})
