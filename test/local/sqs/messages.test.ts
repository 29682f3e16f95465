// What may be in a message, and what a consumer sees of it. The SDK itself checks every digest.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { DeleteMessageBatchCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'
import { connect } from './lab.ts'
import type { Queues } from './lab.ts'

let lab: Lab
let queues: Queues
let url: string
beforeAll(async () => {
  lab = await openLab()
  queues = connect(lab)
  url = await queues.create('messages')
})
afterAll(() => lab.close())

const text = (StringValue: string, DataType = 'String') => ({ DataType, StringValue })

test('attributes arrive as they were sent, those that were asked for', async () => {
  const MessageAttributes = {
    'job.kind': text('moderate 한국'),
    'job.count': text('3', 'Number.int'),
    bytes: { DataType: 'Binary', BinaryValue: Uint8Array.from([0, 1, 255]) },
  }
  const trace = { AWSTraceHeader: text('Root=1-5e272390-8c398be037738dc042009320') }
  const sent = await queues.send(url, 'x', { MessageAttributes, MessageSystemAttributes: trace })
  expect(sent.MD5OfMessageSystemAttributes).toMatch(/^[0-9a-f]{32}$/)
  const receive = async (...MessageAttributeNames: string[]) => {
    const system = { MessageSystemAttributeNames: ['AWSTraceHeader' as const] }
    const [message] = await queues.receive(url, { VisibilityTimeout: 0, MessageAttributeNames, ...system })
    return message!
  }
  const everything = await receive('All')
  expect(everything.MessageAttributes).toEqual(MessageAttributes)
  expect(everything.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes)
  expect(everything.Attributes).toEqual({ AWSTraceHeader: trace.AWSTraceHeader.StringValue })
  expect(Object.keys((await receive('job.*')).MessageAttributes!).toSorted()).toEqual([
    'job.count',
    'job.kind',
  ])
  expect(Object.keys((await receive('bytes', 'none')).MessageAttributes!)).toEqual(['bytes'])
  expect((await receive()).MessageAttributes).toBeUndefined()
})

test('the system attributes of a message', async () => {
  const own = await queues.create('system')
  const before = Date.now()
  await queues.send(own, 'x', { MessageGroupId: 'fair' })
  const [message] = await queues.receive(own, { MessageSystemAttributeNames: ['All'] })
  const { SentTimestamp, ApproximateFirstReceiveTimestamp, ...rest } = message!.Attributes!
  expect(Number(SentTimestamp)).toBeGreaterThanOrEqual(before)
  expect(Number(ApproximateFirstReceiveTimestamp)).toBeGreaterThanOrEqual(Number(SentTimestamp))
  expect(rest).toEqual({
    ApproximateReceiveCount: '1',
    MessageGroupId: 'fair',
    SenderId: expect.stringMatching(/^AIDA/),
  })
  const unknown = queues.receive(own, { MessageSystemAttributeNames: ['Colour' as never] })
  await expect(unknown).rejects.toMatchObject({ name: 'InvalidAttributeName' })
})

describe('a message is refused', () => {
  test.each([
    ['with a character that XML has not', 'a\u0000b', {}, 'InvalidMessageContents'],
    ['with U+FFFF', 'a\uffff', {}, 'InvalidMessageContents'],
    ['larger than the queue takes', 'x'.repeat(1_048_577), {}, 'InvalidParameterValue'],
    ['larger with its attributes', 'x'.repeat(1_048_570), { a: text('123456') }, 'InvalidParameterValue'],
    ['with an attribute of no type', 'x', { a: text('1', 'Float') }, 'InvalidParameterValue'],
    ['with an attribute without a value', 'x', { a: text('') }, 'InvalidParameterValue'],
    ['with a number that is none', 'x', { a: text('three', 'Number') }, 'InvalidParameterValue'],
    ['with a reserved name', 'x', { 'AWS.a': text('1') }, 'InvalidParameterValue'],
    [
      'with eleven attributes',
      'x',
      Object.fromEntries('abcdefghijk'.split('').map((name) => [name, text('1')])),
      'InvalidParameterValue',
    ],
  ])('%s', (_what, body, MessageAttributes, name) =>
    expect(queues.send(url, body, { MessageAttributes })).rejects.toMatchObject({ name }),
  )

  test('without a body, or with a delay of more than fifteen minutes', async () => {
    await expect(queues.send(url, '')).rejects.toThrow('MessageBody')
    await expect(queues.send(url, 'x', { DelaySeconds: 901 })).rejects.toThrow('DelaySeconds')
  })
})

test('a megabyte passes', async () => {
  const large = await queues.create('large')
  await queues.send(large, '한'.repeat(349_525))
  expect((await queues.bodies(large))[0]).toHaveLength(349_525)
})

describe('a batch', () => {
  const send = (Entries: SendMessageBatchRequestEntry[]) =>
    queues.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))

  test('answers for each of its entries', async () => {
    const { Successful, Failed } = await send([
      { Id: 'good', MessageBody: 'x' },
      { Id: 'bad', MessageBody: 'a\u0000' },
    ])
    expect(Successful!.map(({ Id }) => Id)).toEqual(['good'])
    expect(Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true }])
    const remove = new DeleteMessageBatchCommand({
      QueueUrl: url,
      Entries: [{ Id: 'a', ReceiptHandle: 'x' }],
    })
    expect((await queues.client.send(remove)).Failed).toMatchObject([
      { Id: 'a', Code: 'ReceiptHandleIsInvalid' },
    ])
  })

  test.each([
    ['EmptyBatchRequest', []],
    [
      'TooManyEntriesInBatchRequest',
      Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: 'x' })),
    ],
    ['BatchEntryIdsNotDistinct', [1, 2].map(() => ({ Id: 'same', MessageBody: 'x' }))],
    ['InvalidBatchEntryId', [{ Id: 'a b', MessageBody: 'x' }]],
    ['BatchRequestTooLong', [1, 2].map((n) => ({ Id: `${n}`, MessageBody: 'x'.repeat(600_000) }))],
  ])('is refused as a whole: %s', (name, entries) => expect(send(entries)).rejects.toMatchObject({ name }))
})
