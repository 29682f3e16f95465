// A consumer holds a message for a time, and that time is the cloud's.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'
import { advance, connect } from './lab.ts'
import type { Queues } from './lab.ts'

const MINUTE_MS = 60_000

let lab: Lab
let queues: Queues
beforeAll(async () => {
  lab = await openLab({ virtualClock: true })
  queues = connect(lab)
})
afterAll(() => lab.close())

const all = { MessageSystemAttributeNames: ['All' as const] }

describe('a message given back', () => {
  test('is there at once, and after a restart', async () => {
    const url = await queues.create('back')
    const { MessageId } = await queues.send(url, 'task')
    for (const count of ['1', '2']) {
      const [message] = await queues.receive(url, all)
      expect(message).toMatchObject({ MessageId, Attributes: { ApproximateReceiveCount: count } })
      await queues.hide(url, message!, 0)
    }
    await lab.cloud.close()
    lab = await openLab({ dataDir: lab.dataDir, virtualClock: true })
    queues = connect(lab)
    const [again] = await queues.receive(await queues.create('back'), all)
    expect(again).toMatchObject({ MessageId, Body: 'task', Attributes: { ApproximateReceiveCount: '3' } })
  })

  test('in a batch wakes whoever waits', async () => {
    const url = await queues.create('woken')
    await queues.send(url, 'x')
    const [message] = await queues.receive(url)
    const waiting = queues.bodies(url, { WaitTimeSeconds: 20 })
    await queues.hide(url, message!, 0)
    expect(await waiting).toEqual(['x'])
  })
})

describe('a lease of fifteen minutes', () => {
  test('passes with the clock, and the next consumer who waits gets the message', async () => {
    const url = await queues.create('leased')
    await queues.send(url, 'review me')
    const [mine] = await queues.receive(url, { VisibilityTimeout: 900 })
    await advance(lab, 15 * MINUTE_MS - 10_000)
    expect(await queues.bodies(url)).toEqual([])
    // The lease ends before the poll does: of a poll that is over, nobody can say whether it still is served.
    const next = queues.receive(url, { WaitTimeSeconds: 20, ...all })
    await new Promise((resolve) => setTimeout(resolve, 50))
    await advance(lab, 10_000)
    const [theirs] = await next
    expect(theirs).toMatchObject({ Body: 'review me', Attributes: { ApproximateReceiveCount: '2' } })

    await expect(queues.hide(url, mine!, 900)).rejects.toThrow('not available for visibility timeout change')
    await queues.remove(url, mine!)
    expect(await queues.attributes(url)).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '1' })
  })

  test('is renewed, but not beyond twelve hours from the receive', async () => {
    const url = await queues.create('renewed')
    await queues.send(url, 'long work')
    const [message] = await queues.receive(url, { VisibilityTimeout: 900 })
    await advance(lab, 10 * MINUTE_MS)
    await queues.hide(url, message!, 900)
    await advance(lab, 10 * MINUTE_MS)
    expect(await queues.bodies(url)).toEqual([])
    await expect(queues.hide(url, message!, 43_200)).rejects.toThrow('beyond the limit [43200 seconds]')
    await advance(lab, 6 * MINUTE_MS)
    await expect(queues.hide(url, message!, 900)).rejects.toMatchObject({ name: 'MessageNotInflight' })
    await queues.remove(url, message!)
    expect(await queues.bodies(url)).toEqual([])
  })
})

test('a handle that nobody was given is refused, one of a deleted message may be deleted again', async () => {
  const url = await queues.create('handles')
  await queues.send(url, 'x')
  const [message] = await queues.receive(url)
  const other = await queues.create('handles-2')
  for (const [queue, ReceiptHandle] of [
    [url, 'nonsense'],
    [other, message!.ReceiptHandle!],
  ] as const)
    await expect(queues.remove(queue, { ReceiptHandle })).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
    })
  await queues.remove(url, message!)
  await queues.remove(url, message!)
  await expect(queues.hide(url, message!, 5)).rejects.toThrow('Message does not exist')
})

test('delay and retention go by the clock, and are counted', async () => {
  const url = await queues.create('timed', { MessageRetentionPeriod: '3600', VisibilityTimeout: '60' })
  await queues.send(url, 'now')
  await queues.send(url, 'later', { DelaySeconds: 900 })
  await queues.receive(url, { MaxNumberOfMessages: 1 })
  expect(await queues.attributes(url)).toMatchObject({
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesNotVisible: '1',
    ApproximateNumberOfMessagesDelayed: '1',
  })
  await advance(lab, 16 * MINUTE_MS)
  expect((await queues.attributes(url))['ApproximateNumberOfMessages']).toBe('2')
  expect((await queues.bodies(url)).toSorted()).toEqual(['later', 'now'])
  await advance(lab, 60 * MINUTE_MS)
  expect(await queues.bodies(url)).toEqual([])
  expect((await queues.attributes(url))['ApproximateNumberOfMessages']).toBe('0')
})
