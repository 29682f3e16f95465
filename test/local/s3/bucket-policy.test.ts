// What a bucket lets callers without a name do, and services in their own.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCloud, type LocalCloud } from '../../../local/cloud.ts'

let cloud: LocalCloud
let s3: S3Client
const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-policy-'))
beforeAll(async () => {
  cloud = await startCloud({ port: 0, dataDir, log: () => undefined })
  s3 = new S3Client({
    endpoint: cloud.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  await s3.send(new CreateBucketCommand({ Bucket: 'shop' }))
  for (const Key of ['open/a.txt', 'closed/a.txt'])
    await s3.send(new PutObjectCommand({ Bucket: 'shop', Key, Body: 'hello' }))
})
afterAll(async () => {
  s3.destroy()
  await cloud.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const status = async (path: string, method = 'GET') =>
  (await fetch(`${cloud.url}/shop/${path}`, { method })).status

const statement = (Effect: string, Resource: string, Action = 's3:GetObject') => ({
  Effect,
  Principal: '*',
  Action,
  Resource: `arn:aws:s3:::shop${Resource}`,
})

const setPolicy = (...Statement: object[]) =>
  s3.send(
    new PutBucketPolicyCommand({
      Bucket: 'shop',
      Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  )

test('without a policy nobody reads, writes or removes unsigned', async () => {
  expect(await status('open/a.txt')).toBe(403)
  expect(await status('open/a.txt', 'HEAD')).toBe(403)
  expect(await status('open/b.txt', 'PUT')).toBe(403)
  expect(await status('open/a.txt', 'DELETE')).toBe(403)
})

test('what the policy allows to everybody is read, and nothing beside it', async () => {
  await setPolicy(statement('Allow', '/open/*'))
  expect(await status('open/a.txt')).toBe(200)
  expect(await status('closed/a.txt')).toBe(403)
  expect(await status('open/a.txt', 'DELETE')).toBe(403)
})

test('what is not there is forbidden to who may not list, and missing to who may', async () => {
  await setPolicy(statement('Allow', '/open/*'))
  expect(await status('open/none.txt')).toBe(403)
  await setPolicy(statement('Allow', '/open/*'), statement('Allow', '', 's3:ListBucket'))
  expect(await status('open/none.txt')).toBe(404)
})

test('a denial counts more', async () => {
  await setPolicy(statement('Allow', '/*'), statement('Deny', '/closed/*'))
  expect(await status('open/a.txt')).toBe(200)
  expect(await status('closed/a.txt')).toBe(403)
})
