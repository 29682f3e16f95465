// How reviewers come by their tasks: what the queues announce, what the table knows when they do not.
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { openReviewLab, type ReviewLab } from './lab.ts'

// Tables and queues are made for every test: on a busy machine that takes its time.
jest.setTimeout(60_000)

let lab: ReviewLab
beforeAll(async () => void (lab = await openReviewLab()))
beforeEach(() => lab.beginAnew())
afterAll(() => lab.close())

const next = (by: string, line?: 'first' | 'second') =>
  lab.request('POST /reviews/next', {
    ...{ by, role: line === 'second' ? 'operator' : 'reviewer' },
    body: line && { line },
  })
const act = (what: 'claim' | 'renew' | 'release', by: string, id: string) =>
  lab.request(`POST /reviews/{taskId}/${what}`, { by, role: 'reviewer', id })
const decide = (by: string, id: string, decision = 'approve') =>
  lab.request('POST /reviews/{taskId}/decision', {
    ...{ by, role: 'reviewer', id },
    body: { decision, reason: 'As I see it.' },
  })
const send = (line: 'first' | 'second', MessageBody: string) =>
  lab.sqs.send(new SendMessageCommand({ QueueUrl: lab.urls[line], MessageBody }))

/** What the next who asks the queue itself would see, in whatever order. */
async function visible(line: 'first' | 'second'): Promise<string[]> {
  const bodies: string[] = []
  for (;;) {
    const { Messages = [] } = await lab.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: lab.urls[line],
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 1000,
      }),
    )
    if (Messages.length === 0) return bodies
    bodies.push(...Messages.map(({ Body = '' }) => Body))
  }
}

describe('the next review task', () => {
  test('is the one that is announced, once', async () => {
    await lab.openTask({ taskId: 'one' })
    expect(await next('ana')).toMatchObject({ status: 200, body: { taskId: 'one', claimedBy: 'ana' } })
    expect(await next('ben')).toEqual({ status: 204, body: undefined })
  })

  test('is found in the table when its announcement is lost', async () => {
    await lab.openTask({ taskId: 'unheard' }, false)
    expect(await next('ana')).toMatchObject({ status: 200, body: { taskId: 'unheard' } })
  })

  test('is the most urgent of those that the table knows', async () => {
    await lab.openTask({ taskId: 'later', dueAt: '2026-11-21T12:00:00.000Z' }, false)
    await lab.openTask({ taskId: 'sooner', dueAt: '2026-11-21T11:00:00.000Z' }, false)
    expect(await next('ana')).toMatchObject({ body: { taskId: 'sooner' } })
    expect(await next('ana')).toMatchObject({ body: { taskId: 'later' } })
  })

  test('is one whose lease was lost, and the trail says so', async () => {
    await lab.openTask({ taskId: 'left' })
    await next('ana')
    lab.wait(16)
    expect(await next('ben')).toMatchObject({ status: 200, body: { taskId: 'left', claimedBy: 'ben' } })
    const trail = await lab.services.audit.listOf('left')
    expect(trail.map(({ act, by }) => [act, by])).toEqual([
      ['claimed', 'ana'],
      ['lease-lost', 'ana'],
      ['claimed', 'ben'],
    ])
  })

  test('of the second line is for operators, and none of the first line', async () => {
    await lab.openTask({ taskId: 'second', line: 'second' })
    expect(
      await lab.request('POST /reviews/next', { by: 'ana', role: 'reviewer', body: { line: 'second' } }),
    ).toMatchObject({
      status: 403,
      body: { code: 'operators-only' },
    })
    expect((await next('ana')).status).toBe(204)
    expect(await next('olga', 'second')).toMatchObject({ status: 200, body: { taskId: 'second' } })
  })

  test('is not one that this person has given an opinion on, which waits for others', async () => {
    await lab.openTask({ taskId: 'twice', fourEyes: true })
    await next('ana')
    expect(await decide('ana', 'twice')).toMatchObject({ status: 200, body: { state: 'open' } })
    expect((await next('ana')).status).toBe(204)
    expect(await next('ben')).toMatchObject({ status: 200, body: { taskId: 'twice' } })
    expect(await decide('ben', 'twice')).toMatchObject({ body: { state: 'decided' } })
  })

  test.each([
    ['no JSON', 'hello'],
    ['another shape', '{"orderId":7}'],
    ['an unknown task', '{"taskId":"nobody-knows","line":"first"}'],
    ['the wrong line', '{"taskId":"here","line":"second"}'],
  ])(
    'comes although a message of %s is on the queue, which is left for the dead letters',
    async (_what, body) => {
      await send('first', body)
      await lab.openTask({ taskId: 'here' })
      expect(await next('ana')).toMatchObject({ status: 200, body: { taskId: 'here' } })
      expect(await next('ana')).toMatchObject({ status: 204 })
    },
  )

  test('is not one that is over: its message goes away', async () => {
    await lab.openTask({ taskId: 'done', state: 'expired' })
    await lab.openTask({ taskId: 'moved', line: 'second' }, false)
    await send('first', '{"taskId":"moved","line":"first"}')
    expect((await next('ana')).status).toBe(204)
    expect(await visible('first')).toEqual([])
  })
})

describe('the announcement', () => {
  const announced = (taskId: string) => JSON.stringify({ taskId, line: 'first' })

  test('is hidden while somebody holds the task and back when it is released', async () => {
    await lab.openTask({ taskId: 'one' })
    await next('ana')
    await act('release', 'ana', 'one')
    expect(await visible('first')).toEqual([announced('one')])
  })

  test('of a task that was claimed by its name comes back when it is released', async () => {
    await lab.openTask({ taskId: 'one' }, false)
    await act('claim', 'ana', 'one')
    await act('release', 'ana', 'one')
    expect(await visible('first')).toEqual([announced('one')])
  })

  test.each(['approve', 'reject', 'pass-on'])('is gone after %s', async (decision) => {
    await lab.openTask({ taskId: 'one' })
    await next('ana')
    await decide('ana', 'one', decision)
    expect(await visible('first')).toEqual([])
  })

  test('is back for the second who must look', async () => {
    await lab.openTask({ taskId: 'one', fourEyes: true })
    await next('ana')
    await decide('ana', 'one')
    expect(await visible('first')).toEqual([announced('one')])
  })

  test('cannot hold an act up: without the queue the task is decided all the same', async () => {
    await lab.openTask({ taskId: 'one' })
    await next('ana')
    lab.services.queues.remove = () => Promise.reject(new Error('The queue is gone.'))
    expect(await decide('ana', 'one')).toMatchObject({ status: 200, body: { state: 'decided' } })
  })
})

describe('a lease', () => {
  test('is renewed until the deadline and not beyond', async () => {
    await lab.openTask({ taskId: 'one', dueAt: '2026-11-21T09:20:00.000Z' })
    await next('ana')
    lab.wait(10)
    expect(await act('renew', 'ana', 'one')).toMatchObject({
      status: 200,
      body: { leaseUntil: '2026-11-21T09:20:00.000Z' },
    })
    lab.wait(10)
    expect(await decide('ana', 'one')).toMatchObject({ status: 409, body: { code: 'deadline-passed' } })
  })

  test('goes by the server: a reviewer says no time, and cannot', async () => {
    await lab.openTask({ taskId: 'one' })
    await next('ana')
    lab.wait(15)
    expect(await act('renew', 'ana', 'one')).toMatchObject({ status: 409, body: { code: 'lease-lost' } })
    const claim = { by: 'ana', role: 'reviewer', id: 'one', body: { now: '2026-11-21T09:00:00Z' } } as const
    expect(await lab.request('POST /reviews/{taskId}/claim', claim)).toMatchObject({
      body: { leaseUntil: '2026-11-21T09:30:00.000Z' },
    })
  })
})
