import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as Sqs from '@aws-sdk/client-sqs'
import { createIdentities } from '../../../local/runtime/identities.ts'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

let lab: Lab
let sqs: Sqs.SQSClient
beforeAll(async () => {
  lab = await openLab()
  sqs = new Sqs.SQSClient(lab.config)
})
afterAll(() => lab.close())

const createQueue = async (QueueName: string, Attributes: Record<string, string> = {}) =>
  (await sqs.send(new Sqs.CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? ''
const receive = async (QueueUrl: string, more = {}) =>
  (await sqs.send(new Sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ??
  []

test('queue URLs are at the address of the gateway, after a restart on another port too', async () => {
  expect(await createQueue('reviews')).toBe(`${lab.cloud.url}/000000000000/reviews`)
  await sqs.send(
    new Sqs.SendMessageCommand({
      QueueUrl: `${lab.cloud.url}/000000000000/reviews`,
      MessageBody: 'still here',
    }),
  )
  await lab.cloud.close()
  lab = await openLab({ dataDir: lab.dataDir })
  sqs = new Sqs.SQSClient(lab.config)
  const { QueueUrl = '' } = await sqs.send(new Sqs.GetQueueUrlCommand({ QueueName: 'reviews' }))
  expect(QueueUrl).toBe(`${lab.cloud.url}/000000000000/reviews`)
  expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['still here'])
})

test('the attributes that a template sets are taken and given back', async () => {
  const target = await createQueue('dead')
  const arn = await sqs.send(
    new Sqs.GetQueueAttributesCommand({ QueueUrl: target, AttributeNames: ['QueueArn'] }),
  )
  const attributes = {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn.Attributes?.QueueArn, maxReceiveCount: 1 }),
    KmsMasterKeyId: 'alias/media',
    SqsManagedSseEnabled: 'false',
    Policy: '{"Statement":[]}',
    MessageRetentionPeriod: '1209600',
  }
  const QueueUrl = await createQueue('work', attributes)
  const read = await sqs.send(new Sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  expect(read.Attributes).toMatchObject(attributes)

  await sqs.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody: 'poison' }))
  expect(await receive(QueueUrl, { VisibilityTimeout: 0 })).toHaveLength(1)
  expect(await receive(QueueUrl)).toHaveLength(0)
  expect((await receive(target)).map(({ Body }) => Body)).toEqual(['poison'])
})

describe('any text', () => {
  const texts = [
    'plain',
    'emoji 😀🎬 and 한국어',
    'escape \ue0ff01f600',
    '{"key":"a b+%20"}',
    ' tab\tline\r\n ',
  ]

  test('arrives as it was sent, with its digest', async () => {
    const QueueUrl = await createQueue('texts')
    for (const MessageBody of texts) {
      const sent = await sqs.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody }))
      expect(sent.MD5OfMessageBody).toBe(createHash('md5').update(MessageBody).digest('hex'))
    }
    const Entries = texts.map((MessageBody, index) => ({ Id: `n${index}`, MessageBody }))
    const batch = await sqs.send(new Sqs.SendMessageBatchCommand({ QueueUrl, Entries }))
    expect(batch.Failed ?? []).toEqual([])
    const bodies = (await receive(QueueUrl)).map(({ Body }) => Body)
    expect(bodies.toSorted()).toEqual([...texts, ...texts].toSorted())
  })
})

test('an unknown queue has the error name of AWS', async () => {
  const QueueUrl = `${lab.cloud.url}/000000000000/nowhere`
  await expect(receive(QueueUrl)).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
})

test('an identity that was never issued is the developer, who needs no queue policy', async () => {
  const { accessKeyId } = createIdentities('000000000000').issueService(
    'events.amazonaws.com',
    'arn:aws:events:::rule/r',
  )
  const stranger = new Sqs.SQSClient({ ...lab.config, credentials: { accessKeyId, secretAccessKey: 'x' } })
  const QueueUrl = await createQueue('open')
  await expect(
    stranger.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
  ).resolves.toBeDefined()
})
