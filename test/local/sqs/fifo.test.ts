// FIFO queues: order within a group, one holder of a group, each message once.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs'
import type { Message } from '@aws-sdk/client-sqs'
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

const fifo = (name: string, more: Record<string, string> = {}) =>
  queues.create(`${name}.fifo`, { FifoQueue: 'true', ContentBasedDeduplication: 'true', ...more })
const say = (url: string, text: string, group = 'g') => queues.send(url, text, { MessageGroupId: group })
const entries = (messages: Message[]) =>
  messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle: ReceiptHandle! }))

test('a thousand messages of ten groups pass through five consumers, each group in its order', async () => {
  const url = await fifo('thousand')
  const sent = Array.from({ length: 1000 }, (_, n) => ({ group: `g${n % 10}`, body: String(n) }))
  for (let at = 0; at < sent.length; at += 10) {
    const Entries = sent
      .slice(at, at + 10)
      .map(({ group, body }) => ({ Id: body, MessageBody: body, MessageGroupId: group }))
    await queues.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))
  }
  const got: Record<string, string[]> = {}
  let count = 0
  const consume = async () => {
    while (count < sent.length) {
      const messages = await queues.receive(url, { MessageSystemAttributeNames: ['MessageGroupId'] })
      for (const { Attributes, Body } of messages) (got[Attributes!.MessageGroupId!] ??= []).push(Body!)
      count += messages.length
      if (messages.length > 0)
        await queues.client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries(messages) }))
    }
  }
  await Promise.all(Array.from({ length: 5 }, consume))
  const wanted: Record<string, string[]> = {}
  for (const { group, body } of sent) (wanted[group] ??= []).push(body)
  expect(got).toEqual(wanted)
}, 60_000)

describe('a group', () => {
  test('waits while one of its messages is held; others do not', async () => {
    const url = await fifo('held')
    for (const text of ['a1', 'a2', 'a3']) await say(url, text, 'a')
    await say(url, 'b1', 'b')
    const [first] = await queues.receive(url, { MaxNumberOfMessages: 1 })
    expect(first!.Body).toBe('a1')
    const waiting = queues.bodies(url, { WaitTimeSeconds: 20 })
    expect(await waiting).toEqual(['b1'])
    const next = queues.bodies(url, { WaitTimeSeconds: 20 })
    await queues.remove(url, first!)
    expect(await next).toEqual(['a2', 'a3'])
  })

  test('begins again where it stopped, when its messages come back', async () => {
    const url = await fifo('again')
    for (const text of ['1', '2', '3']) await say(url, text)
    const held = await queues.receive(url, { MaxNumberOfMessages: 2 })
    const Entries = entries(held).map((entry) => ({ ...entry, VisibilityTimeout: 0 }))
    await queues.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }))
    expect(await queues.bodies(url)).toEqual(['1', '2', '3'])
    await advance(lab, 31_000)
    expect(await queues.bodies(url)).toEqual(['1', '2', '3'])
  })

  test('that is delayed with its queue keeps its order', async () => {
    const url = await fifo('delayed', { DelaySeconds: '10' })
    await say(url, 'one')
    await advance(lab, 6000)
    await say(url, 'two')
    await advance(lab, 5000)
    const [one] = await queues.receive(url)
    expect(one!.Body).toBe('one')
    await advance(lab, 6000)
    expect(await queues.bodies(url)).toEqual([])
    await queues.remove(url, one!)
    expect(await queues.bodies(url)).toEqual(['two'])
  })
})

describe('a message sent twice', () => {
  test('within five minutes is taken once, told by its content or its id', async () => {
    const url = await fifo('once')
    const first = await say(url, 'same')
    const second = await say(url, 'same', 'another')
    expect(second).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber })
    const third = await queues.send(url, 'same', { MessageGroupId: 'g', MessageDeduplicationId: 'own' })
    expect(BigInt(third.SequenceNumber!)).toBeGreaterThan(BigInt(first.SequenceNumber!))
    const held = await queues.receive(url)
    expect(held).toHaveLength(2)
    for (const one of held) await queues.remove(url, one)
    await advance(lab, 4 * 60_000)
    await say(url, 'same')
    expect(await queues.bodies(url)).toEqual([])
    await advance(lab, 61_000)
    await say(url, 'same')
    expect(await queues.bodies(url)).toEqual(['same'])
  })

  test('counts by group where the queue says so', async () => {
    const url = await fifo('groups', {
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    })
    for (const group of ['a', 'b', 'a']) await say(url, 'same', group)
    expect(await queues.bodies(url)).toEqual(['same', 'same'])
  })
})

test('an answer that was lost is given again to the same attempt', async () => {
  const url = await fifo('attempt')
  await say(url, 'x')
  const attempt = { ReceiveRequestAttemptId: 'try-1' }
  const [first] = await queues.receive(url, attempt)
  const [again] = await queues.receive(url, attempt)
  expect(again!.ReceiptHandle).toBe(first!.ReceiptHandle)
  expect(await queues.receive(url, { ReceiveRequestAttemptId: 'try-2' })).toEqual([])
  await queues.remove(url, again!)
  expect(await queues.receive(url, attempt)).toEqual([])
})

test('what a queue of its kind cannot take is refused', async () => {
  const url = await fifo('strict', { ContentBasedDeduplication: 'false' })
  await expect(queues.send(url, 'x')).rejects.toThrow('must contain the parameter MessageGroupId')
  await expect(say(url, 'x')).rejects.toThrow('MessageDeduplicationId provided explicitly')
  const known = { MessageGroupId: 'g', MessageDeduplicationId: 'd' }
  await expect(queues.send(url, 'x', { ...known, DelaySeconds: 5 })).rejects.toThrow('DelaySeconds')
  const standard = await queues.create('loose')
  await expect(queues.send(standard, 'x', known)).rejects.toThrow('MessageDeduplicationId')
  await queues.send(url, 'x', known)
  const [held] = await queues.receive(url, { VisibilityTimeout: 1 })
  await advance(lab, 2000)
  await expect(queues.remove(url, held!)).rejects.toThrow('The receipt handle has expired')
})
