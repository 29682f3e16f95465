// The arithmetic behind an output: sizes, rates, keyframes, segments.
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { planKeyframes, snap } from '../../../local/mediaconvert/engine/frame-rate.ts'
import { planPicture } from '../../../local/mediaconvert/engine/picture.ts'
import { cutAudio, cutVideo } from '../../../local/mediaconvert/package/cut-segments.ts'
import { languageName, languageTag } from '../../../local/mediaconvert/package/language.ts'
import type { SampleTable } from '../../../local/mediaconvert/package/read-track.ts'
import type { VideoDescription } from '../../../local/mediaconvert/settings.ts'

const SQUARE = { numerator: 1, denominator: 1 }
const FULL_HD = { widthPx: 1920, heightPx: 1080, pixelAspect: SQUARE }
const PHONE = { widthPx: 1080, heightPx: 1920, pixelAspect: SQUARE }

describe('a picture', () => {
  it.each<[string, VideoDescription, typeof FULL_HD, [number, number]]>([
    ['follows the source', {}, FULL_HD, [1920, 1080]],
    ['takes its width from the height', { height: 720 }, FULL_HD, [1280, 720]],
    ['takes its height from the width', { width: 640 }, PHONE, [640, 1138]],
    ['is padded to the whole size', { width: 1280, height: 720 }, PHONE, [1280, 720]],
    ['fits without bars', { width: 1280, height: 720, scalingBehavior: 'FIT' }, PHONE, [406, 720]],
    [
      'does not grow',
      { width: 3840, height: 2160, scalingBehavior: 'FIT_NO_UPSCALE' },
      FULL_HD,
      [1920, 1080],
    ],
    ['is stretched', { width: 640, height: 640, scalingBehavior: 'STRETCH_TO_OUTPUT' }, FULL_HD, [640, 640]],
    ['is filled by cropping', { width: 640, height: 640, scalingBehavior: 'FILL' }, FULL_HD, [640, 640]],
  ])('%s', (_name, video, source, [widthPx, heightPx]) => {
    expect(planPicture(video, source, { position: 1 }).output).toEqual({ widthPx, heightPx })
  })

  it('of wide pixels becomes wide when its pixels are made square', () => {
    const anamorphic = { widthPx: 720, heightPx: 576, pixelAspect: { numerator: 64, denominator: 45 } }
    const square = { parControl: 'SPECIFIED', parNumerator: 1, parDenominator: 1 }
    expect(planPicture({ height: 576 }, anamorphic, { par: square, position: 1 }).output).toEqual({
      widthPx: 1024,
      heightPx: 576,
    })
    expect(planPicture({}, anamorphic, { position: 1 })).toMatchObject({
      output: { widthPx: 720, heightPx: 576 },
      filters: ['scale=720:576:flags=bicubic', 'setsar=64/45'],
    })
  })
})

describe('a frame rate', () => {
  it.each([
    [29_970, 1000, 30_000, 1001],
    [23_976, 1000, 24_000, 1001],
    [2997, 125, 24_000, 1001],
    [25, 1, 25, 1],
    [30_050, 1000, 30, 1],
    [17, 1, 17, 1],
  ])('of %d/%d means %d/%d', (numerator, denominator, wantedNumerator, wantedDenominator) => {
    expect(snap({ numerator, denominator })).toEqual({
      numerator: wantedNumerator,
      denominator: wantedDenominator,
    })
  })
})

describe('keyframes', () => {
  const ntsc = { numerator: 30_000, denominator: 1001 }
  const pal = { numerator: 25, denominator: 1 }
  it.each([
    [
      'of whole GOPs',
      { gopSize: 2, gopSizeUnits: 'SECONDS' },
      ntsc,
      'GOP_MULTIPLE',
      6,
      { gopFrames: 60, segmentFrames: 180 },
    ],
    [
      'stretched to a GOP',
      { gopSize: 48, gopSizeUnits: 'FRAMES' },
      pal,
      'GOP_MULTIPLE',
      6,
      { gopFrames: 48, segmentFrames: 192 },
    ],
    [
      'exact, with a GOP cut short',
      { gopSize: 48, gopSizeUnits: 'FRAMES' },
      pal,
      'EXACT',
      6,
      { gopFrames: 48, segmentFrames: 150 },
    ],
    ['chosen by themselves', {}, pal, 'GOP_MULTIPLE', 6, { gopFrames: 50, segmentFrames: 150 }],
    ['that divide an odd segment', {}, pal, 'GOP_MULTIPLE', 5, { gopFrames: 25, segmentFrames: 125 }],
  ] as const)('%s', (_name, settings, rate, control, seconds, grid) => {
    expect(planKeyframes(settings, rate, { seconds, control })).toEqual(grid)
  })
})

describe('segments', () => {
  const table = (count: number, duration: number, gopFrames: number): SampleTable => ({
    offsets: Array.from({ length: count }, (_, n) => n * 100),
    sizes: new Array<number>(count).fill(100),
    durations: new Array<number>(count).fill(duration),
    shifts: new Array<number>(count).fill(0),
    sync: Array.from({ length: count }, (_, n) => n % gopFrames === 0),
  })
  const rule = (timescale: number, minFinalSeconds = 0) => ({
    timescale,
    fragmentSeconds: 2,
    minFinalSeconds,
  })

  it('join a last one that is too short', () => {
    const samples = table(25 * 13, 1, 25)
    expect(cutVideo(samples, 150, rule(25)).map(({ duration }) => duration)).toEqual([150, 150, 25])
    expect(cutVideo(samples, 150, rule(25, 2)).map(({ duration }) => duration)).toEqual([150, 175])
  })

  it('hold every sample once, in order, whatever the lengths', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 6 }),
        (count, gop, gops) => {
          const video = cutVideo(table(count, 1, gop), gop * gops, rule(25))
          const starts = video.map(({ start }) => start / 25)
          const sound = cutAudio(
            table(Math.ceil((count * 48_000) / 25 / 1024), 1024, 1),
            starts,
            rule(48_000),
          )
          for (const segments of [video, sound]) {
            const ranges = segments.flatMap(({ fragments }) => fragments)
            expect(ranges[0]?.from).toBe(0)
            for (const [index, range] of ranges.entries()) {
              expect(range.to).toBeGreaterThan(range.from)
              if (index > 0) expect(range.from).toBe(ranges[index - 1]!.to)
            }
          }
          expect(video.at(-1)?.fragments.at(-1)?.to).toBe(count)
          expect(sound.length).toBeLessThanOrEqual(video.length)
          for (const [index, { start }] of sound.entries()) {
            expect(Math.abs(start / 48_000 - starts[index]!)).toBeLessThan(0.022)
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('a language', () => {
  it.each([
    ['eng', 'en', 'English'],
    ['kor', 'ko', 'Korean'],
    ['deu', 'de', 'German'],
    ['haw', 'haw', 'Hawaiian'],
  ])('%s is %s, called %s', (code, tag, name) => {
    expect(languageTag(code)).toBe(tag)
    expect(languageName(code)).toBe(name)
  })
})
