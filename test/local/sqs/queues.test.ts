// Queues themselves, and how errors are told to clients of every age.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as Sqs from '@aws-sdk/client-sqs'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'
import { advance, connect } from './lab.ts'
import type { Queues } from './lab.ts'

let lab: Lab
let queues: Queues
beforeAll(async () => {
  lab = await openLab({ virtualClock: true })
  queues = connect(lab)
})
afterAll(() => lab.close())

describe('CreateQueue', () => {
  test('finds the queue that is there, and refuses another of its name', async () => {
    const url = await queues.create('jobs', { VisibilityTimeout: '90' })
    expect(await queues.create('jobs')).toBe(url)
    expect(await queues.create('jobs', { VisibilityTimeout: '90', DelaySeconds: '0' })).toBe(url)
    const other = queues.create('jobs', { VisibilityTimeout: '91' })
    await expect(other).rejects.toMatchObject({ name: 'QueueNameExists' })
  })

  test.each([
    ['no/name', {}, 'Can only include alphanumeric'],
    ['x'.repeat(81), {}, 'Can only include alphanumeric'],
    ['late.fifo', {}, 'Can only include alphanumeric'],
    ['early', { FifoQueue: 'true' }, 'must end with .fifo suffix'],
    ['a', { VisibilityTimeout: '43201' }, 'VisibilityTimeout'],
    ['a', { MessageRetentionPeriod: '59' }, 'MessageRetentionPeriod'],
    ['a', { DelaySeconds: 'soon' }, 'DelaySeconds'],
    ['a', { ContentBasedDeduplication: 'true' }, 'Unknown Attribute ContentBasedDeduplication'],
    ['a', { Colour: 'red' }, 'Unknown Attribute Colour'],
    ['a', { Policy: '{' }, 'Policy'],
  ])('refuses %s %j', (name, attributes, reason) =>
    expect(queues.create(name, attributes)).rejects.toThrow(reason),
  )
})

test('attributes have the defaults of AWS and change when they are set', async () => {
  const url = await queues.create('told')
  expect(await queues.attributes(url)).toMatchObject({
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:told',
    VisibilityTimeout: '30',
    MaximumMessageSize: '1048576',
    MessageRetentionPeriod: '345600',
    DelaySeconds: '0',
    ReceiveMessageWaitTimeSeconds: '0',
    SqsManagedSseEnabled: 'true',
    ApproximateNumberOfMessages: '0',
  })
  const set = (Attributes: Record<string, string>) =>
    queues.client.send(new Sqs.SetQueueAttributesCommand({ QueueUrl: url, Attributes }))
  await set({ KmsMasterKeyId: 'alias/media', DelaySeconds: '5', Policy: '{"Statement":[]}' })
  expect(await queues.attributes(url)).toMatchObject({
    KmsMasterKeyId: 'alias/media',
    KmsDataKeyReusePeriodSeconds: '300',
    SqsManagedSseEnabled: 'false',
    DelaySeconds: '5',
  })
  await set({ Policy: '' })
  expect(await queues.attributes(url)).not.toHaveProperty('Policy')
})

test('lists have a prefix and pages', async () => {
  for (const n of [1, 2, 3]) await queues.create(`page-${n}`)
  const list = (more: object) =>
    queues.client.send(new Sqs.ListQueuesCommand({ QueueNamePrefix: 'page-', ...more }))
  const first = await list({ MaxResults: 2 })
  const second = await list({ MaxResults: 2, NextToken: first.NextToken })
  const names = [...first.QueueUrls!, ...second.QueueUrls!].map((url) => url.slice(url.lastIndexOf('/') + 1))
  expect({ names, end: second.NextToken }).toEqual({ names: ['page-1', 'page-2', 'page-3'], end: undefined })
})

test('tags are put, read and taken away', async () => {
  const QueueUrl = await queues.create('tagged')
  await queues.client.send(new Sqs.TagQueueCommand({ QueueUrl, Tags: { stage: 'local', team: 'media' } }))
  await queues.client.send(new Sqs.UntagQueueCommand({ QueueUrl, TagKeys: ['team'] }))
  const { Tags } = await queues.client.send(new Sqs.ListQueueTagsCommand({ QueueUrl }))
  expect(Tags).toEqual({ stage: 'local' })
})

test('a purge empties the queue, once a minute', async () => {
  const QueueUrl = await queues.create('purged')
  const purge = () => queues.client.send(new Sqs.PurgeQueueCommand({ QueueUrl }))
  await queues.send(QueueUrl, 'x')
  await purge()
  expect(await queues.bodies(QueueUrl)).toEqual([])
  await expect(purge()).rejects.toMatchObject({ name: 'PurgeQueueInProgress' })
  await advance(lab, 60_000)
  await purge()
})

test('a queue made again has none of the old messages', async () => {
  const url = await queues.create('reborn')
  await queues.send(url, 'old')
  await queues.deleteQueue(url)
  await expect(queues.attributes(url)).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
  expect(await queues.bodies(await queues.create('reborn'))).toEqual([])
})

describe('on the wire', () => {
  const AUTHORIZATION =
    'AWS4-HMAC-SHA256 Credential=developer/20261121/us-east-1/sqs/aws4_request, Signature=x'
  const post = (headers: Record<string, string>, body: string) =>
    fetch(lab.cloud.url, { method: 'POST', headers: { authorization: AUTHORIZATION, ...headers }, body })
  const json = (operation: string, body: object) =>
    post(
      { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
      JSON.stringify(body),
    )

  test.each([
    [
      'GetQueueUrl',
      { QueueName: 'nowhere' },
      'com.amazonaws.sqs#QueueDoesNotExist',
      'AWS.SimpleQueueService.NonExistentQueue;Sender',
    ],
    [
      'GetQueueUrl',
      {},
      'com.amazon.coral.service#MissingRequiredParameterException',
      'MissingParameter;Sender',
    ],
    [
      'CreateQueue',
      { QueueName: '!' },
      'com.amazon.coral.service#InvalidParameterValueException',
      'InvalidParameterValue;Sender',
    ],
  ])('%s %j says its error by both names', async (operation, body, type, legacy) => {
    const answer = await json(operation, body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ __type: type })
    expect(answer.headers.get('x-amzn-query-error')).toBe(legacy)
  })

  test('an operation that is not there, and the older protocol, are refused in words', async () => {
    const unknown = await json('AddPermission', {})
    expect(unknown.status).toBe(501)
    expect(await unknown.text()).toContain('does not support the operation AddPermission')
    const query = await post({ 'content-type': 'application/x-www-form-urlencoded' }, 'Action=ListQueues')
    expect(query.status).toBe(501)
    expect(await query.text()).toMatch(/^<ErrorResponse.*query protocol/s)
  })
})
