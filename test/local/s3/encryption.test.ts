import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as S3 from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

const KEY = 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-4333-8444-555555555555'
let lab: Lab
let s3: S3.S3Client
beforeAll(async () => {
  lab = await openLab()
  s3 = new S3.S3Client({ ...lab.config, maxAttempts: 1 })
  for (const Bucket of ['films', 'plain']) await s3.send(new S3.CreateBucketCommand({ Bucket }))
  await encryptBy('films', { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY })
})
afterAll(() => lab.close())

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

const byKey = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY, BucketKeyEnabled: true }

test('an object is encrypted as its bucket says, and every answer tells by which key', async () => {
  expect(await put('films', 'a')).toMatchObject(byKey)
  expect(await head('films', 'a')).toMatchObject(byKey)
  expect(await s3.send(new S3.GetObjectCommand({ Bucket: 'films', Key: 'a' }))).toMatchObject(byKey)
  expect(await put('plain', 'a')).toMatchObject({ ServerSideEncryption: 'AES256' })
  expect((await head('plain', 'a')).SSEKMSKeyId).toBeUndefined()
})

test('a large upload is too', async () => {
  const params = { Bucket: 'films', Key: 'large', Body: Buffer.alloc(6 * 1024 * 1024) }
  expect(await new Upload({ client: s3, params }).done()).toMatchObject(byKey)
  expect(await head('films', 'large')).toMatchObject(byKey)
})

test('a request may ask for another key, or for none', async () => {
  await put('films', 'other', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/other' })
  expect((await head('films', 'other')).SSEKMSKeyId).toBe('alias/other')
  await put('films', 'none', { ServerSideEncryption: 'AES256' })
  const { ServerSideEncryption, SSEKMSKeyId } = await head('films', 'none')
  expect([ServerSideEncryption, SSEKMSKeyId]).toEqual(['AES256', undefined])
})

test('a copy is encrypted as the bucket that it goes to', async () => {
  const copy = (Bucket: string, CopySource: string) =>
    s3.send(new S3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource }))
  expect(await copy('films', 'plain/a')).toMatchObject(byKey)
  await copy('plain', 'films/a')
  const { ServerSideEncryption, SSEKMSKeyId } = await head('plain', 'copy')
  expect([ServerSideEncryption, SSEKMSKeyId]).toEqual(['AES256', undefined])
})

test('an encryption that S3 does not know is refused', async () => {
  await expect(encryptBy('plain', { SSEAlgorithm: 'rot13' as 'AES256' })).rejects.toMatchObject({
    name: 'MalformedXML',
  })
  await expect(encryptBy('plain', { SSEAlgorithm: 'AES256', KMSMasterKeyID: KEY })).rejects.toMatchObject({
    name: 'InvalidArgument',
  })
  await expect(put('plain', 'x', { ServerSideEncryption: 'rot13' as 'AES256' })).rejects.toMatchObject({
    name: 'InvalidArgument',
  })
})
