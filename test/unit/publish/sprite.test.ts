import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { planSprites, writeThumbnailIndex } from '../../../functions/publish/rules/sprite.ts'

const tile = { widthPx: 320, heightPx: 180 }
const cuesOf = (index: string) =>
  [
    ...index.matchAll(
      /(\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d+):(\d\d):(\d\d)\.(\d{3})\n(.+)#xywh=(\d+),(\d+),(\d+),(\d+)\n/g,
    ),
  ].map((match) => {
    const [h, m, s, ms, h2, m2, s2, ms2] = match.slice(1, 9).map(Number)
    return {
      startMs: ((h! * 60 + m!) * 60 + s!) * 1000 + ms!,
      endMs: ((h2! * 60 + m2!) * 60 + s2!) * 1000 + ms2!,
      place: match.slice(9).join(' '),
    }
  })

describe('sprite sheets', () => {
  test.each([
    [1, ['sprite-0.jpg 1x1']],
    [7, ['sprite-0.jpg 7x1']],
    [30, ['sprite-0.jpg 10x3']],
    [31, ['sprite-0.jpg 10x4']],
    [100, ['sprite-0.jpg 10x10']],
    [205, ['sprite-0.jpg 10x10', 'sprite-1.jpg 10x10', 'sprite-2.jpg 5x1']],
  ])('of %i frames', (frames, expected) => {
    expect(
      planSprites(frames, tile).sheets.map(({ name, columns, rows }) => `${name} ${columns}x${rows}`),
    ).toEqual(expected)
  })

  test('of no frames are none', () => expect(planSprites(0, tile).sheets).toEqual([]))
})

describe('the index', () => {
  test('says which tile shows which time', () => {
    const index = writeThumbnailIndex(planSprites(12, tile), { intervalMs: 2000, durationMs: 23_500 })
    expect(
      index.startsWith('WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nsprite-0.jpg#xywh=0,0,320,180\n\n'),
    ).toBe(true)
    expect(cuesOf(index)[11]).toEqual({
      startMs: 22_000,
      endMs: 23_500,
      place: 'sprite-0.jpg 320 180 320 180',
    })
  })

  // Past 1,000 frames, 83 minutes at one in five seconds, the last thumbnail was once a wrong one.
  test('of more than a thousand frames ends with the last frame, at the end of the film', () => {
    const cues = cuesOf(
      writeThumbnailIndex(planSprites(1234, tile), { intervalMs: 5000, durationMs: 6_170_000 }),
    )
    expect(cues).toHaveLength(1234)
    expect(cues.at(-1)).toEqual({
      startMs: 6_165_000,
      endMs: 6_170_000,
      place: 'sprite-12.jpg 960 540 320 180',
    })
  })

  test('has hours of as many digits as it takes', () => {
    const index = writeThumbnailIndex(planSprites(1, tile), { intervalMs: 1000, durationMs: 100 * 3_600_000 })
    expect(index).toContain('--> 100:00:00.000')
  })

  test('never goes past the film, has no gap, and no tile twice', () => {
    const film = fc.record({
      frames: fc.integer({ min: 0, max: 450 }),
      intervalMs: fc.integer({ min: 1000, max: 60_000 }),
      durationMs: fc.integer({ min: 1, max: 20_000_000 }),
    })
    fc.assert(
      fc.property(film, ({ frames, intervalMs, durationMs }) => {
        const cues = cuesOf(writeThumbnailIndex(planSprites(frames, tile), { intervalMs, durationMs }))
        expect(cues.length).toBe(Math.min(frames, Math.ceil(durationMs / intervalMs)))
        cues.forEach((cue, index) => {
          expect(cue.startMs).toBe(index === 0 ? 0 : cues[index - 1]!.endMs)
          expect(cue.endMs).toBeGreaterThan(cue.startMs)
          expect(cue.endMs).toBeLessThanOrEqual(durationMs)
        })
        expect(new Set(cues.map(({ place }) => place)).size).toBe(cues.length)
      }),
      { numRuns: 30 },
    )
  })
})
