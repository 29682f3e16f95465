// Consumers that wait: each message to one of them, none to one that has gone.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ReceiveMessageCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs'
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

const moment = () => new Promise((resolve) => setTimeout(resolve, 60))

test('a waiting consumer gets what arrives, and its waiting is no work of the cloud', async () => {
  const url = await queues.create('arrivals')
  const waiting = queues.bodies(url, { WaitTimeSeconds: 20 })
  await moment()
  await lab.cloud.activity.idle()
  await queues.send(url, 'hello')
  expect(await waiting).toEqual(['hello'])
})

test('a consumer that has gone takes nothing with it', async () => {
  const url = await queues.create('gone', { ReceiveMessageWaitTimeSeconds: '20' })
  const leaving = new AbortController()
  const poll = queues.client.send(new ReceiveMessageCommand({ QueueUrl: url }), {
    abortSignal: leaving.signal,
  })
  await moment()
  leaving.abort()
  await expect(poll).rejects.toThrow()
  await queues.send(url, 'not for the dead')
  const [message] = await queues.receive(url, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
  expect(message).toMatchObject({ Body: 'not for the dead', Attributes: { ApproximateReceiveCount: '1' } })
})

test('no message is held by two consumers', async () => {
  const url = await queues.create('shared')
  const seen: (string | undefined)[] = []
  const consume = async () => {
    while (seen.length < 100) {
      const messages = await queues.receive(url, { MaxNumberOfMessages: 3, WaitTimeSeconds: 1 })
      seen.push(...messages.map(({ Body }) => Body))
    }
  }
  const consumers = Array.from({ length: 8 }, consume)
  const numbers = Array.from({ length: 100 }, (_, n) => String(n))
  for (let at = 0; at < 100; at += 10) {
    const Entries = numbers.slice(at, at + 10).map((n) => ({ Id: n, MessageBody: n }))
    await queues.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))
  }
  await Promise.all(consumers)
  expect(seen.toSorted()).toEqual(numbers.toSorted())
}, 20_000)

test('a poll ends when its time is over on the clock; a delayed message ends it before', async () => {
  const url = await queues.create('patient')
  const empty = queues.bodies(url, { WaitTimeSeconds: 20 })
  await moment()
  await advance(lab, 21_000)
  expect(await empty).toEqual([])
  await queues.send(url, 'in a minute', { DelaySeconds: 60 })
  await advance(lab, 50_000)
  const delayed = queues.bodies(url, { WaitTimeSeconds: 20 })
  await moment()
  await advance(lab, 10_000)
  expect(await delayed).toEqual(['in a minute'])
})

test('ninety days pass in a moment while a consumer waits', async () => {
  const url = await queues.create('idle')
  let isDone = false
  const consume = async () => {
    while (!isDone) await queues.receive(url, { WaitTimeSeconds: 20 })
  }
  const consumer = consume()
  await advance(lab, 90 * 24 * 3600_000)
  isDone = true
  await queues.send(url, 'go home')
  await consumer
})

test('a poll on a queue that is deleted meanwhile ends', async () => {
  const url = await queues.create('doomed')
  const poll = queues.bodies(url, { WaitTimeSeconds: 20 })
  await moment()
  await queues.deleteQueue(url)
  expect(await poll).toEqual([])
  await expect(queues.bodies(url)).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
})
