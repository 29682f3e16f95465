import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, type Migration } from '../../cli/migrate/elastic-transcoder.ts'
import type { Preset, SourceFiles } from '../../cli/migrate/source-shapes.ts'
import { validateTranscodeProfile } from '../../schemas/generated/validators.mjs'
import { runCli } from './run-cli.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-migrate-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** As `read-preset` answered, with the places for watermarks that every system preset had. */
const preset = (more: Partial<Preset> = {}, video: object = {}): Preset => ({
  Id: '3333333333333-abcde2',
  Arn: 'arn:aws:elastictranscoder:us-west-2:123456789012:preset/3333333333333-abcde2',
  Name: 'House 720p',
  Type: 'Custom',
  Container: 'mp4',
  Video: {
    Codec: 'H.264',
    CodecOptions: {
      Profile: 'main',
      Level: '3.1',
      MaxReferenceFrames: '3',
      InterlacedMode: 'Progressive',
      ColorSpaceConversionMode: 'None',
    },
    KeyframesMaxDist: '60',
    FixedGOP: 'true',
    BitRate: '2400',
    FrameRate: '30',
    MaxWidth: '1280',
    MaxHeight: '720',
    DisplayAspectRatio: 'auto',
    SizingPolicy: 'ShrinkToFit',
    PaddingPolicy: 'NoPad',
    Watermarks: [{ Id: 'TopLeft', MaxWidth: '10%', MaxHeight: '10%', Opacity: '100', Target: 'Content' }],
    ...video,
  },
  Audio: {
    Codec: 'AAC',
    SampleRate: '44100',
    BitRate: '160',
    Channels: '2',
    CodecOptions: { Profile: 'AAC-LC' },
  },
  Thumbnails: { Format: 'png', Interval: '300', MaxWidth: '192', MaxHeight: '108' },
  ...more,
})

const of = (sources: Partial<SourceFiles>): Migration =>
  migrate({ presets: [], pipelines: [], jobs: [], ...sources }, 'house')

const SYSTEM = '1351620000001-'
const job = (...numbers: string[]) => ({
  PipelineId: '1111111111111-abcd11',
  Outputs: numbers.map((number) => ({ PresetId: SYSTEM + number, SegmentDuration: '10' })),
})

const says = ({ remarks }: Migration, where: string) =>
  remarks.filter((remark) => remark.where.includes(where)).map((remark) => remark.says)

test('a preset becomes a profile with its size, bit rate, key frames, sound and thumbnails', () => {
  expect(of({ presets: [preset()] }).profiles).toEqual([
    {
      name: 'house',
      codec: 'H_264',
      gopDurationSeconds: 2,
      segmentDurationSeconds: 6,
      maxFrameRate: 30,
      rungs: [{ shortSidePx: 720, maxBitrateBps: 2_400_000, qvbrQualityLevel: 7.33 }],
      audio: { bitrateBps: 160_000, sampleRateHz: 44_100 },
      mp4: { enabled: true, maxShortSidePx: 720 },
      thumbnails: { enabled: true, minIntervalSeconds: 300, maxCount: 400, widthPx: 192 },
    },
  ])
})

describe('of a preset', () => {
  test.each<[string, object, object]>([
    [
      'a capped variable bit rate',
      { BitRate: 'auto', CodecOptions: { MaxBitRate: '3000' } },
      { maxBitrateBps: 3_000_000 },
    ],
    ['a bit rate that is left to the service', { BitRate: 'auto' }, { maxBitrateBps: 3_500_000 }],
    ['no size', { MaxWidth: 'auto', MaxHeight: 'auto' }, { shortSidePx: 1080 }],
    ['a size as older presets say it', { Resolution: '640x360', MaxWidth: null }, { shortSidePx: 360 }],
    ['an upright picture', { MaxWidth: '1080', MaxHeight: '1920' }, { shortSidePx: 1080 }],
    ['a picture smaller than any rung', { MaxWidth: '160', MaxHeight: '96' }, { shortSidePx: 144 }],
  ])('%s is understood', (_what, video, rung) => {
    expect(of({ presets: [preset({}, video)] }).profiles[0]!.rungs).toMatchObject([rung])
  })

  test.each<[string, object, number]>([
    ['of the source, to 30', { FrameRate: 'auto' }, 30],
    ['of the source, to what is said', { FrameRate: 'auto', MaxFrameRate: '60' }, 60],
    ['of its own', { FrameRate: '23.97' }, 23.97],
  ])('a frame rate %s is taken over', (_what, video, maxFrameRate) => {
    expect(of({ presets: [preset({}, video)] }).profiles[0]).toMatchObject({ maxFrameRate })
  })

  test.each<[string, string, object]>([
    ['SizingPolicy', 'never made larger', { SizingPolicy: 'Fill' }],
    ['PaddingPolicy', 'No bars', { PaddingPolicy: 'Pad' }],
    ['InterlacedMode', 'progressive', { CodecOptions: { InterlacedMode: 'TopFirst' } }],
    ['FixedGOP', 'one distance', { FixedGOP: 'false' }],
    ['Dreams', 'not known here', { Dreams: 'big' }],
  ])('%s is told of', (field, text, video) => {
    expect(says(of({ presets: [preset({}, video)] }), field)).toEqual([expect.stringContaining(text)])
  })

  test('places for watermarks that nobody used are not told of', () => {
    expect(says(of({ presets: [preset()] }), 'Watermarks')).toEqual([])
  })
})

describe('of jobs', () => {
  test('the presets that a job put together are a ladder, each set once', () => {
    const { profiles, remarks } = of({
      jobs: [job('200015', '200035', '200060'), job('200035', '200015', '200060'), job('000010')],
    })
    expect(profiles.map(({ name, rungs }) => [name, rungs.map(({ shortSidePx }) => shortSidePx)])).toEqual([
      ['house', [432, 768]],
      ['house-2', [720]],
    ])
    expect(profiles[0]).toMatchObject({
      gopDurationSeconds: 2,
      segmentDurationSeconds: 10,
      audio: { bitrateBps: 160_000 },
      mp4: { enabled: false },
    })
    expect(profiles[1]).toMatchObject({ mp4: { enabled: true, maxShortSidePx: 720 } })
    expect(remarks.filter(({ says }) => says.includes('not known'))).toEqual([])
  })

  test('what neither files nor the service had is named', () => {
    const migration = of({ jobs: [{ Outputs: [{ PresetId: '999-abc' }, { PresetId: `${SYSTEM}000010` }] }] })
    expect(says(migration, 'preset 999-abc')).toEqual(['A job names it, and none of the files has it.'])
    expect(migration.profiles).toHaveLength(1)
  })

  test.each(['100160', '100200', '100210', '100220', '100240', '100250', '300010'])(
    'the system preset %s has no profile, and a reason',
    (number) => {
      const { profiles, remarks } = of({ jobs: [job(number)] })
      expect(profiles).toEqual([])
      expect(remarks.length).toBeGreaterThan(0)
    },
  )

  test('watermarks, clips, encryption and DRM are told of', () => {
    const output = {
      PresetId: `${SYSTEM}000010`,
      Watermarks: [{ InputKey: 'logo.png', PresetWatermarkId: 'TopLeft' }],
      Composition: [{ TimeSpan: { StartTime: '1', Duration: '2' } }],
      Encryption: { Mode: 'aes-cbc-pkcs7' },
      Captions: { CaptionSources: [], CaptionFormats: [] },
    }
    const playlist = { Format: 'HLSv3', Name: 'main', HlsContentProtection: { Method: 'aes-128' } }
    const migration = of({ jobs: [{ Outputs: [output], Playlists: [playlist] }] })
    for (const field of ['Watermarks', 'Composition', 'Encryption', 'HlsContentProtection'])
      expect(says(migration, field)).toHaveLength(1)
    expect(says(migration, 'Captions')).toEqual([])
  })
})

test('of a pipeline it is told where everything has its place now', () => {
  const migration = of({
    pipelines: [
      {
        Name: 'main',
        InputBucket: 'in',
        Role: 'arn:aws:iam::1:role/ets',
        Notifications: { Completed: 'arn:aws:sns:us-west-2:1:done', Error: '' },
        ContentConfig: { Bucket: 'out', Permissions: [], StorageClass: 'Standard' },
        ThumbnailConfig: { Bucket: '', Permissions: [] },
      },
    ],
  })
  expect(migration.remarks.map(({ where }) => where)).toEqual(
    ['InputBucket', 'Role', 'Notifications', 'ContentConfig'].map((field) => `pipeline main: ${field}`),
  )
})

test('every system preset that has a picture in H.264 makes a valid profile', () => {
  const numbers = ['000001', '000061', '100020', '200010', '200055', '400010', '400080', '500020', '500050']
  for (const number of numbers) {
    const profile: unknown = of({ jobs: [job(number)] }).profiles[0]
    expect({ number, valid: validateTranscodeProfile(profile) }).toEqual({ number, valid: true })
  }
})

describe('the command', () => {
  const file = (name: string, content: unknown) => {
    const path = join(folder, name)
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }
  const run = (...args: string[]) => runCli(['migrate', 'elastic-transcoder', ...args])

  test('writes profiles and lists what has no equivalent, as text and as JSON', async () => {
    const path = file('presets.json', { Presets: [preset()] })
    const out = join(folder, 'profiles')
    const text = await run(path, '--out', out, '--name', 'house')
    expect(text).toMatchObject({ code: 0 })
    expect(text.stdout).toContain('preset House 720p: Thumbnails.Format = png')
    expect(JSON.parse(readFileSync(join(out, 'house.json'), 'utf8'))).toMatchObject({ name: 'house' })

    const json = await run(path, '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({ profiles: [{ name: 'migrated' }], written: [] })
  })

  test('writes over nothing', async () => {
    const path = file('preset.json', { Preset: preset() })
    expect((await run(path, '--out', folder, '--name', 'house')).code).toBe(0)
    expect(await run(path, '--out', folder, '--name', 'house')).toMatchObject({ code: 2 })
  })

  test.each([
    ['no JSON', 'Container: mp4', 'is not JSON'],
    ['something else', { Distributions: [] }, 'has no preset, pipeline or job'],
    ['an empty list', [], 'has no preset, pipeline or job'],
  ])('refuses %s', async (_what, content, says) => {
    const { code, stderr } = await run(file('x.json', content), '--out', join(folder, 'profiles'))
    expect(code).toBe(2)
    expect(stderr).toContain(says)
    expect(existsSync(join(folder, 'profiles'))).toBe(false)
  })

  test('ends with 1 when nothing could be made', async () => {
    const audio = file('audio.json', { Preset: preset({ Container: 'mp3', Video: null }) })
    expect(await run(audio)).toMatchObject({ code: 1 })
  })
})
