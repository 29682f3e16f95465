// From a film to its publication or quarantine with nothing scripted: the real local model looks, people answer by the
// HTTP API. The film carries a test card that the model takes for explicit (test/support/test-card.ts).
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSample } from '../../samples/make-sample.ts'
import type { Asset } from '../../schemas/generated/types.ts'
import { startTestCloud } from '../support/cloud.ts'
import { spliceTestCard } from '../support/test-card.ts'
import { listen, openReviewScene, type ReviewScene } from './review-scene.ts'
import { openScene, statesOf, type Scene } from './scene.ts'

jest.setTimeout(900_000)

const CARD = { fromMs: 2500, toMs: 5500 }
const APPROVED = 'films/approved.mp4'
const REJECTED = 'films/rejected.mp4'

let folder: string
let scene: Scene
let reviews: ReviewScene
let bus: Awaited<ReturnType<typeof listen>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  const film = await makeSample('film-landscape', folder, { widthPx: 480, heightPx: 270, durationSeconds: 8 })
  const withCard = join(folder, 'card.mp4')
  await spliceTestCard(film, withCard, CARD)
  scene = openScene(await startTestCloud())
  reviews = await openReviewScene(scene)
  bus = await listen(scene.cloud, 'asset.')
  for (const key of [APPROVED, REJECTED]) await scene.drop(key, readFileSync(withCard))
})
afterAll(async () => {
  reviews?.close()
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const roadOf = async (asset: Asset) => statesOf(await scene.historyOf(asset))

describe('given a film with a test card in it', () => {
  test('when the model has looked, then people are asked, with the finding, its moment and its picture', async () => {
    const { taskId } = await reviews.asked(APPROVED)
    const { body } = await reviews.show(taskId)
    expect(body.review).toMatchObject({ state: 'open', line: 'first', categories: ['explicit'] })
    expect(body.review.reasons[0]!.message).toMatch(/^Explicit.* % sure/)
    const finding = body.asset!.findings.find(({ category }) => category === 'explicit')!
    expect(finding).toMatchObject({ detector: 'visual', severity: 'critical' })
    expect(finding.confidence).toBeGreaterThanOrEqual(90)
    for (const { startMs, endMs } of finding.timeRanges) {
      expect(startMs).toBeGreaterThanOrEqual(CARD.fromMs)
      expect(endMs).toBeLessThanOrEqual(CARD.toMs + 1000)
    }
    const [evidence] = finding.evidence
    const picture = await fetch(evidence!.frameUrl!)
    expect(picture.status).toBe(200)
    expect([...new Uint8Array(await picture.arrayBuffer()).slice(0, 3)]).toEqual([0xff, 0xd8, 0xff])
  })

  test('when a reviewer claims it and approves, then it is published and the record says by whom', async () => {
    const { asset, taskId } = await reviews.asked(APPROVED)
    expect(await reviews.claim(taskId, reviews.rui)).toMatchObject({
      status: 200,
      body: { claimedBy: 'rui' },
    })
    expect(
      await reviews.decide(taskId, reviews.rui, { decision: 'approve', reason: 'A test card.' }),
    ).toMatchObject({
      status: 200,
    })
    const published = await scene.outcomeOf(APPROVED)
    expect(published).toMatchObject({
      outcome: 'published',
      reasons: [],
      verdict: {
        ...{ decision: 'approve', decidedBy: 'reviewer', by: 'rui', taskId },
        ...{ policyId: 'default', modelVersion: '7.0', reasons: [{ message: 'A test card.' }] },
      },
      verdictHistory: [{ decision: 'escalate', decidedBy: 'policy' }],
    })
    expect(published.verdict!.findingIds.length).toBeGreaterThan(0)
    expect(await bus.told(asset.assetId, 1)).toEqual(['asset.published'])
    expect((await scene.endedExecutionsOf(APPROVED, 1)).map(({ status }) => status)).toEqual(['SUCCEEDED'])
    expect((await roadOf(published)).at(-1)).toBe('Review asset')
  })

  test('when a reviewer takes the next one and rejects, then it is quarantined and told as that', async () => {
    const { asset, taskId } = await reviews.asked(REJECTED)
    const next = await reviews.rosa.ask<{ taskId?: string }>('POST /reviews/next')
    expect(next).toMatchObject({ status: 200, body: { taskId, claimedBy: 'rosa' } })
    await reviews.decide(taskId, reviews.rosa, { decision: 'reject', reason: 'Not for children.' })
    const quarantined = await scene.outcomeOf(REJECTED)
    expect(quarantined).toMatchObject({
      outcome: 'quarantined',
      reasons: [{ code: 'reviewed', message: 'Not for children.' }],
      verdict: { decision: 'reject', decidedBy: 'reviewer', by: 'rosa', taskId },
    })
    expect(await bus.told(asset.assetId, 1)).toEqual(['asset.quarantined'])
    expect((await scene.endedExecutionsOf(REJECTED, 1)).map(({ status }) => status)).toEqual(['SUCCEEDED'])
    expect(await reviews.trail(taskId)).toEqual(['opened system', 'claimed rosa', 'decided rosa'])
  })
})
