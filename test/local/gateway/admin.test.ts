import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { openLab } from './lab.ts'
import type { Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab({ virtualClock: true })
})
afterAll(() => lab.close())

const admin = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(lab.cloud.url + path, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

test('health names the services', async () => {
  const { body } = await admin('GET', '/_reelgate/health')
  expect(body).toMatchObject({ status: 'ok', virtualClock: true, running: [] })
  expect(body.services).toEqual(expect.arrayContaining(['s3', 'dynamodb', 'sqs', 'sns', 'sts']))
})

test('ninety days pass in a moment, and what was due happens', async () => {
  const { clock } = lab.cloud
  const before = clock.now()
  let fired = 0
  clock.at(before + 3_600_000, () => (fired = clock.now()))
  const days90 = 90 * 86_400_000
  expect((await admin('POST', '/_reelgate/clock', { advanceMs: days90 })).status).toBe(200)
  expect(fired).toBeGreaterThanOrEqual(before + 3_600_000)
  expect(clock.now()).toBeGreaterThanOrEqual(before + days90)
})

test.each([{ advanceMs: -1 }, { advanceMs: 'x' }, {}])('time does not move by %j', async (body) => {
  expect((await admin('POST', '/_reelgate/clock', body)).status).toBe(400)
})

test('an injected error meets the next call only, in the protocol of the service', async () => {
  const dynamo = new DynamoDBClient({ ...lab.config, maxAttempts: 1 })
  const s3 = new S3Client({ ...lab.config, maxAttempts: 1 })
  const fault = { kind: 'error', errorCode: 'ThrottlingException', statusCode: 400, times: 1 }
  await admin('POST', '/_reelgate/faults', { ...fault, service: 'dynamodb', operation: 'ListTables' })
  await admin('POST', '/_reelgate/faults', {
    ...fault,
    service: 's3',
    errorCode: 'SlowDown',
    statusCode: 503,
  })
  await expect(dynamo.send(new ListTablesCommand())).rejects.toMatchObject({ name: 'ThrottlingException' })
  await expect(s3.send(new ListBucketsCommand())).rejects.toMatchObject({ name: 'SlowDown' })
  await expect(dynamo.send(new ListTablesCommand())).resolves.toMatchObject({ TableNames: [] })
  await expect(s3.send(new ListBucketsCommand())).resolves.toBeDefined()
})

test('an injected error lets as many calls pass as it says', async () => {
  const dynamo = new DynamoDBClient({ ...lab.config, maxAttempts: 1 })
  await admin('POST', '/_reelgate/faults', { kind: 'error', service: 'dynamodb', errorCode: 'X', after: 2 })
  const list = () =>
    dynamo.send(new ListTablesCommand()).then(
      () => 'passed',
      ({ name }: Error) => name,
    )
  expect([await list(), await list(), await list(), await list()]).toEqual([
    'passed',
    'passed',
    'X',
    'passed',
  ])
})

test('faults can be taken back', async () => {
  const dynamo = new DynamoDBClient({ ...lab.config, maxAttempts: 1 })
  await admin('POST', '/_reelgate/faults', { kind: 'error', service: 'dynamodb', errorCode: 'X', times: 9 })
  await admin('DELETE', '/_reelgate/faults')
  await expect(dynamo.send(new ListTablesCommand())).resolves.toBeDefined()
})

test.each([{ kind: 'error' }, { kind: 'fire' }, {}])('%j is no fault', async (body) => {
  expect((await admin('POST', '/_reelgate/faults', body)).status).toBe(400)
})
