// Reviews as they are deployed: nobody answers, people answer late, twice, in two minds, and across a power cut.
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestCloud } from '../support/cloud.ts'
import {
  deadLetters,
  DOUBTFUL,
  HOUR_MS,
  listen,
  MINUTE_MS,
  openReviewScene,
  type ReviewScene,
} from './review-scene.ts'
import { eventually, openScene, sampleBytes, type Scene } from './scene.ts'

jest.setTimeout(900_000)

let folder: string
let film: Buffer
let scene: Scene
let reviews: ReviewScene
let bus: Awaited<ReturnType<typeof listen>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  film = await sampleBytes('no-audio', folder)
  scene = openScene(await startTestCloud({ detector: 'scripted' }))
  reviews = await openReviewScene(scene)
  bus = await listen(scene.cloud, '')
})
afterAll(async () => {
  reviews?.close()
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const [approve, reject] = [{ decision: 'approve' }, { decision: 'reject' }]

describe('given a review that nobody answers', () => {
  test('when its deadlines pass, then operators are asked, and then the policy has its word: quarantine', async () => {
    const { asset, taskId } = await reviews.doubtful('unanswered.mp4', film)
    expect((await reviews.show(taskId)).body.review).toMatchObject({ state: 'open', line: 'first' })
    await reviews.wait(4 * HOUR_MS + MINUTE_MS)
    expect((await reviews.show(taskId)).body.review).toMatchObject({ state: 'open', line: 'second' })
    expect((await reviews.claim(taskId, reviews.rui)).body.code).toBe('operators-only')
    expect((await reviews.assetOf('unanswered.mp4')).outcome).toBeUndefined()
    await reviews.wait(24 * HOUR_MS)
    expect(await scene.outcomeOf('unanswered.mp4')).toMatchObject({
      outcome: 'quarantined',
      reasons: [{ code: 'review-deadline' }],
      verdict: { decision: 'reject', decidedBy: 'deadline', taskId },
    })
    expect(await reviews.trail(taskId)).toEqual(['opened system', 'escalated system', 'expired system'])
    expect(await bus.told(asset.assetId, 4)).toEqual([
      'asset.quarantined',
      'review-task.escalated',
      'review-task.expired',
      'review-task.opened',
    ])
    expect((await scene.endedExecutionsOf('unanswered.mp4', 1))[0]!.status).toBe('SUCCEEDED')
  })

  test('when somebody answers too late, then the answer says so, and the second line decides', async () => {
    const { taskId } = await reviews.doubtful('late.mp4', film)
    await reviews.claim(taskId, reviews.rui)
    await reviews.wait(4 * HOUR_MS)
    expect(await reviews.decide(taskId, reviews.rui, approve)).toMatchObject({
      status: 409,
      body: { code: 'deadline-passed' },
    })
    await reviews.wait(24 * HOUR_MS + MINUTE_MS)
    expect(await reviews.decide(taskId, reviews.olga, approve)).toMatchObject({
      status: 409,
      body: { code: 'deadline-passed' },
    })
    expect(await scene.outcomeOf('late.mp4')).toMatchObject({ outcome: 'quarantined' })
  })
})

describe('given reviewers who do not decide at once', () => {
  test('when one lets the claim run out, then another can take it, and the first hears why not', async () => {
    const { taskId } = await reviews.doubtful('left.mp4', film)
    await reviews.claim(taskId, reviews.rui)
    expect((await reviews.claim(taskId, reviews.rosa)).body.code).toBe('claimed-by-other')
    await reviews.wait(16 * MINUTE_MS)
    expect((await reviews.decide(taskId, reviews.rui, approve)).body.code).toBe('lease-lost')
    const next = await reviews.rosa.ask<{ taskId?: string }>('POST /reviews/next')
    expect(next).toMatchObject({ status: 200, body: { taskId, claimedBy: 'rosa' } })
    expect((await reviews.decide(taskId, reviews.rui, approve)).body.code).toBe('claimed-by-other')
    await reviews.decide(taskId, reviews.rosa, approve)
    expect(await scene.outcomeOf('left.mp4')).toMatchObject({ outcome: 'published', verdict: { by: 'rosa' } })
    expect(await reviews.trail(taskId)).toEqual([
      ...['opened system', 'claimed rui', 'lease-lost rui', 'claimed rosa', 'decided rosa'],
    ])
  })

  test('when one passes it on, then an operator decides', async () => {
    const { taskId } = await reviews.doubtful('passed-on.mp4', film)
    await reviews.claim(taskId, reviews.rui)
    const passedOn = await reviews.decide(taskId, reviews.rui, { decision: 'pass-on' })
    expect(passedOn).toMatchObject({ status: 200, body: { line: 'second', state: 'open' } })
    const next = await reviews.olga.ask<{ taskId?: string }>('POST /reviews/next', { line: 'second' })
    expect(next).toMatchObject({ status: 200, body: { taskId } })
    await reviews.decide(taskId, reviews.olga, approve)
    expect(await scene.outcomeOf('passed-on.mp4')).toMatchObject({
      outcome: 'published',
      verdict: { decidedBy: 'operator', by: 'olga' },
    })
  })

  test('when the policy wants four eyes, then one opinion decides nothing and two that agree do', async () => {
    const script = { ...DOUBTFUL, labels: [{ ...DOUBTFUL.labels[0]!, name: 'Nazi Party' }] }
    const { taskId } = await reviews.doubtful('four-eyes.mp4', film, { script, job: { policy: 'strict' } })
    expect((await reviews.show(taskId)).body.review).toMatchObject({ fourEyes: true, policyId: 'strict' })
    await reviews.claim(taskId, reviews.rui)
    expect(await reviews.decide(taskId, reviews.rui, approve)).toMatchObject({ body: { state: 'open' } })
    expect((await reviews.claim(taskId, reviews.rui)).body.code).toBe('own-opinion')
    expect((await reviews.assetOf('four-eyes.mp4')).outcome).toBeUndefined()
    await reviews.claim(taskId, reviews.rosa)
    await reviews.decide(taskId, reviews.rosa, approve)
    expect(await scene.outcomeOf('four-eyes.mp4')).toMatchObject({
      outcome: 'published',
      verdict: { by: 'rosa', policyId: 'strict' },
    })
  })
})

describe('given an asset that was decided on', () => {
  const reason = { reason: 'The owner asks for it.' }

  test('when it was rejected and is reopened, then people are asked once more and it can be published', async () => {
    const { asset, taskId } = await reviews.doubtful('appealed.mp4', film)
    await reviews.claim(taskId, reviews.rui)
    await reviews.decide(taskId, reviews.rui, reject)
    await scene.outcomeOf('appealed.mp4')
    const reopened = await reviews.olga.ask<{ taskId: string }>(
      `POST /assets/${asset.assetId}/reopen`,
      reason,
    )
    expect(reopened.status).toBe(202)
    const appeal = reopened.body.taskId
    await eventually('The appeal', async () => (await reviews.show(appeal)).status === 200 || undefined)
    expect((await reviews.olga.ask(`POST /assets/${asset.assetId}/reopen`, reason)).body.code).toBe(
      'under-review',
    )
    await reviews.claim(appeal, reviews.rosa)
    await reviews.decide(appeal, reviews.rosa, approve)
    const published = await eventually('The publication', async () => {
      const now = await reviews.assetOf('appealed.mp4')
      return now.outcome === 'published' ? now : undefined
    })
    expect(published.verdict).toMatchObject({ by: 'rosa', taskId: appeal })
    expect(published.verdictHistory!.map(({ decision }) => decision)).toEqual(['escalate', 'reject'])
    expect((await bus.told(asset.assetId, 6)).filter((kind) => kind.startsWith('asset.'))).toEqual([
      'asset.published',
      'asset.quarantined',
    ])
  })

  test('when an operator withdraws it and publishes it again, then each is one write that is told', async () => {
    await scene.drop('withdrawn.mp4', film)
    const { assetId } = await scene.outcomeOf('withdrawn.mp4')
    const withdrawn = await reviews.olga.ask(`POST /assets/${assetId}/withdraw`, reason)
    expect(withdrawn).toMatchObject({ status: 200, body: { outcome: 'quarantined' } })
    expect(await reviews.assetOf('withdrawn.mp4')).toMatchObject({
      outcome: 'quarantined',
      verdict: { decidedBy: 'operator', by: 'olga' },
    })
    expect((await reviews.omar.ask(`POST /assets/${assetId}/withdraw`, reason)).body.code).toBe(
      'not-published',
    )
    expect((await reviews.omar.ask(`POST /assets/${assetId}/publish`, reason)).status).toBe(200)
    expect(await reviews.assetOf('withdrawn.mp4')).toMatchObject({
      outcome: 'published',
      verdict: { decidedBy: 'operator', by: 'omar' },
    })
    expect(await bus.told(assetId, 3)).toEqual(['asset.published', 'asset.published', 'asset.quarantined'])
  })
})

describe('given a power cut', () => {
  test('when a review is open and held, then it is held still, can be decided, and another can be claimed', async () => {
    const held = await reviews.doubtful('held.mp4', film)
    const open = await reviews.doubtful('open.mp4', film)
    await reviews.claim(held.taskId, reviews.rui)
    await scene.cloud.crashAndRestart()
    expect((await reviews.show(held.taskId)).body.review).toMatchObject({
      state: 'claimed',
      claimedBy: 'rui',
    })
    expect((await reviews.claim(held.taskId, reviews.rosa)).body.code).toBe('claimed-by-other')
    expect((await reviews.decide(held.taskId, reviews.rui, approve)).status).toBe(200)
    expect((await reviews.claim(open.taskId, reviews.rosa)).status).toBe(200)
    expect((await reviews.decide(open.taskId, reviews.rosa, reject)).status).toBe(200)
    expect(await scene.outcomeOf('held.mp4')).toMatchObject({ outcome: 'published', verdict: { by: 'rui' } })
    expect(await scene.outcomeOf('open.mp4')).toMatchObject({
      outcome: 'quarantined',
      verdict: { by: 'rosa' },
    })
  })

  test('when it comes right after the decision, then the film has its outcome, once', async () => {
    const { asset, taskId } = await reviews.doubtful('cut-off.mp4', film)
    await reviews.claim(taskId, reviews.rui)
    expect((await reviews.decide(taskId, reviews.rui, approve)).status).toBe(200)
    await scene.cloud.crashAndRestart()
    expect(await scene.outcomeOf('cut-off.mp4')).toMatchObject({ outcome: 'published', verdict: { taskId } })
    expect((await reviews.trail(taskId)).slice(-1)).toEqual(['decided rui'])
    expect((await reviews.assetOf('cut-off.mp4')).verdictHistory).toHaveLength(1)
    expect(await bus.told(asset.assetId, 3)).toContain('asset.published')
  })
})

describe('given what does not belong there', () => {
  let badlyDecided: { taskId: string }
  beforeAll(async () => void (badlyDecided = await reviews.doubtful('badly decided.mp4', film)))

  test.each([
    ['without a reason', { decision: 'approve' }],
    ['with a reason of spaces', { decision: 'approve', reason: '  ' }],
    ['that is none', { decision: 'perhaps', reason: 'Hm.' }],
    ['with a moment of its own', { decision: 'approve', reason: 'Hm.', decidedAt: '2020-01-01T00:00:00Z' }],
    ['that is no JSON', '{"decision":'],
  ])(
    'when a decision %s comes, then it is refused and the task stays in the hands that held it',
    async (_what, body) => {
      const { taskId } = badlyDecided
      expect((await reviews.claim(taskId, reviews.vera)).body.code).toBe('forbidden')
      await reviews.claim(taskId, reviews.rui)
      const refused = await reviews.rui.ask(`POST /reviews/${taskId}/decision`, body)
      expect(refused).toMatchObject({
        status: 400,
        type: 'application/problem+json',
        body: { code: 'invalid-input' },
      })
      expect((await reviews.show(taskId)).body.review).toMatchObject({ state: 'claimed', claimedBy: 'rui' })
    },
  )

  const LINES = [
    ['first', 'ReviewQueueUrl', 'rui'],
    ['second', 'SecondLineQueueUrl', 'olga'],
  ] as const

  test.each(LINES)(
    'when others write to the queue of the %s line, then people get their tasks and the messages end as dead letters',
    async (line, queue, who) => {
      const foreign = ['not JSON', '{"order":7}', JSON.stringify({ taskId: 'nobody-knows', line })]
      const QueueUrl = scene.cloud.output(queue)
      for (const MessageBody of foreign)
        await scene.cloud.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
      const { taskId } = await reviews.doubtful(`among strangers ${line}.mp4`, film)
      if (line === 'second') {
        await reviews.claim(taskId, reviews.rui)
        await reviews.decide(taskId, reviews.rui, { decision: 'pass-on' })
      }
      const taken: string[] = []
      await eventually('The task among strangers', async () => {
        const { status, body } = await reviews[who].ask<{ taskId: string }>('POST /reviews/next', { line })
        expect([200, 204]).toContain(status)
        if (status === 200) taken.push(body.taskId)
        return taken.includes(taskId) || undefined
      })
      const ended = await deadLetters(
        scene.cloud,
        async () => {
          await reviews.wait(61_000)
          await reviews[who].ask('POST /reviews/next', { line })
        },
        foreign.length,
      )
      expect(ended.sort()).toEqual(foreign.sort())
    },
  )
})

describe('given evidence whose pictures are gone', () => {
  test('when the task is shown, then it says so, and can be decided all the same', async () => {
    const { asset, taskId } = await reviews.doubtful('no-pictures.mp4', film)
    const pictures = async () =>
      (await reviews.show(taskId)).body.asset!.findings.flatMap(({ evidence }) => evidence)
    const [before] = await pictures()
    expect((await fetch(before!.frameUrl!)).status).toBe(200)
    const Bucket = scene.cloud.output('MediaBucketName')
    const Prefix = `assets/${asset.assetId}/r0/thumbnails/`
    const { Contents = [] } = await scene.cloud.s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
    for (const { Key } of Contents) await scene.cloud.s3.send(new DeleteObjectCommand({ Bucket, Key }))
    const after = await pictures()
    expect(after.every(({ frameMissing, frameUrl }) => frameMissing === true && frameUrl === undefined)).toBe(
      true,
    )
    await reviews.claim(taskId, reviews.rui)
    await reviews.decide(taskId, reviews.rui, reject)
    expect(await scene.outcomeOf('no-pictures.mp4')).toMatchObject({ outcome: 'quarantined' })
  })
})
