import { describe, expect, test } from '@jest/globals'
import type { Output } from '@aws-sdk/client-mediaconvert'
import fc from 'fast-check'
import { chooseModerationInput } from '../../../functions/intake/rules/moderation-input.ts'
import { planJob } from '../../../functions/transcode/rules/job-settings.ts'
import { billedMinutes, videoUsage, withoutPasses } from '../../../lib/cost/media-usage.ts'
import { planMediaUnits, type FilmPlan } from '../../../lib/cost/plan-media.ts'
import { addUnits } from '../../../lib/cost/units.ts'
import { planLadder } from '../../../lib/ladder.ts'
import { PROFILES } from '../../../lib/profiles.ts'
import { inspectionOf } from '../../support/inspections.ts'

const fps = (numerator: number, denominator = 1) => ({ numerator, denominator })

describe('the name of a usage', () => {
  test.each([
    ['B-AVC-SD-SHQ-30', 'basic', 719, fps(30)],
    ['B-AVC-HD-SHQ-30', 'basic', 720, fps(30000, 1001)],
    ['B-AVC-HD-SHQ-60', 'basic', 1080, fps(48)],
    ['P-AVC-4K-SHQ-60', 'professional', 1081, fps(60)],
    ['P-AVC-4K-SHQ-120', 'professional', 2160, fps(61)],
    ['P-AVC-8K-SHQ-30', 'professional', 2161, fps(24)],
  ] as const)('%s', (usage, tier, heightPx, frameRate) =>
    expect(videoUsage(tier, { codec: 'H_264', heightPx, frameRate, passes: 'SHQ' })).toBe(usage),
  )

  test.each([
    ['B-AVC-HD-SHQ-30', 'B-AVC-HD-30'],
    ['B-AVC-SD-S-60', 'B-AVC-SD-60'],
    ['P-AV1-HD-30', 'P-AV1-HD-30'],
    ['P-AVC-HD-MHQ-30', 'P-AVC-HD-MHQ-30'],
  ])('%s has the factor of %s', (usage, listed) => expect(withoutPasses(usage)).toBe(listed))
})

test.each([
  [1, 10 / 60],
  [10_000, 10 / 60],
  [10_001, 11 / 60],
  [60_000, 1],
])('%i ms of output are billed as %d minutes', (durationMs, minutes) =>
  expect(billedMinutes(durationMs)).toBe(minutes),
)

/** What a job that is really sent will be billed for, read from its settings. */
function unitsOfJob(plan: FilmPlan) {
  const { inspection, profile, options, moderationInput } = plan
  const job = planJob({
    source: { bucket: 'ingest', key: 'film.mp4' },
    inspection,
    profile,
    options,
    ladder: planLadder(inspection, profile, options),
    destination: 's3://media/assets/a/r0/',
    contentId: 'a-r0',
    ...(moderationInput === 'rendition' && { proxyDestination: 's3://media/evidence/a/r0/proxy' }),
    roleArn: 'role',
    queueArn: 'queue',
    statusUpdateInterval: 'SECONDS_60',
    userMetadata: {},
  })
  const isAccelerated = job.AccelerationSettings?.Mode !== 'DISABLED'
  const usageOf = ({ VideoDescription: video }: Output) => {
    if (video === undefined) return 'P-AUD'
    const { Codec, H264Settings, H265Settings, Av1Settings } = video.CodecSettings ?? {}
    if (Codec === 'FRAME_CAPTURE') return undefined
    const settings = (H264Settings ?? H265Settings ?? Av1Settings)!
    const passes = { SINGLE_PASS: 'S', SINGLE_PASS_HQ: 'SHQ' } as const
    const level = 'QualityTuningLevel' in settings ? settings.QualityTuningLevel : undefined
    return videoUsage(Codec === 'H_264' && !isAccelerated ? 'basic' : 'professional', {
      codec: Codec as 'H_264' | 'H_265' | 'AV1',
      heightPx: video.Height!,
      frameRate: fps(settings.FramerateNumerator!, settings.FramerateDenominator),
      ...(level && { passes: passes[level as keyof typeof passes] }),
    })
  }
  const usages = (job.Settings?.OutputGroups ?? []).flatMap(({ Outputs = [] }) =>
    Outputs.flatMap((output) => usageOf(output) ?? []),
  )
  const minutes = billedMinutes(inspection.durationMs)
  return addUnits(...usages.map((usage) => ({ [`mediaconvert:${usage}`]: minutes })))
}

const films = fc.record({
  short: fc.integer({ min: 64, max: 2200 }),
  shape: fc.double({ min: 1, max: 3, noNaN: true }),
  isUpright: fc.boolean(),
  frameRate: fc.constantFrom(fps(24), fps(30000, 1001), fps(50), fps(120)),
  durationMs: fc.integer({ min: 500, max: 4 * 3_600_000 }),
  codec: fc.constantFrom('AVC', 'HEVC', 'PRORES'),
  sounds: fc.integer({ min: 0, max: 3 }),
  profile: fc.constantFrom(...PROFILES),
  options: fc.record({ mp4: fc.boolean(), thumbnails: fc.boolean() }, { requiredKeys: [] }),
})

test('what is reckoned with is what the job is made of, for any film', () => {
  fc.assert(
    fc.property(
      films,
      ({ short, shape, isUpright, frameRate, codec, sounds, durationMs, profile, options }) => {
        const long = Math.round(short * shape)
        const sound = { codec: 'AAC', channels: 2, sampleRateHz: 48_000 }
        const inspection = inspectionOf(
          { widthPx: isUpright ? short : long, heightPx: isUpright ? long : short, frameRate, codec },
          {
            durationMs,
            audioTracks: Array.from({ length: sounds }, (_, at) => ({ trackNumber: at + 1, ...sound })),
          },
        )
        const plan = { inspection, profile, options, moderationInput: chooseModerationInput(inspection) }
        expect(planMediaUnits(plan)).toEqual(unitsOfJob(plan))
      },
    ),
    { numRuns: 300 },
  )
})
