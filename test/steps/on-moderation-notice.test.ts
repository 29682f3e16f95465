import { describe, expect, test } from '@jest/globals'
import { onModerationNotice } from '../../functions/moderate/on-moderation-notice.ts'
import { recheckModeration } from '../../functions/moderate/recheck-moderation.ts'
import { ConflictError } from '../../lib/errors.ts'
import type { ModerationLabel } from '../../lib/aws/rekognition.ts'
import { moderationWorld } from '../support/moderation-world.ts'
import { aJob, aNotice, ASSET_ID } from '../support/records.ts'

const TOKEN = 'token-of-the-state'
const JOB = { assetId: ASSET_ID, jobKey: 'moderate#0' }
const EVIDENCE = `media/evidence/${ASSET_ID}/r0/moderation.json`

const weaponsAt = (seconds: number): ModerationLabel => ({
  timestampMs: seconds * 1000,
  name: 'Weapons',
  parentName: 'Violence',
  confidence: 90,
})

/** A job that is with the provider, unless `changes` say otherwise. */
function world(changes: Parameters<typeof aJob>[0] = {}) {
  const made = moderationWorld()
  const job = aJob({ kind: 'moderate', jobKey: 'moderate#0', ...changes })
  made.ledger.jobs.set(`${ASSET_ID} moderate#0`, job)
  made.provider.jobs.set('job-1', { status: 'IN_PROGRESS', labels: [] })
  return made
}

describe('a notice that a job has succeeded', () => {
  test('answers the state with what was seen, and keeps it in the words of the detector', async () => {
    const frames = { prefix: `assets/${ASSET_ID}/r0/`, intervalSeconds: 5, count: 12 }
    const given = world({ frames })
    given.provider.end('job-1', { labels: [weaponsAt(10), weaponsAt(11)] })
    await onModerationNotice(aNotice(), given.services)
    expect(given.reportTo(TOKEN)).toMatchObject({
      looked: true,
      modelVersion: '7.0',
      providerJobId: 'job-1',
      findings: [
        {
          category: 'violence',
          timeRanges: [{ startMs: 10_000, endMs: 12_000 }],
          evidence: [{ frameKey: `assets/${ASSET_ID}/r0/thumbnails/frame.0000002.jpg` }],
        },
      ],
    })
    expect(JSON.parse(given.objects.get(EVIDENCE)!)).toMatchObject({
      providerJobId: 'job-1',
      labels: [weaponsAt(10), weaponsAt(11)],
    })
    expect(await given.ledger.load(JOB)).toMatchObject({ status: 'complete' })
    expect(given.noted).toEqual([
      {
        'timings.moderatedAt': '2026-11-21T09:00:00.000Z',
        'billableUnits.rekognition-moderation-minute': 1,
      },
    ])
  })

  test('reads every page', async () => {
    const given = world()
    const labels = Array.from({ length: 2500 }, (_, index) => weaponsAt(index))
    given.provider.end('job-1', { labels, durationMs: 3_000_000 })
    await onModerationNotice(aNotice(), given.services)
    expect(given.reportTo(TOKEN)).toMatchObject({ findings: [{ frameCount: 2500 }] })
  })

  test('may come before its job was written down', async () => {
    const given = world({ status: 'opened' })
    const job = given.ledger.jobs.get(`${ASSET_ID} moderate#0`)!
    delete job.providerJobId
    given.provider.end('job-1')
    await onModerationNotice(aNotice(), given.services)
    expect(given.reportTo(TOKEN)).toMatchObject({ looked: true })
    expect(await given.ledger.load(JOB)).toMatchObject({ status: 'complete', providerJobId: 'job-1' })
  })

  test('that comes twice is heard once', async () => {
    const given = world()
    given.provider.end('job-1')
    await onModerationNotice(aNotice(), given.services)
    const { reads } = given.provider
    await onModerationNotice(aNotice(), given.services)
    expect(given.answers).toHaveLength(1)
    expect(given.provider.reads).toBe(reads)
  })

  test('is heard again when the first hearing broke off before the answer', async () => {
    const given = world()
    given.provider.end('job-1')
    const { answerTask } = given.services
    given.services.answerTask = () => Promise.reject(new Error('crash'))
    await expect(onModerationNotice(aNotice(), given.services)).rejects.toThrow('crash')
    given.services.answerTask = answerTask
    await onModerationNotice(aNotice(), given.services)
    expect(given.reportTo(TOKEN)).toMatchObject({ looked: true })
  })

  test('answers the state that was retried while pages were read', async () => {
    const given = world()
    given.provider.end('job-1')
    const { readPage } = given.services
    given.services.readPage = async (...page) => {
      const job = given.ledger.jobs.get(`${ASSET_ID} moderate#0`)!
      job.taskToken = 'token-of-the-retry'
      return readPage(...page)
    }
    await onModerationNotice(aNotice(), given.services)
    expect(given.answers).toMatchObject([{ taskToken: 'token-of-the-retry' }])
  })

  test('answers the execution of a revision that a newer one has overtaken', async () => {
    const given = world()
    given.provider.end('job-1')
    given.services.assets.note = () => Promise.reject(new ConflictError('a newer revision'))
    await onModerationNotice(aNotice(), given.services)
    expect(given.answers).toHaveLength(1)
    expect(await given.ledger.load(JOB)).toMatchObject({ status: 'complete' })
  })

  test('is tried again later where the provider does not say so itself yet', async () => {
    const given = world()
    await expect(onModerationNotice(aNotice(), given.services)).rejects.toMatchObject({
      name: 'ProviderUnavailableError',
    })
    expect(given.answers).toEqual([])
  })
})

describe('a notice that a job has failed', () => {
  test.each(['FAILED', 'ERROR'])('%s is a report that says why, and is no fault', async (Status) => {
    const given = world()
    given.provider.end('job-1', { status: 'FAILED', statusMessage: 'Unsupported codec/format' })
    await onModerationNotice(aNotice({ Status }), given.services)
    expect(given.reportTo(TOKEN)).toMatchObject({
      looked: false,
      findings: [],
      reason: { code: 'moderation-failed', message: expect.stringContaining('Unsupported codec') },
    })
    expect(await given.ledger.load(JOB)).toMatchObject({ status: 'error' })
    expect(given.noted).toEqual([])
  })

  test('ERROR of a job that hangs in the provider keeps nobody waiting', async () => {
    const given = world()
    await onModerationNotice(aNotice({ Status: 'ERROR' }), given.services)
    expect(given.reportTo(TOKEN)).toMatchObject({ looked: false, reason: { code: 'moderation-failed' } })
  })
})

describe('a notice for nobody', () => {
  test.each([
    ['a job that nobody asked for', { JobTag: `${'f'.repeat(32)}:0` }],
    ['another job than the one that runs', { JobId: 'job-9' }],
    ['no job at all', { JobId: undefined }],
  ])('(%s) is dropped', async (_, changes) => {
    const given = world()
    await onModerationNotice(aNotice(changes), given.services)
    expect(given.answers).toEqual([])
    expect(await given.ledger.load(JOB)).toMatchObject({ status: 'submitted' })
  })

  test('of a former attempt does not touch the new one', async () => {
    const given = world({ status: 'opened', formerJobIds: ['job-1'] })
    delete given.ledger.jobs.get(`${ASSET_ID} moderate#0`)!.providerJobId
    given.provider.end('job-1')
    await onModerationNotice(aNotice(), given.services)
    expect(given.answers).toEqual([])
  })

  test('that comes after the state has stopped waiting is noted and harmless', async () => {
    const given = world()
    given.provider.end('job-1')
    given.services.answerTask = () => Promise.resolve(false)
    await onModerationNotice(aNotice(), given.services)
    expect(await given.ledger.load(JOB)).toMatchObject({ status: 'complete' })
  })
})

describe('when no answer came in time', () => {
  const recheck = (given: ReturnType<typeof world>) =>
    recheckModeration.run({ assetId: ASSET_ID, revision: 0 }, given.services)

  test('a job whose notice was lost is read after all', async () => {
    const given = world()
    given.provider.end('job-1', { labels: [weaponsAt(10)] })
    expect(await recheck(given)).toMatchObject({ looked: true, findings: [{ category: 'violence' }] })
    expect(given.objects.has(EVIDENCE)).toBe(true)
    expect(await given.ledger.load(JOB)).toMatchObject({ status: 'complete' })
  })

  test('a job that was answered already is read again', async () => {
    const given = world({ status: 'complete' })
    given.provider.end('job-1')
    expect(await recheck(given)).toMatchObject({ looked: true })
  })

  test.each<[string, (given: ReturnType<typeof world>) => unknown, string]>([
    ['a job that still runs', () => undefined, 'moderation-timeout'],
    ['a job whose turn never came', (given) => given.ledger.jobs.clear(), 'moderation-timeout'],
    [
      'a job that the provider refused',
      (given) => {
        const job = given.ledger.jobs.get(`${ASSET_ID} moderate#0`)!
        delete job.providerJobId
        Object.assign(job, { status: 'error', errorMessage: 'AccessDeniedException' })
      },
      'moderation-refused',
    ],
    [
      'a job that failed',
      (given) => given.provider.end('job-1', { status: 'FAILED', statusMessage: 'no' }),
      'moderation-failed',
    ],
    ['a job that is forgotten', (given) => given.provider.jobs.clear(), 'moderation-failed'],
  ])('%s has not looked', async (_, arrange, code) => {
    const given = world()
    arrange(given)
    expect(await recheck(given)).toMatchObject({ looked: false, findings: [], reason: { code } })
  })
})
