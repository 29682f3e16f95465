import { describe, expect, test } from '@jest/globals'
import type { CreateJobCommandInput, Output, OutputGroup } from '@aws-sdk/client-mediaconvert'
import fc from 'fast-check'
import { planLadder } from '../../../lib/ladder.ts'
import { chooseProfile, PROFILES } from '../../../lib/profiles.ts'
import { planJob } from '../../../functions/transcode/rules/job-settings.ts'
import { checkCreateJob } from '../../../local/mediaconvert/rules/check-request.ts'
import type {
  AudioTrack,
  Inspection,
  JobOptions,
  TranscodeProfile,
} from '../../../schemas/generated/types.ts'
import { inspectionOf } from '../../support/inspections.ts'
import { onTheWire } from '../../support/wire-names.ts'

function plan(
  inspection: Inspection,
  profile: TranscodeProfile = chooseProfile('default'),
  options: JobOptions = {},
  proxyDestination?: string,
) {
  return planJob({
    source: { bucket: 'ingest', key: 'films/A day & night+50% 한글.mp4' },
    ...{ inspection, profile, options },
    ladder: planLadder(inspection, profile, options),
    destination: 's3://media/assets/0123/r0/',
    contentId: '0123-r0',
    proxyDestination,
    captionDestination: 's3://media/evidence/0123/r0/captions/embedded',
    roleArn: 'arn:aws:iam::000000000000:role/mediaconvert',
    queueArn: 'arn:aws:mediaconvert:eu-west-1:000000000000:queues/transcode',
    statusUpdateInterval: 'SECONDS_60',
    userMetadata: { application: 'reelgate-test', assetId: '0123', revision: '0' },
    clientRequestToken: '0123-0',
  })
}

const PROXY = 's3://media/evidence/0123/r0/proxy'

const groups = (job: CreateJobCommandInput) => job.Settings?.OutputGroups ?? []
const groupNamed = (job: CreateJobCommandInput, name: string): OutputGroup | undefined =>
  groups(job).find((group) => group.Name === name)
const outputsOf = (job: CreateJobCommandInput, name: string): Output[] => groupNamed(job, name)?.Outputs ?? []
const videosOf = (job: CreateJobCommandInput) =>
  outputsOf(job, 'Stream').filter((output) => output.VideoDescription)
const audio = (trackNumber: number, facts: Partial<AudioTrack> = {}): AudioTrack => ({
  trackNumber,
  codec: 'AAC',
  channels: 2,
  sampleRateHz: 48_000,
  ...facts,
})

describe('the input of a job', () => {
  const [input] = plan(inspectionOf({}, { audioTracks: [audio(1), audio(3)] })).Settings!.Inputs!

  test('is named by the raw key of the source', () => {
    expect(input!.FileInput).toBe('s3://ingest/films/A day & night+50% 한글.mp4')
  })

  test('is turned as its container says', () => {
    expect(input!.VideoSelector).toMatchObject({ Rotate: 'AUTO', ColorSpace: 'FOLLOW' })
  })

  test('has one selector for each audio track, by its number', () => {
    expect(Object.values(input!.AudioSelectors!).map((one) => [one.Tracks, one.DefaultSelection])).toEqual([
      [[1], 'DEFAULT'],
      [[3], 'NOT_DEFAULT'],
    ])
  })
})

describe('the outputs of a job', () => {
  test('are one CMAF set for HLS and DASH, a download, and thumbnails, below the prefix of the asset', () => {
    const job = plan(inspectionOf())
    const settings = groups(job).map((group) => group.OutputGroupSettings!)
    expect(settings.map(({ Type }) => Type)).toEqual([
      'CMAF_GROUP_SETTINGS',
      'FILE_GROUP_SETTINGS',
      'FILE_GROUP_SETTINGS',
    ])
    expect(settings.map((one) => (one.CmafGroupSettings ?? one.FileGroupSettings)?.Destination)).toEqual([
      's3://media/assets/0123/r0/stream/main',
      's3://media/assets/0123/r0/download/main',
      's3://media/assets/0123/r0/thumbnails/frame',
    ])
    expect(settings[0]!.CmafGroupSettings).toMatchObject({
      WriteHlsManifest: 'ENABLED',
      WriteDashManifest: 'ENABLED',
    })
  })

  test('have every rung and every audio track once, apart from each other', () => {
    const job = plan(inspectionOf({}, { audioTracks: [audio(1), audio(2)] }))
    expect(outputsOf(job, 'Stream').map((output) => output.NameModifier)).toEqual([
      '_240p', '_360p', '_480p', '_720p', '_1080p', '_audio_1', '_audio_2',
    ]) // prettier-ignore
    for (const output of outputsOf(job, 'Stream')) {
      expect(Boolean(output.VideoDescription)).not.toBe(Boolean(output.AudioDescriptions))
    }
  })

  test('have the same GOP in every rung, and segments that end with one', () => {
    const job = plan(inspectionOf({ frameRate: { numerator: 30000, denominator: 1001 } }))
    const codecs = videosOf(job).map((output) => output.VideoDescription!.CodecSettings!.H264Settings!)
    expect(new Set(codecs.map((one) => `${one.GopSize} ${one.GopSizeUnits}`))).toEqual(new Set(['60 FRAMES']))
    expect(new Set(codecs.map((one) => one.SceneChangeDetect))).toEqual(new Set(['DISABLED']))
    expect(groupNamed(job, 'Stream')!.OutputGroupSettings!.CmafGroupSettings).toMatchObject({
      SegmentLength: 6,
      SegmentLengthControl: 'GOP_MULTIPLE',
    })
  })

  test('have QVBR with a ceiling and no bit rate, in thirds of a level', () => {
    const settings = videosOf(plan(inspectionOf())).at(-1)!.VideoDescription!.CodecSettings!.H264Settings!
    expect(settings).toMatchObject({
      RateControlMode: 'QVBR',
      MaxBitrate: 6_500_000,
      QvbrSettings: { QvbrQualityLevel: 7, QvbrQualityLevelFineTune: 0.66 },
    })
    expect(settings.Bitrate).toBeUndefined()
  })

  test('have a download with the very settings of its rung and every audio track', () => {
    const job = plan(inspectionOf({ widthPx: 3840, heightPx: 2160 }, { audioTracks: [audio(1), audio(2)] }))
    const [download] = outputsOf(job, 'Download')
    const rung = videosOf(job).find((output) => output.NameModifier === '_1080p')
    expect(download!.VideoDescription).toEqual(rung!.VideoDescription)
    expect(download!.AudioDescriptions).toHaveLength(2)
    expect(download!.ContainerSettings!.Mp4Settings).toEqual({ MoovPlacement: 'PROGRESSIVE_DOWNLOAD' })
  })

  test('leave out what the job file does not want', () => {
    const names = (options: JobOptions) =>
      groups(plan(inspectionOf(), chooseProfile('default'), options)).map((group) => group.Name)
    expect(names({ mp4: false })).toEqual(['Stream', 'Thumbnails'])
    expect(names({ thumbnails: false })).toEqual(['Stream', 'Download'])
  })

  // The last thumbnail of a film of more than 83 minutes was once looked for under a name that was never written.
  test('never have more than a thousand thumbnails, and as many as are planned', () => {
    const job = plan(inspectionOf({}, { durationMs: 4 * 3_600_000 }))
    const [thumbnails] = outputsOf(job, 'Thumbnails')
    const capture = thumbnails!.VideoDescription!.CodecSettings!.FrameCaptureSettings!
    expect(capture).toMatchObject({ FramerateNumerator: 1, FramerateDenominator: 36, MaxCaptures: 400 })
    expect(400 * 36).toBe(4 * 3600)
  })
})

describe('a silent film', () => {
  const job = plan(inspectionOf({}, { audioTracks: [] }))

  test('has no trace of audio anywhere', () => {
    expect(JSON.stringify(job)).not.toMatch(/audio/i)
    expect(outputsOf(job, 'Stream')).toHaveLength(5)
  })
})

describe('audio', () => {
  const described = (tracks: AudioTrack[]) =>
    outputsOf(plan(inspectionOf({}, { audioTracks: tracks })), 'Stream').flatMap(
      (output) => output.AudioDescriptions ?? [],
    )

  test.each([
    [1, 'CODING_MODE_1_0', 64_000],
    [2, 'CODING_MODE_2_0', 128_000],
    [6, 'CODING_MODE_2_0', 128_000],
    [0, 'CODING_MODE_2_0', 128_000],
  ])('of %i channels', (channels, codingMode, bitrate) => {
    const [one] = described([audio(1, { channels })])
    expect(one!.CodecSettings!.AacSettings).toMatchObject({ CodingMode: codingMode, Bitrate: bitrate })
  })

  test('is named for the viewer: by language, by number where that does not tell', () => {
    const tracks = ['kor', 'eng', 'eng', 'qaa', undefined].map((languageCode, index) =>
      audio(index + 1, languageCode === undefined ? {} : { languageCode }),
    )
    expect(described(tracks).map((one) => [one.StreamName, one.CustomLanguageCode])).toEqual([
      ['Korean', 'kor'],
      ['English 2', 'eng'],
      ['English 3', 'eng'],
      ['Audio 4', 'qaa'],
      ['Audio 5', undefined],
    ])
  })
})

describe('pictures of other kinds', () => {
  const firstVideo = (video: Parameters<typeof inspectionOf>[0], profile = 'default') =>
    videosOf(plan(inspectionOf(video), chooseProfile(profile)))[0]!.VideoDescription!

  test('interlaced ones become progressive', () => {
    expect(firstVideo({ scan: 'interlaced' }).VideoPreprocessors?.Deinterlacer).toBeDefined()
    expect(firstVideo({}).VideoPreprocessors).toBeUndefined()
  })

  test.each(['HDR10', 'HLG'] as const)('%s becomes BT.709, on thumbnails too', (dynamicRange) => {
    const job = plan(inspectionOf({ dynamicRange, codec: 'HEVC', bitDepth: 10 }))
    for (const output of [...videosOf(job), ...outputsOf(job, 'Download'), ...outputsOf(job, 'Thumbnails')]) {
      expect(output.VideoDescription!.VideoPreprocessors!.ColorCorrector!.ColorSpaceConversion).toBe(
        'FORCE_709',
      )
    }
  })

  test.each([
    ['quicktime', 'STRETCH_TO_OUTPUT'],
    ['mpegts', 'DEFAULT'],
  ] as const)('of %s, whose pixel shape is known or not, are never distorted', (container, scaling) => {
    const job = plan(inspectionOf({}, { container }))
    for (const output of [...videosOf(job), ...outputsOf(job, 'Thumbnails')]) {
      expect(output.VideoDescription!.ScalingBehavior).toBe(scaling)
    }
  })

  test('HEVC is packed as Apple players want it; AV1 counts its GOP in frames', () => {
    expect(firstVideo({}, 'hevc').CodecSettings!.H265Settings!.WriteMp4PackagingType).toBe('HVC1')
    expect(firstVideo({}, 'av1').CodecSettings!.Av1Settings!.GopSize).toBe(60)
  })
})

describe('acceleration', () => {
  test.each([
    ['a short film', {}, {}, 'default', 'DISABLED'],
    ['a long film', {}, { durationMs: 7_200_000 }, 'default', 'PREFERRED'],
    [
      'a long film that it cannot read',
      { codec: 'VP9' },
      { durationMs: 7_200_000, container: 'webm' },
      'default',
      'DISABLED',
    ],
    ['a shorter film in AV1', {}, { durationMs: 300_000 }, 'av1', 'PREFERRED'],
  ] as const)('of %s', (_, video, facts, profile, mode) => {
    expect(plan(inspectionOf(video, facts), chooseProfile(profile)).AccelerationSettings!.Mode).toBe(mode)
  })
})

describe('every job', () => {
  const tracks = fc.array(
    fc.record({
      channels: fc.integer({ min: 0, max: 8 }),
      languageCode: fc.constantFrom('kor', 'eng', 'nob', 'qaa'),
    }),
    { maxLength: 4 },
  )
  const source = fc.record({
    video: fc.record({
      widthPx: fc.integer({ min: 240, max: 4096 }),
      heightPx: fc.integer({ min: 240, max: 4096 }),
      dynamicRange: fc.constantFrom('SDR', 'HDR10', 'HLG'),
      scan: fc.constantFrom('progressive', 'interlaced'),
    }),
    durationMs: fc.integer({ min: 1, max: 30_000_000 }),
    tracks,
    captionCount: fc.integer({ min: 0, max: 100 }),
  })

  test('would be refused with a setting that does not fit', () => {
    const job = onTheWire(plan(inspectionOf()))
    const broken = JSON.parse(JSON.stringify(job).replace('"maxBitrate":6500000,', '')) as unknown
    expect(() => checkCreateJob(broken)).toThrow(/maxBitrate|Max bitrate/i)
  })

  // The local cloud reads the SDK's own shapes and what the service says of settings that must agree.
  test('is one that MediaConvert takes', () => {
    fc.assert(
      fc.property(
        source,
        fc.constantFrom(...PROFILES),
        fc.constantFrom(undefined, PROXY),
        ({ video, durationMs, tracks, captionCount }, profile, proxy) => {
          const audioTracks = tracks.map((track, index) => audio(index + 1, track))
          const captionTracks = Array.from({ length: captionCount }, (_, index) => ({
            trackNumber: index + 1,
            format: 'tx3g' as const,
          }))
          const inspection = inspectionOf(video, { durationMs, audioTracks, captionTracks })
          const job = plan(inspection, profile, {}, proxy)
          expect(() => checkCreateJob(onTheWire(job))).not.toThrow()
        },
      ),
      { numRuns: 60 },
    )
  })
})
