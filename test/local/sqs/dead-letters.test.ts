// Messages that cannot be done: aside after so many tries, and back again when an operator says so.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CancelMessageMoveTaskCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'
import { advance, connect, queueArn } from './lab.ts'
import type { Queues } from './lab.ts'

let lab: Lab
let queues: Queues
beforeAll(async () => {
  lab = await openLab({ virtualClock: true })
  queues = connect(lab)
})
afterAll(() => lab.close())

const all = { MessageSystemAttributeNames: ['All' as const] }
const redrive = (target: string, maxReceiveCount: number | string = 2) =>
  JSON.stringify({ deadLetterTargetArn: queueArn(target), maxReceiveCount })

/** A queue of `name` whose `count` messages all lie in `name-dead`. */
async function bury(name: string, count: number) {
  const dead = await queues.create(`${name}-dead`)
  const url = await queues.create(name, { RedrivePolicy: redrive(`${name}-dead`, 1) })
  for (let n = 0; n < count; n++) await queues.send(url, `poison ${n}`)
  while ((await queues.receive(url, { VisibilityTimeout: 0 })).length > 0);
  return { url, dead, SourceArn: queueArn(`${name}-dead`) }
}

test('a message received too often goes to the dead letters with its id, its count and its source', async () => {
  const dead = await queues.create('dead')
  const url = await queues.create('work', { RedrivePolicy: redrive('dead') })
  const { MessageId } = await queues.send(url, 'poison')
  const waiting = queues.receive(dead, { WaitTimeSeconds: 20, ...all })
  for (const _ of [1, 2]) await queues.receive(url, { VisibilityTimeout: 0 })
  expect(await queues.receive(url)).toEqual([])
  expect(await waiting).toMatchObject([
    {
      MessageId,
      Body: 'poison',
      Attributes: { ApproximateReceiveCount: '3', DeadLetterQueueSourceArn: queueArn('work') },
    },
  ])
  const sources = await queues.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }))
  expect(sources.queueUrls).toEqual([url])
})

test('a policy that cannot hold is refused', async () => {
  await queues.create('dead.fifo', { FifoQueue: 'true' })
  await queues.create('shut', { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' })
  const only = JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [queueArn('welcome')] })
  await queues.create('choosy', { RedriveAllowPolicy: only })
  await queues.create('welcome', { RedrivePolicy: redrive('choosy') })
  for (const [RedrivePolicy, reason] of [
    [redrive('nowhere'), 'Dead letter target does not exist'],
    [redrive('dead.fifo'), 'must be same type'],
    [redrive('shut'), 'not allowed'],
    [redrive('choosy'), 'not allowed'],
    [redrive('dead', 0), 'maxReceiveCount'],
    ['{"maxReceiveCount":3}', 'deadLetterTargetArn'],
    ['no json', 'Invalid value for the parameter RedrivePolicy'],
  ] as const)
    await expect(queues.create('refused', { RedrivePolicy })).rejects.toThrow(reason)
})

describe('dead letters', () => {
  const tasks = async (SourceArn: string) =>
    (await queues.client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }))).Results ?? []

  test('go back to where they came from', async () => {
    const { url, dead, SourceArn } = await bury('back', 3)
    const before = await queues.receive(dead, { VisibilityTimeout: 0 })
    await queues.client.send(new StartMessageMoveTaskCommand({ SourceArn }))
    await lab.cloud.activity.idle()
    const after = await queues.receive(url, all)
    expect(after.map(({ Body }) => Body).toSorted()).toEqual(['poison 0', 'poison 1', 'poison 2'])
    expect(after[0]!.Attributes).toMatchObject({ ApproximateReceiveCount: '1' })
    expect(before.map(({ MessageId }) => MessageId)).not.toContain(after[0]!.MessageId)
    expect(await tasks(SourceArn)).toMatchObject([
      { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 },
    ])
  })

  test('go at the pace that was asked for, on after a restart, until somebody cancels', async () => {
    const count = 60
    const { url, SourceArn } = await bury('paced', count)
    const start = new StartMessageMoveTaskCommand({ SourceArn, MaxNumberOfMessagesPerSecond: 2 })
    const { TaskHandle } = await queues.client.send(start)
    await expect(queues.client.send(start)).rejects.toMatchObject({ name: 'UnsupportedOperation' })
    await advance(lab, 1100)
    await lab.cloud.close()
    lab = await openLab({ dataDir: lab.dataDir, virtualClock: true })
    queues = connect(lab)
    await advance(lab, 1100)
    const cancelled = await queues.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }))
    const moved = cancelled.ApproximateNumberOfMessagesMoved!
    expect(moved).toBeGreaterThan(4)
    // The clock follows the wall clock too, and a restart takes its time: there are far more than it will need.
    expect(moved).toBeLessThan(count)
    await advance(lab, 10_000)
    expect(await queues.attributes(url.replace(/:\d+\//, `:${lab.cloud.port}/`))).toMatchObject({
      ApproximateNumberOfMessages: String(moved),
    })
    expect(await tasks(SourceArn)).toMatchObject([{ Status: 'CANCELLED' }])
  })

  test('go nowhere from a queue that takes no dead letters, nor without knowing where', async () => {
    await queues.create('plain')
    const start = (SourceArn: string) => queues.client.send(new StartMessageMoveTaskCommand({ SourceArn }))
    await expect(start(queueArn('plain'))).rejects.toThrow('must be configured as a Dead Letter Queue')
    await expect(start(queueArn('nowhere'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    const { dead, SourceArn } = await bury('stranger', 0)
    await queues.send(dead, 'put here by hand')
    await start(SourceArn)
    await lab.cloud.activity.idle()
    expect(await tasks(SourceArn)).toMatchObject([
      { Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' },
    ])
    expect(await queues.bodies(dead)).toEqual(['put here by hand'])
  })
})
