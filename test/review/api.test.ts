// What the API answers: what people see, what they may not see, and what it says to bad input.
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { ReviewDetail, ReviewList } from '../../schemas/generated/types.ts'
import {
  validateAuditTrail,
  validateProblem,
  validateReviewDetail,
  validateReviewList,
  validateReviewSummary,
} from '../../schemas/generated/validators.mjs'
import { aFinding, ASSET_ID, aVerdict } from '../support/records.ts'
import { openReviewLab, type Asking, type ReviewLab } from './lab.ts'

// Tables and queues are made for every test: on a busy machine that takes its time.
jest.setTimeout(60_000)

let lab: ReviewLab
beforeAll(async () => void (lab = await openReviewLab()))
beforeEach(() => lab.beginAnew())
afterAll(() => lab.close())

const ana = { by: 'ana', role: 'reviewer' } as const
const vera = { by: 'vera', role: 'viewer' } as const
const olga = { by: 'olga', role: 'operator' } as const
const id = `${ASSET_ID}-r0-escalated`

const claim = (asking: Asking) => lab.request('POST /reviews/{taskId}/claim', { id, ...asking })
const decide = (asking: Asking) => lab.request('POST /reviews/{taskId}/decision', { id, ...asking })
const approve = { decision: 'approve', reason: 'It is a cartoon.' }

describe('a review task that is shown', () => {
  const frameKey = 'assets/a/r0/thumbnails/frame.0000003.jpg'
  const playback = { hlsUrl: 'https://media.example/main.m3u8', dashUrl: 'https://media.example/main.mpd' }
  const finding = aFinding({
    evidence: [
      { startMs: 3000, endMs: 5000, frameKey },
      { startMs: 9000, endMs: 9500, frameKey: 'assets/a/r0/thumbnails/frame.0000009.jpg' },
      { startMs: 12_000, endMs: 12_500 },
    ],
  })
  const show = (asking: Asking) => lab.request<ReviewDetail>('GET /reviews/{taskId}', { id, ...asking })

  test('comes with its asset and its evidence, and says which pictures are gone', async () => {
    await lab.putAsset({ title: 'Holiday', findings: [finding], playback })
    await lab.openTask()
    lab.world.frames.add(frameKey)
    const { status, body } = await show(ana)
    expect(status).toBe(200)
    expect(validateReviewDetail(body)).toBe(true)
    expect(body).toMatchObject({
      review: { taskId: id, state: 'open' },
      asset: { title: 'Holiday', playback },
    })
    expect(body.asset!.findings[0]!.evidence).toEqual([
      {
        startMs: 3000,
        endMs: 5000,
        frameUrl: expect.stringContaining('frame.0000003.jpg?X-Amz-Expires=300'),
      },
      { startMs: 9000, endMs: 9500, frameMissing: true },
      { startMs: 12_000, endMs: 12_500 },
    ])
  })

  test('can be played by those who decide, by others once it is published', async () => {
    await lab.putAsset({ playback })
    await lab.openTask()
    expect((await show(vera)).body.asset).not.toHaveProperty('playback')
    expect((await show(ana)).body.asset).toHaveProperty('playback')
    await lab.putAsset({ playback, outcome: 'published' })
    expect((await show(vera)).body.asset).toHaveProperty('playback')
  })

  test('comes alone when a newer revision has the asset', async () => {
    await lab.putAsset({ revision: 7, findings: [finding] })
    await lab.openTask()
    const { body } = await show(ana)
    expect(body.review.taskId).toBe(id)
    expect(body.asset).toBeUndefined()
  })

  test('is open when its lease is over', async () => {
    await lab.openTask()
    await claim(ana)
    expect((await show(vera)).body.review).toMatchObject({ state: 'claimed', claimedBy: 'ana' })
    lab.wait(15)
    const { review } = (await show(vera)).body
    expect(review.state).toBe('open')
    expect(review).not.toHaveProperty('claimedBy')
  })
})

describe('the list', () => {
  const list = (query: Record<string, string>) => lab.request<ReviewList>('GET /reviews', { ...vera, query })
  const idsOf = ({ body }: { body: ReviewList }) => body.reviews.map(({ taskId }) => taskId)

  beforeEach(async () => {
    const due = (hour: number) => ({ dueAt: `2026-11-21T${hour}:00:00.000Z` })
    await lab.openTask({ taskId: 'c', ...due(13) })
    await lab.openTask({ taskId: 'a', ...due(11) })
    await lab.openTask({ taskId: 'b', ...due(12), line: 'second' })
    const held = { state: 'claimed', claimedBy: 'ana' } as const
    await lab.openTask({ taskId: 'held', ...held, leaseUntil: '2026-11-21T09:10:00.000Z', ...due(14) })
    await lab.openTask({ taskId: 'left', ...held, leaseUntil: '2026-11-21T09:00:00.000Z', ...due(15) })
  })

  test('has the open ones, the most urgent first, and those whose lease is over', async () => {
    const answer = await list({})
    expect(idsOf(answer)).toEqual(['a', 'b', 'c', 'left'])
    expect(validateReviewList(answer.body)).toBe(true)
  })

  test.each([
    [{ state: 'claimed' }, ['held']],
    [{ line: 'second' }, ['b']],
    [{ line: 'first', state: 'open' }, ['a', 'c', 'left']],
    [{ state: 'decided' }, []],
  ])('of %j', async (query, expected) => {
    expect(idsOf(await list(query as Record<string, string>))).toEqual(expected)
  })

  test.each(['1', '2', '3', '4'])('comes whole in pages of %s', async (limit) => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ limit, ...(cursor !== undefined && { cursor }) })
      expect(page.body.reviews.length).toBeLessThanOrEqual(Number(limit))
      seen.push(...idsOf(page))
      cursor = page.body.cursor
    } while (cursor !== undefined)
    expect(seen).toEqual(['a', 'b', 'c', 'left'])
  })

  const forged = (place: object) => Buffer.from(JSON.stringify(place)).toString('base64url')

  test.each([
    ['an unknown state', { state: 'lost' }],
    ['a limit of 0', { limit: '0' }],
    ['a limit of 101', { limit: '101' }],
    ['a limit that is no number', { limit: 'all' }],
    ['an unknown field', { assignee: 'ana' }],
    ['a cursor that is none', { cursor: 'xyz' }],
    ['a cursor into a source that is not there', { cursor: forged({ source: 9 }) }],
    ['a cursor with keys of another kind', { cursor: forged({ source: 0, from: { taskId: { S: 'a' } } }) }],
  ])('refuses %s', async (_what, query) => {
    const answer = await list(query)
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-input' } })
    expect(validateProblem(answer.body)).toBe(true)
  })
})

describe('a decision', () => {
  beforeEach(() => lab.openTask())

  test.each([
    ['without a reason', { decision: 'approve' }],
    ['with an empty reason', { decision: 'approve', reason: '' }],
    ['with a reason of spaces', { decision: 'approve', reason: '  \n' }],
    ['with a reason as long as a book', { decision: 'approve', reason: 'a'.repeat(2001) }],
    ['that is none', { decision: 'escalate', reason: 'Hm.' }],
    ['with more than belongs there', { ...approve, decidedAt: '2020-01-01T00:00:00Z' }],
    ['that is no object', '[]'],
    ['that is no JSON', '{"decision":'],
    ['without a body', undefined],
  ])('%s is refused, and the task stays as it was', async (_what, body) => {
    await claim(ana)
    expect(await decide({ ...ana, body })).toMatchObject({ status: 400, body: { code: 'invalid-input' } })
    expect(await lab.load(id)).toMatchObject({ state: 'claimed', claimedBy: 'ana' })
  })

  test('answers the workflow with who and why', async () => {
    await claim(ana)
    const { body } = await decide({ ...ana, body: approve })
    expect(validateReviewSummary(body)).toBe(true)
    expect(lab.world.answers).toEqual([{ token: 'token-of-the-state', output: { ...approve, by: 'ana' } }])
  })

  test('of the same person again is answered as before, and tells the workflow again', async () => {
    await claim(ana)
    const first = await decide({ ...ana, body: approve })
    expect(await decide({ ...ana, body: approve })).toEqual(first)
    expect(lab.world.answers).toHaveLength(2)
    expect(await lab.services.audit.listOf(id)).toHaveLength(2)
  })

  test('stands while the workflow cannot be told; said once more, it is told', async () => {
    await claim(ana)
    lab.world.isReachable = false
    expect(await decide({ ...ana, body: approve })).toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    })
    expect(await lab.load(id)).toMatchObject({ state: 'decided' })
    lab.world.isReachable = true
    expect(await decide({ ...ana, body: approve })).toMatchObject({ status: 200, body: { state: 'decided' } })
    expect(lab.world.answers).toHaveLength(1)
  })

  test('of somebody else is a conflict', async () => {
    await claim(ana)
    await decide({ ...ana, body: approve })
    expect(await decide({ ...olga, body: approve })).toMatchObject({
      status: 409,
      body: { code: 'already-decided' },
    })
    expect(lab.world.answers).toHaveLength(1)
  })

  test('after the deadline is late, and says so', async () => {
    await claim(ana)
    lab.wait(4 * 60)
    expect(await decide({ ...ana, body: approve })).toMatchObject({
      status: 409,
      body: { code: 'deadline-passed' },
    })
    expect(lab.world.answers).toEqual([])
  })

  test('to pass on is told to the first line alone', async () => {
    await claim(ana)
    const passOn = { decision: 'pass-on', reason: 'I cannot tell.' }
    await decide({ ...ana, body: passOn })
    await decide({ ...ana, body: passOn })
    expect(lab.world.answers.map(({ token }) => token)).toEqual(['token-of-the-state', 'token-of-the-state'])
    await lab.openTask({ ...(await lab.load(id)), waitingLine: 'second', taskToken: 'of-the-second' })
    expect(await decide({ ...ana, body: passOn })).toMatchObject({ status: 200, body: { line: 'second' } })
    expect(lab.world.answers).toHaveLength(2)
  })

  test.each(['claim', 'renew', 'release'] as const)(
    'and %s of a task that is not there: 404',
    async (what) => {
      expect(await lab.request(`POST /reviews/{taskId}/${what}`, { ...ana, id: 'nowhere' })).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      })
    },
  )
})

describe('the trail', () => {
  test('tells every act on the task and its asset, in order, with who and why', async () => {
    await lab.putAsset({ outcome: 'quarantined', verdict: aVerdict({ decision: 'reject' }) })
    await lab.openTask()
    await claim(ana)
    lab.wait(1)
    await lab.request('POST /reviews/{taskId}/renew', { ...ana, id })
    lab.wait(1)
    await lab.request('POST /assets/{assetId}/reopen', {
      ...olga,
      id: ASSET_ID,
      body: { reason: 'Look again.' },
    })
    lab.wait(1)
    await decide({ ...ana, body: approve })
    const { body } = await lab.request<{ entries: object[] }>('GET /reviews/{taskId}/audit', { ...vera, id })
    expect(validateAuditTrail(body)).toBe(true)
    expect(body.entries).toMatchObject([
      { act: 'claimed', by: 'ana', from: 'first:open', to: 'first:claimed' },
      { act: 'renewed', by: 'ana' },
      { act: 'reopened', by: 'olga', reason: 'Look again.', subjectId: ASSET_ID },
      { act: 'decided', by: 'ana', decision: 'approve', reason: 'It is a cartoon.', to: 'first:decided' },
    ])
  })
})

describe('no answer', () => {
  test('has the token or the receipt in it, whatever is asked', async () => {
    await lab.putAsset({ outcome: 'quarantined', verdict: aVerdict({ decision: 'reject' }) })
    await lab.openTask({ taskToken: 'secret-token' })
    const claimed = await lab.request('POST /reviews/next', ana)
    const { receiptHandle = '' } = (await lab.load(id)) ?? {}
    expect(receiptHandle).not.toBe('')
    const answers = [
      claimed,
      await lab.request('GET /reviews', { ...vera, query: { state: 'claimed' } }),
      await lab.request('GET /reviews/{taskId}', { ...vera, id }),
      await lab.request('POST /reviews/{taskId}/renew', { ...ana, id }),
      await claim({ by: 'ben', role: 'reviewer' }),
      await decide({ ...ana, body: approve }),
      await lab.request('GET /reviews/{taskId}/audit', { ...vera, id }),
      await lab.request('POST /assets/{assetId}/reopen', { ...olga, id: ASSET_ID, body: { reason: 'Why?' } }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 409, 200, 200, 202])
    for (const { body } of answers) {
      expect(JSON.stringify(body)).not.toMatch(/secret-token|taskToken|receipt/)
      expect(JSON.stringify(body)).not.toContain(receiptHandle)
    }
  })
})
