import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { JobLedger, JobRequest } from '../../lib/job-ledger.ts'
import { openLab, type Lab } from '../local/gateway/lab.ts'
import { ASSET_ID } from '../support/records.ts'

const TableName = 'jobs'
let lab: Lab
let ledger: JobLedger
beforeAll(async () => {
  lab = await openLab()
  const { endpoint, region, credentials } = lab.config
  await new DynamoDBClient(lab.config).send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: ['assetId', 'jobKey'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'assetId', KeyType: 'HASH' },
        { AttributeName: 'jobKey', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  })
  const { jobLedger } = await import('../../lib/job-ledger.ts')
  ledger = jobLedger(TableName)
})
afterAll(() => lab.close())

const request = (revision: number, taskToken: string): JobRequest => ({
  assetId: ASSET_ID,
  kind: 'transcode',
  revision,
  taskToken,
})

test('requests that open a job at once open the same one: the provider is asked for one job', async () => {
  const opened = await Promise.all(['a', 'b', 'c'].map((token) => ledger.open(request(1, token))))
  expect(new Set(opened.map(({ openedAt }) => openedAt)).size).toBe(1)
})

test('a job that ended in error is opened anew, and remembers the former one', async () => {
  const first = await ledger.open(request(2, 'a'))
  await ledger.note(first, 'opened', { status: 'error', providerJobId: 'job-1', errorCode: '1040' })
  const second = await ledger.open(request(2, 'b'))
  expect(second).toMatchObject({
    status: 'opened',
    taskToken: 'b',
    formerJobIds: ['job-1'],
    formerErrorCode: '1040',
  })
  expect(await ledger.load(second)).toEqual(second)
})

test('progress never falls, in whatever order two events are written', async () => {
  const job = await ledger.open(request(3, 'a'))
  expect(await ledger.note(job, 'opened', { status: 'progressing', percentComplete: 40 })).toBe(true)
  expect(await ledger.note(job, 'progressing', { percentComplete: 30 })).toBe(false)
  expect(await ledger.load(job)).toMatchObject({ percentComplete: 40 })
})
