import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { ReceiveMessageCommand, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { makeQueue, openEventLab, queueArn } from '../events/lab.ts'
import type { EventLab } from '../events/lab.ts'
import { readLog, REGION } from './lab.ts'

let lab: EventLab
beforeAll(async () => {
  lab = await openEventLab()
})
afterAll(() => lab.close())

const connect = (name: string, settings: object = {}) =>
  lab.lambda.send(
    new CreateEventSourceMappingCommand({ FunctionName: name, EventSourceArn: queueArn(name), ...settings }),
  )
const say = (QueueUrl: string, MessageBody: string) =>
  lab.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))

const PATIENCE_MS = 30_000

/** Waits for the poller, which reads on its own time. */
async function eventually(check: () => boolean, what: string) {
  for (const untilMs = performance.now() + PATIENCE_MS; performance.now() < untilMs;) {
    if (check()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`Not seen in ${PATIENCE_MS / 1000} seconds: ${what}`)
}
const said = (name: string, text: string) => {
  try {
    return readLog(lab, name).includes(text)
  } catch {
    return false
  }
}

describe('a queue feeds a function', () => {
  test('with records as AWS has them, and loses what was done', async () => {
    const url = await makeQueue(lab, 'feeds')
    await lab.deploy(
      'feeds',
      `export const handler = async ({ Records }) => { for (const r of Records) console.log('got', r.body, r.eventSource, r.eventSourceARN, r.attributes.ApproximateReceiveCount) }`,
    )
    const { State, UUID } = await connect('feeds')
    expect(State).toBe('Enabled')
    await say(url, 'one')
    await eventually(() => said('feeds', `got one aws:sqs ${queueArn('feeds')} 1`), 'the first message')
    const list = new ListEventSourceMappingsCommand({ FunctionName: 'feeds' })
    expect((await lab.lambda.send(list)).EventSourceMappings!.map((one) => one.UUID)).toEqual([UUID])
    await expect(connect('feeds')).rejects.toMatchObject({ name: 'ResourceConflictException' })

    await lab.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }))
    await say(url, 'two')
    const { Messages } = await lab.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 10 }))
    expect(Messages!.map((message) => message.Body)).toEqual(['two'])
    await lab.lambda.send(new DeleteEventSourceMappingCommand({ UUID }))
    expect((await lab.lambda.send(list)).EventSourceMappings).toEqual([])
  })

  test('and keeps what the function reports as failed', async () => {
    const url = await makeQueue(lab, 'partly')
    await lab.deploy(
      'partly',
      `export const handler = async ({ Records }) => {
         const bad = Records.filter((r) => r.body === 'bad' && r.attributes.ApproximateReceiveCount === '1')
         for (const r of Records) console.log('saw', r.body, r.attributes.ApproximateReceiveCount)
         return { batchItemFailures: bad.map((r) => ({ itemIdentifier: r.messageId })) } }`,
    )
    await say(url, 'good')
    await say(url, 'bad')
    await connect('partly', { FunctionResponseTypes: ['ReportBatchItemFailures'] })
    await eventually(() => said('partly', 'saw bad 1'), 'the first try')
    await lab.cloud.activity.idle()
    await lab.advance(31_000)
    await eventually(() => said('partly', 'saw bad 2'), 'the second try of the failed message')
    await lab.cloud.activity.idle()
    expect(said('partly', 'saw good 2')).toBe(false)
  })

  test('before the cloud is said to be at rest', async () => {
    const url = await makeQueue(lab, 'at-rest')
    await lab.deploy(
      'at-rest',
      `export const handler = async ({ Records }) => { for (const r of Records) console.log('got', r.body) }`,
    )
    await connect('at-rest')
    for (let n = 0; n < 20; n++) {
      await say(url, `message-${n};`)
      await lab.cloud.activity.idle()
      expect(said('at-rest', `got message-${n};`)).toBe(true)
    }
  })

  test('only while the function has room', async () => {
    const url = await makeQueue(lab, 'narrow')
    await lab.deploy(
      'narrow',
      `export const handler = async ({ Records }) => console.log('did', Records[0].body)`,
    )
    const reserve = (ReservedConcurrentExecutions: number) =>
      lab.lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName: 'narrow', ReservedConcurrentExecutions }),
      )
    await reserve(0)
    await connect('narrow')
    await say(url, 'late')
    await lab.cloud.activity.idle()
    expect(said('narrow', 'did')).toBe(false)
    await reserve(1)
    await eventually(() => said('narrow', 'did late'), 'the message, once there is room')
  })

  test('again after a restart', async () => {
    const url = await makeQueue(lab, 'again')
    await lab.deploy(
      'again',
      `export const handler = async ({ Records }) => console.log('heard', Records[0].body)`,
    )
    await connect('again')
    await lab.restart()
    await say(await makeQueue(lab, 'again'), 'you')
    await eventually(() => said('again', 'heard you'), 'the message after the restart')
    expect(url).toContain('/000000000000/again')
  })
})

describe('a FIFO queue feeds a function', () => {
  const enter = async (url: string, group: string, texts: string[]) => {
    for (const text of texts) {
      const message = { QueueUrl: url, MessageBody: `${group}${text}`, MessageGroupId: group }
      await lab.sqs.send(new SendMessageCommand(message))
    }
  }
  const wordsOf = (name: string, word: string) =>
    [...readLog(lab, name).matchAll(new RegExp(`${word} (\\S+)`, 'g'))].map(([, text]) => text!)

  test('one batch of a group at a time, in its order', async () => {
    const url = await makeQueue(lab, 'ordered.fifo')
    await lab.deploy(
      'ordered',
      `export const handler = async ({ Records }) => {
         for (const r of Records) console.log('begin', r.attributes.MessageGroupId, 'did', r.body)
         await new Promise((done) => setTimeout(done, 20))
         for (const r of Records) console.log('end', r.attributes.MessageGroupId) }`,
    )
    const numbers = Array.from({ length: 12 }, (_, n) => String(n))
    await Promise.all([enter(url, 'a', numbers), enter(url, 'b', numbers)])
    const EventSourceArn = queueArn('ordered.fifo')
    await connect('ordered', { EventSourceArn, BatchSize: 2 })
    await eventually(
      () => said('ordered', 'did a11') && said('ordered', 'did b11'),
      'the last message of each group',
    )
    await lab.cloud.activity.idle()
    const did = wordsOf('ordered', 'did')
    for (const group of ['a', 'b'])
      expect(did.filter((text) => text.startsWith(group))).toEqual(numbers.map((n) => group + n))
    for (const group of ['a', 'b']) {
      const turns = [...readLog(lab, 'ordered').matchAll(new RegExp(`(begin|end) ${group}\\b`, 'g'))].map(
        ([, turn]) => turn,
      )
      // Two messages begin, two end, and only then the next begin.
      expect(turns.join(' ').replaceAll('begin begin end end', '').replaceAll('begin end', '').trim()).toBe(
        '',
      )
    }
  })

  test('and what it could not do comes again before the rest of its group', async () => {
    const url = await makeQueue(lab, 'retried.fifo')
    await lab.deploy(
      'retried',
      `export const handler = async ({ Records }) => {
         for (const r of Records) console.log('saw', r.body)
         const at = Records.findIndex((r) => r.body === 'g2' && r.attributes.ApproximateReceiveCount === '1')
         const rest = at < 0 ? [] : Records.slice(at)
         return { batchItemFailures: rest.map((r) => ({ itemIdentifier: r.messageId })) } }`,
    )
    await enter(url, 'g', ['1', '2', '3', '4', '5'])
    const settings = { BatchSize: 3, FunctionResponseTypes: ['ReportBatchItemFailures'] }
    await connect('retried', { EventSourceArn: queueArn('retried.fifo'), ...settings })
    await eventually(() => said('retried', 'saw g3'), 'the first batch')
    await lab.cloud.activity.idle()
    expect(wordsOf('retried', 'saw')).toEqual(['g1', 'g2', 'g3'])
    await lab.advance(31_000)
    await eventually(() => said('retried', 'saw g5'), 'the rest of the group')
    expect(wordsOf('retried', 'saw')).toEqual(['g1', 'g2', 'g3', 'g2', 'g3', 'g4', 'g5'])
  })

  test('but not with a batching window', async () => {
    await makeQueue(lab, 'window.fifo')
    await lab.deploy('windowless', '')
    const settings = { EventSourceArn: queueArn('window.fifo'), MaximumBatchingWindowInSeconds: 5 }
    await expect(connect('windowless', settings)).rejects.toThrow('not supported for FIFO')
  })
})

test('a batching window gathers messages and ends by the clock', async () => {
  const url = await makeQueue(lab, 'gathers')
  // Longer than the window, or the queue would hand the same messages out again meanwhile.
  const Attributes = { VisibilityTimeout: '900' }
  await lab.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }))
  await lab.deploy(
    'gathers',
    `export const handler = async ({ Records }) => console.log('batch of', Records.length)`,
  )
  await connect('gathers', { MaximumBatchingWindowInSeconds: 300 })
  await say(url, 'one')
  await say(url, 'two')
  await lab.advance(200_000)
  expect(said('gathers', 'batch of')).toBe(false)
  await lab.advance(100_000)
  expect(said('gathers', 'batch of 2')).toBe(true)
})

describe('a mapping is refused', () => {
  test('for a queue that hides messages for less time than the function may take', async () => {
    await makeQueue(lab, 'slow')
    await lab.deploy('slow', '', { Timeout: 60 })
    await expect(connect('slow')).rejects.toThrow(
      'Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds',
    )
  })
  test('for a queue that does not exist, another source, a batch without its window', async () => {
    await lab.deploy('nowhere', '')
    await expect(connect('nowhere')).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
    const EventSourceArn = `arn:aws:dynamodb:${REGION}:000000000000:table/t/stream/s`
    await expect(connect('nowhere', { EventSourceArn })).rejects.toThrow('event sources other than SQS')
    await expect(connect('nowhere', { BatchSize: 11 })).rejects.toThrow('Maximum batch window')
  })
})
