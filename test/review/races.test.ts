// Two hands on one review task, on a real table: one of them gets it, the other hears why not.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { aVerdict } from '../support/records.ts'
import { openReviewLab, type ReviewLab } from './lab.ts'

// Tables and queues are made for every test: on a busy machine that takes its time.
jest.setTimeout(60_000)

let lab: ReviewLab
let count = 0
beforeAll(async () => void (lab = await openReviewLab()))
afterAll(() => lab.close())

const anId = () => `task-${++count}`
const reviewers = ['ana', 'ben', 'cho', 'dan', 'eva']

const act = (id: string, what: 'claim' | 'renew' | 'release', by: string) =>
  lab.request(`POST /reviews/{taskId}/${what}`, { by, role: 'reviewer', id })
const decide = (id: string, by: string, decision: string) =>
  lab.request('POST /reviews/{taskId}/decision', {
    ...{ by, role: 'reviewer', id },
    body: { decision, reason: 'As I see it.' },
  })
const actsOn = async (id: string) =>
  (await lab.services.audit.listOf(id)).map(({ act, by }) => `${act} ${by}`)

describe('two who act at once', () => {
  test('claim one task: one holds it, the others are told', async () => {
    const { taskId } = await lab.openTask({ taskId: anId() })
    const answers = await Promise.all(reviewers.map((by) => act(taskId, 'claim', by)))
    const won = answers.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
      new Set(['claimed-by-other']),
    )
    const task = await lab.load(taskId)
    expect(task).toMatchObject({ state: 'claimed', claimedBy: won[0]!.body.claimedBy })
    expect(await actsOn(taskId)).toEqual([`claimed ${task!.claimedBy}`])
  })

  test('ask for the next of as many tasks: each gets another', async () => {
    const ids = reviewers.map(() => anId())
    for (const taskId of ids) await lab.openTask({ taskId })
    const answers = await Promise.all(
      reviewers.map((by) => lab.request('POST /reviews/next', { by, role: 'reviewer' })),
    )
    const got = answers.map(({ body }) => body.taskId ?? '')
    expect(new Set(got).size).toBe(reviewers.length)
    expect(got.every((taskId) => ids.includes(taskId))).toBe(true)
  })

  test('decide twice in one moment: one decision, one answer to the workflow', async () => {
    const { taskId } = await lab.openTask({ taskId: anId(), taskToken: 'once' })
    await act(taskId, 'claim', 'ana')
    const answers = await Promise.all([decide(taskId, 'ana', 'approve'), decide(taskId, 'ana', 'reject')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const task = await lab.load(taskId)
    const told = lab.world.answers.filter(({ token }) => token === 'once')
    expect(told).toEqual([
      { token: 'once', output: expect.objectContaining({ decision: task!.decision!.decision }) },
    ])
    expect((await actsOn(taskId)).filter((one) => one.startsWith('decided'))).toHaveLength(1)
  })

  test('one decides while another takes the lost task over: one of both, never both', async () => {
    const { taskId } = await lab.openTask({ taskId: anId() })
    await act(taskId, 'claim', 'ana')
    lab.wait(15)
    const [decided, claimed] = await Promise.all([
      decide(taskId, 'ana', 'approve'),
      act(taskId, 'claim', 'ben'),
    ])
    expect(decided).toMatchObject({ status: 409 })
    expect(['lease-lost', 'claimed-by-other']).toContain(decided.body.code)
    expect(claimed).toMatchObject({ status: 200, body: { claimedBy: 'ben' } })
    expect(await actsOn(taskId)).toEqual(['claimed ana', 'lease-lost ana', 'claimed ben'])
  })

  test('one decides while the deadline settles: the asset follows what the table says', async () => {
    const assetId = 'a'.repeat(32)
    await lab.putAsset({ assetId })
    const { taskId } = await lab.openTask({ taskId: anId(), assetId })
    await act(taskId, 'claim', 'ana')
    const [decided, settled] = await Promise.all([
      decide(taskId, 'ana', 'approve'),
      lab.settle({ taskId, assetId, revision: 0, because: 'deadline' }),
    ])
    const task = await lab.load(taskId)
    const isDecided = task!.state === 'decided'
    expect(decided.status).toBe(isDecided ? 200 : 409)
    expect(settled).toEqual({ outcome: isDecided ? 'published' : 'quarantined' })
    expect(await lab.loadAsset(assetId)).toMatchObject({
      ...settled,
      verdict: { taskId, decidedBy: isDecided ? 'reviewer' : 'deadline' },
    })
  })

  test('two operators act on one asset: one write, one verdict', async () => {
    const assetId = 'b'.repeat(32)
    await lab.putAsset({
      assetId,
      outcome: 'published',
      playback: { hlsUrl: 'https://a/h', dashUrl: 'https://a/d' },
    })
    const withdraw = (by: string) =>
      lab.request('POST /assets/{assetId}/withdraw', {
        by,
        role: 'operator',
        id: assetId,
        body: { reason: by },
      })
    const answers = await Promise.all([withdraw('olga'), withdraw('omar')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await lab.loadAsset(assetId))!.verdictHistory).toEqual([])
    expect(await actsOn(assetId)).toHaveLength(1)
  })

  test('two reopen one asset: one review', async () => {
    const assetId = 'c'.repeat(32)
    await lab.putAsset({ assetId, outcome: 'quarantined', verdict: aVerdict({ decision: 'reject' }) })
    const reopen = (by: string) =>
      lab.request('POST /assets/{assetId}/reopen', {
        by,
        role: 'operator',
        id: assetId,
        body: { reason: by },
      })
    const answers = await Promise.all([reopen('olga'), reopen('omar')])
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409])
    expect([...lab.world.executions.keys()].filter((name) => name.startsWith(assetId))).toHaveLength(1)
  })
})
