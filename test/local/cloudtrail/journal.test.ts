import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { createJournal } from '../../../local/cloudtrail/journal.ts'
import { maskSecrets } from '../../../local/cloudtrail/mask.ts'
import { realClock } from '../../../local/runtime/clock.ts'
import { makeRole } from '../../support/make-role.ts'
import { openLab } from '../gateway/lab.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

test('a call is recorded with its caller, its parameters and its outcome', async () => {
  const lab = await openLab()
  folders.push(lab.dataDir)
  const roleArn = 'arn:aws:iam::000000000000:role/register'
  await makeRole(lab.config, roleArn)
  const assume = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'one' })
  const { Credentials } = await new STSClient(lab.config).send(assume)
  const credentials = { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: 'x' }
  const dynamo = new DynamoDBClient({ ...lab.config, credentials })
  await expect(dynamo.send(new DescribeTableCommand({ TableName: 'nowhere' }))).rejects.toThrow()

  const s3 = new S3Client(lab.config)
  await s3.send(new CreateBucketCommand({ Bucket: 'media' }))
  await s3.send(new PutObjectCommand({ Bucket: 'media', Key: '한국/a b', Body: 'the bytes stay out' }))
  await s3.send(
    new PutBucketTaggingCommand({ Bucket: 'media', Tagging: { TagSet: [{ Key: 'k', Value: 'v' }] } }),
  )
  await expect(s3.send(new GetObjectCommand({ Bucket: 'media', Key: 'nothing' }))).rejects.toThrow()
  await lab.cloud.close()

  const records = lab.journal().filter(({ eventSource }) => eventSource !== 'iam.amazonaws.com')
  expect(records.map(({ eventName }) => eventName)).toEqual([
    ...['AssumeRole', 'DescribeTable', 'CreateBucket', 'PutObject', 'PutBucketTagging', 'GetObject'],
  ])
  expect(records[1]).toMatchObject({
    eventSource: 'dynamodb.amazonaws.com',
    awsRegion: 'us-east-1',
    readOnly: true,
    errorCode: 'ResourceNotFoundException',
    requestParameters: { tableName: 'nowhere' },
    userIdentity: {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::000000000000:assumed-role/register/one',
      sessionContext: { sessionIssuer: { arn: roleArn } },
    },
  })
  expect(records[3]).toMatchObject({
    readOnly: false,
    requestParameters: { bucketName: 'media', key: '한국/a b' },
  })
  expect(records[3]?.errorCode).toBeUndefined()
  expect(records[4]?.requestParameters).toMatchObject({
    bucketTagging: { TagSet: { Tag: { Key: 'k', Value: 'v' } } },
  })
  expect(records[5]).toMatchObject({ errorCode: 'NoSuchKey' })
  expect(JSON.stringify(records)).not.toContain('the bytes stay out')
  expect(JSON.stringify(records)).not.toContain(Credentials?.SecretAccessKey)
})

describe('tokens and secrets are masked', () => {
  const TOKEN = 'AAAAKgAAAAIAAAAA-a-task-token-of-some-length'
  test.each([
    ['a member', { taskToken: TOKEN }],
    ['an attribute of an item', { Item: { taskToken: { S: TOKEN } } }],
    [
      'a value of an expression',
      { ExpressionAttributeValues: { ':taskToken': { S: TOKEN }, ':token': { S: TOKEN } } },
    ],
    ['JSON in a message', { MessageBody: JSON.stringify({ assetId: 'a', taskToken: TOKEN }) }],
    ['JSON within JSON', { input: JSON.stringify({ body: JSON.stringify({ taskToken: TOKEN }) }) }],
    ['a secret', { Environment: { Variables: { secretKey: TOKEN } } }],
  ])('%s', (_where, parameters) => {
    const text = JSON.stringify(maskSecrets(parameters))
    expect(text).not.toContain(TOKEN)
    expect(text).toMatch(/[0-9a-f]{8}/)
  })

  test('what is no secret stays', () => {
    const parameters = { nextToken: 'page-2-of-them', clientRequestToken: 'abc-def-ghi', key: 'a' }
    expect(maskSecrets(parameters)).toEqual(parameters)
  })
})

test('a line that a crash cut off does not swallow the next one', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-'))
  folders.push(dataDir)
  const path = join(dataDir, 'cloudtrail.jsonl')
  appendFileSync(path, '{"eventName":"Whole"}\n{"eventName":"Cut o')
  const context = {
    accountId: '000000000000',
    region: 'us-east-1',
    dataDir,
    clock: realClock(),
    log: () => undefined,
  }
  const journal = createJournal(context)
  const caller = { arn: 'a', type: 'IAMUser' as const }
  for (const eventName of ['First', 'Second', 'Third']) {
    journal.record({ eventName, eventSource: 's', caller, requestParameters: {}, requestId: 'r' })
  }
  await journal.close()
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  expect(lines[1]).toBe('{"eventName":"Cut o')
  const names = lines.slice(2).map((line) => (JSON.parse(line) as { eventName: string }).eventName)
  expect(names).toEqual(['First', 'Second', 'Third'])
})
