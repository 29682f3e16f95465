// Captions inside a source come out as WebVTT files beside the other outputs.
import { afterAll, describe, expect, it } from '@jest/globals'
import { readTimedText, writeWebVtt } from '../../../local/mediaconvert/engine/timed-text.ts'
import { describeProbe } from '../../../local/mediaconvert/probe/describe-probe.ts'
import { inspectMedia } from '../../../local/mediaconvert/probe/inspect.ts'
import { checkCreateJob } from '../../../local/mediaconvert/rules/check-request.ts'
import type {
  CaptionSelectorSettings,
  OutputGroupDocument,
  OutputSettings,
} from '../../../local/mediaconvert/settings.ts'
import { openWorkshop } from './engine-run.ts'
import { cmafGroup, createJob, download, fileGroup, jobSettings, rung, thumbnails } from './job-documents.ts'

const workshop = openWorkshop()
afterAll(() => workshop.clean())

const LONG_ENOUGH = { durationSeconds: 4, widthPx: 320, heightPx: 180 }

type Place = { trackNumber?: number; streamNumber?: number }

const timedText = (place: Place): CaptionSelectorSettings => ({
  sourceSettings: { sourceType: 'TT_3GPP', trackSourceSettings: place },
})

const captionOutput = (name: string, modifier: string): OutputSettings => ({
  nameModifier: modifier,
  extension: 'vtt',
  containerSettings: { container: 'RAW' },
  captionDescriptions: [{ captionSelectorName: name, destinationSettings: { destinationType: 'WEBVTT' } }],
})

/** A small film, and a file for each selector. */
function captionJob(places: Place[], film: OutputGroupDocument = fileGroup([download(90, 200_000)])) {
  const names = places.map((_, index) => `Captions ${index + 1}`)
  const outputs = names.map((name, index) => captionOutput(name, `-${index + 1}`))
  const settings = jobSettings([film, fileGroup(outputs, 's3://out/evidence/embedded')])
  settings.inputs![0]!.captionSelectors = Object.fromEntries(
    places.map((place, index) => [names[index]!, timedText(place)]),
  )
  return settings
}

const ENGLISH = `WEBVTT

00:00:00.500 --> 00:00:01.500
Good morning, and welcome.

00:00:02.000 --> 00:00:03.250
Children &lt; 7 &amp; dogs travel free.
Do not be late.
`
const KOREAN = `WEBVTT

00:00:00.500 --> 00:00:01.500
안녕하세요, 환영합니다.

00:00:02.000 --> 00:00:03.250
배는 아홉 시에 떠납니다.
늦지 마세요.
`

describe('timed text in a source', () => {
  it.each<[string, Place[]]>([
    ['its order', [{ trackNumber: 1 }, { trackNumber: 2 }]],
    ['its place in the file', [{ streamNumber: 3 }, { streamNumber: 4 }]],
  ])('is written as WebVTT, chosen by %s', async (_, places) => {
    const source = await workshop.sample('embedded-captions', LONG_ENOUGH)
    const { text, types, groups, keys } = await workshop.run(source, captionJob(places))
    expect(keys).toEqual(['a/file_90p.mp4', 'evidence/embedded-1.vtt', 'evidence/embedded-2.vtt'])
    expect(text('evidence/embedded-1.vtt')).toBe(ENGLISH)
    expect(text('evidence/embedded-2.vtt')).toBe(KOREAN)
    expect(types.get('evidence/embedded-1.vtt')).toBe('text/vtt')
    expect(groups[1]).toEqual({
      type: 'FILE_GROUP',
      outputDetails: [1, 2].map((number) => ({
        outputFilePaths: [`s3://out/evidence/embedded-${number}.vtt`],
        durationInMs: 4000,
      })),
    })
  })

  it('keeps its times beside a ladder and still images', async () => {
    const source = await workshop.sample('embedded-captions', LONG_ENOUGH)
    const settings = captionJob([{ trackNumber: 2 }], cmafGroup([rung(90, 200_000)]))
    settings.outputGroups!.push(fileGroup([thumbnails()], 's3://out/a/thumbs'))
    const { text, keys } = await workshop.run(source, settings)
    expect(text('evidence/embedded-1.vtt')).toBe(KOREAN)
    expect(keys).toContain('a/main_90p.m3u8')
  })

  it.each<[string, Place]>([
    ['a third of two tracks', { trackNumber: 3 }],
    ['the sound', { streamNumber: 2 }],
    ['a track beyond the last', { streamNumber: 9 }],
  ])('ends the job when %s is asked for', async (_, place) => {
    const source = await workshop.sample('embedded-captions', LONG_ENOUGH)
    await expect(workshop.run(source, captionJob([place]))).rejects.toMatchObject({
      code: 1040,
      message: 'Captions selector [Captions 1] matches no captions in your input file [s3://in/source]',
    })
  })

  it.each(['no-audio', 'mkv-captions'] as const)('is not found in %s', async (name) => {
    const source = await workshop.sample(name)
    await expect(workshop.run(source, captionJob([{ trackNumber: 1 }]))).rejects.toMatchObject({ code: 1040 })
  })
})

it('Probe tells of data, and has no name for timed text', async () => {
  const media = await inspectMedia(await workshop.sample('embedded-captions', LONG_ENOUGH))
  const { container, trackMappings } = describeProbe(media, { sizeBytes: 1 })
  expect(container.tracks.filter(({ trackType }) => trackType === 'data')).toMatchObject([
    { index: 3, codec: 'UNKNOWN', dataProperties: { languageCode: 'eng' } },
    { index: 4, codec: 'UNKNOWN', dataProperties: { languageCode: 'kor' } },
  ])
  expect(trackMappings[0]!.dataTrackIndexes).toEqual([3, 4])
})

describe('a sample of timed text', () => {
  const sample = (text: Buffer, claimed = text.length) =>
    Buffer.concat([Buffer.from([claimed >> 8, claimed & 255]), text, Buffer.from('\0\0\0\x0cstyl')])
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()

  it.each([
    ['in UTF-8', sample(Buffer.from('안녕')), '안녕'],
    ['in UTF-16', sample(utf16('안녕')), '안녕'],
    ['that is a gap', Buffer.alloc(2), ''],
    ['without a length', Buffer.alloc(1), ''],
    ['longer than it is', Buffer.from('\x00\xffcut', 'latin1'), 'cut'],
  ])('%s is read', (_, bytes, text) => {
    expect(readTimedText(bytes)).toBe(text)
  })
})

describe('a cue', () => {
  const cue = (text: string, startMs = 0, endMs = 1000) => writeWebVtt([{ startMs, endMs, text }])

  it('cannot end itself or begin another', () => {
    expect(cue('a\r\n\r\n00:00:05.000 --> 00:00:06.000\n<script>\0')).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na\n00:00:05.000 --&gt; 00:00:06.000\n&lt;script&gt;\n',
    )
  })

  it('may be hours away', () => {
    expect(cue('late', 3_600_000 * 27 + 61_001, 3_600_000 * 27 + 62_000)).toContain(
      '27:01:01.001 --> 27:01:02.000',
    )
  })

  it.each([
    ['no text', cue(' \n ')],
    ['no length', cue('text', 500, 500)],
    ['its end before the film', cue('text', -500, 0)],
  ])('with %s is left out', (_, written) => {
    expect(written).toBe('WEBVTT\n')
  })

  it('that begins before the film begins with it', () => {
    expect(cue('text', -500, 500)).toContain('00:00:00.000 --> 00:00:00.500')
  })
})

describe('CreateJob', () => {
  type Change = (settings: ReturnType<typeof captionJob>) => void
  const input = (settings: ReturnType<typeof captionJob>) => settings.inputs![0]!
  const firstCaptions = (settings: ReturnType<typeof captionJob>) => settings.outputGroups![1]!.outputs![0]!

  function errorAfter(change: Change): { code?: string; message?: string } {
    const settings = captionJob([{ trackNumber: 1 }])
    change(settings)
    try {
      checkCreateJob(createJob(settings))
      return {}
    } catch (error) {
      return error as { code: string; message: string }
    }
  }

  it('accepts captions of a track', () => {
    expect(errorAfter(() => {})).toEqual({})
  })

  it.each<[string, Change, string]>([
    [
      'a selector that is not there',
      (settings) => (firstCaptions(settings).captionDescriptions![0]!.captionSelectorName = 'Nobody'),
      '/outputGroups/1/outputs/0/captionDescriptions/0/captionSelectorName: no caption selector "Nobody" in /inputs/0',
    ],
    [
      'no selector',
      (settings) => delete firstCaptions(settings).captionDescriptions![0]!.captionSelectorName,
      'captionSelectorName is a required property',
    ],
    [
      'no format',
      (settings) => (firstCaptions(settings).captionDescriptions![0]!.destinationSettings = {}),
      'destinationType is a required property',
    ],
    [
      'a selector without a source',
      (settings) => (input(settings).captionSelectors!['Captions 1'] = {}),
      '/inputs/0/captionSelectors/Captions 1: sourceSettings is a required property',
    ],
    [
      'two places for one track',
      (settings) =>
        (input(settings).captionSelectors!['Captions 1'] = timedText({ trackNumber: 1, streamNumber: 3 })),
      'either trackNumber or streamNumber',
    ],
    [
      'the track zero',
      (settings) => (input(settings).captionSelectors!['Captions 1'] = timedText({ trackNumber: 0 })),
      'trackNumber: Should be >= 1',
    ],
    [
      'more selectors than an input may have',
      (settings) => {
        for (let track = 2; track <= 101; track++)
          input(settings).captionSelectors![`Captions ${track}`] = timedText({ trackNumber: track })
      },
      '/inputs/0/captionSelectors: Should NOT have more than 100 properties',
    ],
    [
      'captions beside a picture',
      (settings) =>
        (settings.outputGroups![0]!.outputs![0]!.captionDescriptions =
          firstCaptions(settings).captionDescriptions!),
      'Sidecar captions need an output of their own for each track',
    ],
    [
      'frame captures beside captions alone',
      (settings) => (settings.outputGroups![0] = fileGroup([thumbnails()])),
      'A job with a frame capture output needs one more output',
    ],
  ])('refuses %s', (_, change, message) => {
    const error = errorAfter(change)
    expect(error.code).toBe('BadRequestException')
    expect(error.message).toContain(message)
  })

  it.each<[string, Change, string]>([
    [
      'teletext',
      (settings) =>
        (input(settings).captionSelectors!['Captions 1'] = { sourceSettings: { sourceType: 'TELETEXT' } }),
      'sourceType (TELETEXT)',
    ],
    [
      'captions burnt in',
      (settings) =>
        (firstCaptions(settings).captionDescriptions![0]!.destinationSettings = {
          destinationType: 'BURN_IN',
        }),
      'destinationType (BURN_IN)',
    ],
    [
      'captions in a stream',
      (settings) => {
        const output = settings.outputGroups![1]!.outputs!.pop()!
        settings.outputGroups = [
          cmafGroup([rung(90, 200_000), { ...output, containerSettings: { container: 'CMFC' } }]),
        ]
      },
      'captions outside of file groups',
    ],
    [
      'captions alone',
      (settings) => settings.outputGroups!.shift(),
      'captions without any video or audio output',
    ],
  ])('says that it does not do %s', (_, change, message) => {
    const error = errorAfter(change)
    expect(error.code).toBe('LocalCloudNotSupported')
    expect(error.message).toContain(message)
  })
})
