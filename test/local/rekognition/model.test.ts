// The model looks at films. The explicit one shows a test card, which is patches of colour: see test/support/test-card.ts.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { makeSample } from '../../../samples/make-sample.ts'
import { spliceTestCard } from '../../support/test-card.ts'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'
import { BUCKET, openStudio } from './studio.ts'
import type { Studio } from './studio.ts'

const folder = mkdtempSync(join(tmpdir(), 'rekognition-'))
const SMALL = { widthPx: 480, heightPx: 270 }
let lab: Lab
let studio: Studio

beforeAll(async () => {
  lab = await openLab()
  studio = await openStudio(lab.config)
  const film = await makeSample('film-landscape', folder, { ...SMALL, durationSeconds: 8 })
  const card = join(folder, 'card.mp4')
  await spliceTestCard(film, card, { fromMs: 2500, toMs: 5500 })
  await studio.putFile('clean.mp4', film)
  await studio.putFile('card.mp4', card)
}, 60_000)

afterAll(async () => {
  studio.close()
  await lab.close()
  rmSync(folder, { recursive: true, force: true })
})

async function moderate(key: string, more: Parameters<Studio['start']>[1] = {}) {
  const jobId = await studio.start(key, more)
  await lab.cloud.activity.idle()
  return { jobId, answer: await studio.get(jobId) }
}

test('a clean film: nothing is found, and the answer says what was not looked for', async () => {
  const { answer } = await moderate('clean.mp4', { MinConfidence: 60 })
  expect(answer).toMatchObject({
    JobStatus: 'SUCCEEDED',
    ModerationLabels: [],
    ModerationModelVersion: '7.0',
    Video: { S3Object: { Bucket: BUCKET, Name: 'clean.mp4' } },
    GetRequestMetadata: { SortBy: 'TIMESTAMP', AggregateBy: 'TIMESTAMPS' },
    VideoMetadata: { Codec: 'h264', FrameWidth: 480, FrameHeight: 270, Format: 'QuickTime / MOV' },
  })
  expect(answer.VideoMetadata?.DurationMillis).toBeGreaterThanOrEqual(8000)
  expect(answer.StatusMessage).toContain('Not looked for: Swimwear or Underwear, Violence')
}, 60_000)

describe('the test card from 2.5 s to 5.5 s', () => {
  test('is explicit in just those seconds, on two levels, and a notice comes', async () => {
    const { jobId, answer } = await moderate('card.mp4', {
      NotificationChannel: studio.channel,
      JobTag: 'asset:1',
    })
    const shown = answer.ModerationLabels!.map(({ Timestamp, ModerationLabel }) => [
      Timestamp,
      ModerationLabel?.TaxonomyLevel,
      ModerationLabel?.Name,
      ModerationLabel?.ParentName,
    ])
    expect(shown).toEqual(
      [3000, 4000, 5000].flatMap((at) => [
        [at, 1, 'Explicit', ''],
        [at, 2, 'Explicit Nudity', 'Explicit'],
      ]),
    )
    expect(
      Math.min(...answer.ModerationLabels!.map((one) => one.ModerationLabel!.Confidence!)),
    ).toBeGreaterThan(60)
    const notices = await studio.notices()
    expect(notices).toEqual([
      {
        JobId: jobId,
        Status: 'SUCCEEDED',
        API: 'StartContentModeration',
        JobTag: 'asset:1',
        Timestamp: expect.any(Number),
        Video: { S3ObjectName: 'card.mp4', S3Bucket: BUCKET },
      },
    ])
  }, 60_000)

  test('is one segment of each label', async () => {
    const { jobId } = await moderate('card.mp4')
    const segments = await studio.labels(jobId, { AggregateBy: 'SEGMENTS' })
    expect(segments).toHaveLength(2)
    for (const segment of segments) {
      expect(segment).toMatchObject({
        StartTimestampMillis: 3000,
        EndTimestampMillis: 6000,
        DurationMillis: 3000,
      })
    }
  }, 60_000)
})

describe('what the service cannot read ends FAILED, with a notice', () => {
  test.each([
    ['webm-vp9', 'Unsupported codec/format.'],
    ['mkv', 'Unsupported codec/format.'],
    ['text-as-mp4', 'Unsupported codec/format.'],
    ['audio-only', 'Unsupported codec/format.'],
    ['truncated', /decoded|ends after/],
  ] as const)(
    '%s',
    async (name, message) => {
      await studio.putFile(name, await makeSample(name, folder, { durationSeconds: 8 }))
      const { jobId, answer } = await moderate(name, { NotificationChannel: studio.channel })
      expect(answer).toMatchObject({ JobStatus: 'FAILED', ModerationLabels: [] })
      expect(answer.StatusMessage).toMatch(message)
      expect(await studio.notices()).toMatchObject([{ JobId: jobId, Status: 'FAILED' }])
    },
    60_000,
  )
})

test('a script beside a film is nothing to the model', async () => {
  await studio.put(
    'clean.mp4.labels.json',
    JSON.stringify({ labels: [{ name: 'Violence', confidence: 99, fromMs: 0 }] }),
  )
  expect((await moderate('clean.mp4')).answer.ModerationLabels).toEqual([])
}, 60_000)
