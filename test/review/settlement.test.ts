// What becomes of an asset: by the word of people, of a deadline, of a fault, and by the hand of an operator.
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { Asset, ReviewTask, SettleReviewInput } from '../../schemas/generated/types.ts'
import { ASSET_ID, aVerdict } from '../support/records.ts'
import { openReviewLab, type ReviewLab } from './lab.ts'

// Tables and queues are made for every test: on a busy machine that takes its time.
jest.setTimeout(60_000)

let lab: ReviewLab
beforeAll(async () => void (lab = await openReviewLab()))
beforeEach(() => lab.beginAnew())
afterAll(() => lab.close())

const taskId = `${ASSET_ID}-r0-escalated`
const ESCALATED = aVerdict({ findingIds: ['visual:violence/weapon-violence'], modelVersion: '7.0' })
const playback = { hlsUrl: 'https://media.example/main.m3u8', dashUrl: 'https://media.example/main.mpd' }
const settle = (because: SettleReviewInput['because'], changes: Partial<SettleReviewInput> = {}) =>
  lab.settle({ taskId, assetId: ASSET_ID, revision: 0, because, ...changes })
const decided = (
  decision: 'approve' | 'reject',
  changes: Partial<ReviewTask['decision']> = {},
): Partial<ReviewTask> => ({
  state: 'decided',
  decision: {
    ...{ decision, decidedBy: 'reviewer', by: 'ana', reason: 'It is a cartoon.' },
    at: '2026-11-21T09:05:00.000Z',
    ...changes,
  },
})

describe('a review that ends', () => {
  test.each([
    ['approve', 'published', []],
    ['reject', 'quarantined', [{ code: 'reviewed', message: 'It is a cartoon.' }]],
  ] as const)('with %s leaves the asset %s', async (decision, outcome, reasons) => {
    await lab.putAsset({ verdict: ESCALATED, playback })
    await lab.openTask(decided(decision))
    expect(await settle('answered')).toEqual({ outcome })
    expect(await lab.loadAsset(ASSET_ID)).toMatchObject({
      outcome,
      reasons,
      verdict: {
        decision,
        decidedBy: 'reviewer',
        by: 'ana',
        taskId,
        findingIds: ESCALATED.findingIds,
        modelVersion: '7.0',
      },
      verdictHistory: [ESCALATED],
      timings: { closedAt: '2026-11-21T09:05:00.000Z', totalMs: 300_000 },
    })
    expect(lab.world.announced).toMatchObject([{ assetId: ASSET_ID, outcome }])
    expect(lab.world.told).toEqual(['decided'])
  })

  test.each([
    ['quarantine', 'quarantined', 'reject'],
    ['publish', 'published', 'approve'],
  ] as const)('by its deadline does what the policy says: %s', async (onDeadline, outcome, decision) => {
    await lab.putAsset({ verdict: ESCALATED })
    await lab.openTask({ onDeadline, line: 'second' })
    expect(await settle('deadline')).toEqual({ outcome })
    expect(await lab.loadAsset(ASSET_ID)).toMatchObject({
      outcome,
      verdict: { decision, decidedBy: 'deadline' },
    })
    expect(await lab.load(taskId)).toMatchObject({ state: 'expired' })
    expect(lab.world.told).toEqual(['expired'])
  })

  test('by its deadline after somebody has decided: the decision counts', async () => {
    await lab.putAsset({ verdict: ESCALATED })
    await lab.openTask(decided('approve'))
    expect(await settle('deadline')).toEqual({ outcome: 'published' })
  })

  test('is settled once, and announced again when it is settled again', async () => {
    await lab.putAsset({ verdict: ESCALATED })
    await lab.openTask(decided('approve'))
    await settle('answered')
    const asset = await lab.loadAsset(ASSET_ID)
    expect(await settle('answered')).toEqual({ outcome: 'published' })
    expect(await lab.loadAsset(ASSET_ID)).toEqual(asset)
    expect(lab.world.announced).toHaveLength(2)
  })

  test('with an answer that is in no table is a fault', async () => {
    await lab.putAsset({ verdict: ESCALATED })
    await lab.openTask()
    await expect(settle('answered')).rejects.toThrow('is not decided')
    expect((await lab.loadAsset(ASSET_ID))!.outcome).toBeUndefined()
  })

  const OVERTAKEN: [what: string, asset: Partial<Asset>, outcome: string][] = [
    ['a newer revision has the asset', { revision: 7 }, 'overtaken'],
    ['the asset has failed', { outcome: 'failed' }, 'failed'],
  ]
  test.each(OVERTAKEN)('too late, %s, changes nothing', async (_what, changes, outcome) => {
    const before = await lab.putAsset({ verdict: ESCALATED, ...changes })
    await lab.openTask(decided('approve'))
    expect(await settle('answered')).toEqual({ outcome })
    expect(await lab.loadAsset(ASSET_ID)).toEqual(before)
    expect(lab.world.announced).toEqual([])
  })
})

describe('a review that breaks', () => {
  const failure = { Error: 'InvariantError', Cause: '{"stack":["at /var/task/index.mjs:1"]}' }

  test('leaves the asset quarantined with a reason, and nobody is asked any more', async () => {
    await lab.putAsset({ verdict: ESCALATED })
    await lab.openTask()
    expect(await settle('fault', { failure })).toEqual({ outcome: 'quarantined' })
    const asset = await lab.loadAsset(ASSET_ID)
    expect(asset).toMatchObject({
      outcome: 'quarantined',
      reasons: [{ code: 'review-fault' }],
      verdict: ESCALATED,
    })
    expect(asset!.reasons[0]!.message).not.toContain('/var/task')
    expect(await lab.load(taskId)).toMatchObject({ state: 'expired' })
    expect(lab.world.announced).toHaveLength(1)
  })

  test('before it had a task leaves the asset quarantined too', async () => {
    await lab.putAsset({ verdict: ESCALATED })
    expect(await settle('fault', { failure })).toEqual({ outcome: 'quarantined' })
  })

  test('as an appeal leaves the asset as it was', async () => {
    const before = await lab.putAsset({ verdict: aVerdict({ decision: 'reject' }), outcome: 'quarantined' })
    await lab.openTask({ kind: 'appeal' })
    expect(await settle('fault', { failure })).toEqual({ outcome: 'quarantined' })
    expect(await lab.loadAsset(ASSET_ID)).toEqual(before)
  })
})

describe('an appeal', () => {
  const olga = { by: 'olga', role: 'operator', id: ASSET_ID } as const
  const reopen = (body: unknown = { reason: 'Look again.' }) =>
    lab.request('POST /assets/{assetId}/reopen', { ...olga, body })
  const REJECTED = aVerdict({ decision: 'reject', decidedBy: 'reviewer' })

  test.each([
    ['under way', {}, 'not-quarantined'],
    ['published', { outcome: 'published', verdict: ESCALATED }, 'not-quarantined'],
    ['rejected as no video', { outcome: 'rejected' }, 'not-quarantined'],
    ['quarantined without a verdict', { outcome: 'quarantined' }, 'no-verdict'],
  ] as const)('is not for an asset that is %s', async (_what, changes, code) => {
    await lab.putAsset(changes)
    expect(await reopen()).toMatchObject({ status: 409, body: { code } })
    expect(lab.world.executions.size).toBe(0)
  })

  test('asks people once more, in a review of its own', async () => {
    await lab.putAsset({ outcome: 'quarantined', verdict: REJECTED })
    const name = `${ASSET_ID}-r0-appeal-1`
    expect(await reopen()).toMatchObject({ status: 202, body: { taskId: name } })
    expect(lab.world.executions.get(name)!.input).toEqual({
      ...{ assetId: ASSET_ID, revision: 0, kind: 'appeal', policyId: 'default', policyVersion: '1' },
      ...{ requestedBy: 'olga', reasons: [{ code: 'appeal', message: 'Look again.' }] },
    })
    expect(await reopen()).toMatchObject({ status: 409, body: { code: 'under-review' } })
  })

  test('can be made again after the one before has ended', async () => {
    await lab.putAsset({ outcome: 'quarantined', verdict: REJECTED })
    await reopen()
    lab.world.executions.get(`${ASSET_ID}-r0-appeal-1`)!.runs = false
    expect(await reopen()).toMatchObject({ status: 202, body: { taskId: `${ASSET_ID}-r0-appeal-2` } })
  })

  test('that is approved publishes the asset and keeps the verdict before', async () => {
    await lab.putAsset({
      outcome: 'quarantined',
      verdict: REJECTED,
      verdictHistory: [ESCALATED],
      timings: { totalMs: 5 },
    })
    await lab.openTask({ kind: 'appeal', ...decided('approve') })
    expect(await settle('answered')).toEqual({ outcome: 'published' })
    expect(await lab.loadAsset(ASSET_ID)).toMatchObject({
      verdict: { decision: 'approve' },
      verdictHistory: [ESCALATED, REJECTED],
      timings: { totalMs: 5 },
    })
  })

  test('comes to nothing when an operator has published the asset meanwhile', async () => {
    const before = await lab.putAsset({ outcome: 'published', verdict: aVerdict({ decidedBy: 'operator' }) })
    await lab.openTask({ kind: 'appeal', ...decided('reject') })
    expect(await settle('answered')).toEqual({ outcome: 'published' })
    expect(await lab.loadAsset(ASSET_ID)).toEqual(before)
  })
})

describe('by hand', () => {
  const byHand = (
    what: 'withdraw' | 'publish',
    body: unknown = { reason: 'Asked by the owner.' },
    by = 'olga',
  ) => lab.request(`POST /assets/{assetId}/${what}`, { by, role: 'operator', id: ASSET_ID, body })

  test('an operator withdraws what is published: quarantined in one write, told, on record', async () => {
    await lab.putAsset({ outcome: 'published', verdict: ESCALATED, playback })
    expect(await byHand('withdraw')).toMatchObject({ status: 200, body: { outcome: 'quarantined' } })
    const asset = await lab.loadAsset(ASSET_ID)
    expect(asset).toMatchObject({
      outcome: 'quarantined',
      reasons: [{ code: 'withdrawn', message: 'Asked by the owner.' }],
      verdict: { decision: 'reject', decidedBy: 'operator', by: 'olga' },
      verdictHistory: [ESCALATED],
    })
    expect(lab.world.announced).toMatchObject([{ outcome: 'quarantined' }])
    expect(await lab.services.audit.listOf(ASSET_ID)).toMatchObject([
      { act: 'withdrawn', by: 'olga', from: 'published', to: 'quarantined', reason: 'Asked by the owner.' },
    ])
  })

  test('what was withdrawn can be published again', async () => {
    await lab.putAsset({ outcome: 'published', verdict: ESCALATED, playback })
    await byHand('withdraw')
    expect(await byHand('publish')).toMatchObject({ status: 200, body: { outcome: 'published' } })
    expect(await lab.loadAsset(ASSET_ID)).toMatchObject({
      outcome: 'published',
      reasons: [],
      verdict: { decidedBy: 'operator' },
    })
    expect(await lab.services.audit.listOf(ASSET_ID)).toHaveLength(2)
  })

  test('the same again by the same person is answered as before', async () => {
    await lab.putAsset({ outcome: 'published', playback })
    const first = await byHand('withdraw')
    expect(await byHand('withdraw')).toEqual(first)
    expect(await byHand('withdraw', undefined, 'omar')).toMatchObject({
      status: 409,
      body: { code: 'not-published' },
    })
    expect(await lab.services.audit.listOf(ASSET_ID)).toHaveLength(1)
  })

  test.each([
    ['withdraw', { outcome: 'failed' }, 'not-published'],
    ['publish', {}, 'not-quarantined'],
    ['publish', { outcome: 'rejected' }, 'not-quarantined'],
    ['publish', { outcome: 'quarantined' }, 'nothing-to-publish'],
  ] as const)('one cannot %s %j', async (what, changes, code) => {
    await lab.putAsset(changes)
    expect(await byHand(what)).toMatchObject({ status: 409, body: { code } })
  })

  test('an operator withdraws what is still under way, or being made anew: no later word publishes it', async () => {
    await lab.putAsset({ revision: 5, verdict: { ...ESCALATED, decision: 'approve' } })
    expect(await byHand('withdraw')).toMatchObject({
      status: 200,
      body: { outcome: 'quarantined', revision: 5 },
    })
    const closing = { outcome: 'rejected' as const, reasons: [], closedAt: ESCALATED.decidedAt, totalMs: 1 }
    const closed = await lab.services.assets.close({ assetId: ASSET_ID, revision: 5 }, closing)
    expect(closed).toMatchObject({ outcome: 'quarantined', verdict: { decidedBy: 'operator' } })
  })

  test.each(['withdraw', 'publish'] as const)('one cannot %s without a reason', async (what) => {
    await lab.putAsset({ outcome: 'published', playback })
    expect(await byHand(what, {})).toMatchObject({ status: 400 })
    expect(await lab.loadAsset(ASSET_ID)).toMatchObject({ outcome: 'published' })
  })

  test('an asset that is not there is not found', async () => {
    expect(await byHand('withdraw')).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })
})
