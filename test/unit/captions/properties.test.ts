import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { chunkCues, inBatches, locate } from '../../../lib/captions/chunk.ts'
import { segmentWebVtt } from '../../../lib/captions/segment.ts'
import { writeWebVtt } from '../../../lib/captions/write.ts'
import type { Cue } from '../../../schemas/generated/types.ts'
import { judgeWebVtt } from './judge-webvtt.ts'
import { readText, webVtt } from './read.ts'

/** Signs of one to four bytes, and those that mean something to a reader. */
const sign = fc.constantFrom(
  ...'ab é가나👍<>&-/=:.;"\'{}\\',
  '-->',
  '<i>',
  '</i>',
  '<v A>',
  '<script>',
  '&lt;',
  '&#0;',
  '&amp;',
)
const payload = fc.array(sign, { minLength: 1, maxLength: 40 }).map((signs) => signs.join(''))
const lines = fc.array(payload, { minLength: 1, maxLength: 3 }).map((all) => all.join('\n'))

const cueOf = (text: fc.Arbitrary<string>) =>
  fc.record({ startMs: fc.nat(20_000_000), lengthMs: fc.integer({ min: 1, max: 20_000 }), text })

const sorted = (cues: { startMs: number; lengthMs: number; text: string }[]): Cue[] =>
  cues
    .map(({ startMs, lengthMs, text }) => ({ startMs, endMs: startMs + lengthMs, text }))
    .sort((a, b) => a.startMs - b.startMs)

const tracks = fc.array(cueOf(lines), { maxLength: 30 }).map(sorted)

/** What a reader makes of anything is clean. */
const cleanTracks = tracks.map((cues) => readText(writeWebVtt(cues)).cues)

const limit = fc.integer({ min: 4, max: 200 })

describe('for all cues', () => {
  test('what is written is read as it was', () => {
    fc.assert(fc.property(cleanTracks, (cues) => expect(readText(writeWebVtt(cues)).cues).toEqual(cues)))
  })

  test('what is written is WebVTT without a fault', () => {
    fc.assert(
      fc.property(tracks, (cues) => {
        expect(judgeWebVtt(writeWebVtt(cues))).toHaveLength(cues.length)
      }),
    )
  })

  test('whatever stands in a file, the reader answers, and what it answers can be written without a fault', () => {
    const garbage = fc.array(fc.oneof(payload, fc.constantFrom('', 'NOTE', '1', '00:01.000 --> 00:02.000', '00:00:03,000 --> 00:00:04,000 line:0 x', '0:0 --> 1')), { maxLength: 40 }) // prettier-ignore
    const name = fc.constantFrom('a.vtt', 'a.srt', 'a.ttml')
    fc.assert(
      fc.property(garbage, name, (found, fileName) => {
        const { cues } = readText(webVtt(...found), fileName)
        expect(judgeWebVtt(writeWebVtt(cues))).toHaveLength(cues.length)
        const written = readText(writeWebVtt(cues)).cues
        expect(written).toEqual(cues)
      }),
    )
  })

  test('no tag but those of WebVTT survives', () => {
    fc.assert(
      fc.property(payload, (text) => {
        const [cue] = readText(webVtt('00:01.000 --> 00:02.000', text)).cues
        const tags = cue?.markup?.match(/<[^>]*>/g) ?? []
        expect(tags.filter((tag) => !/^<(?:\/?[biu]|v A|\/v)>$/.test(tag))).toEqual([])
      }),
    )
  })

  test('a segment has the cues that are shown during it, and no other', () => {
    fc.assert(
      fc.property(cleanTracks, fc.integer({ min: 100, max: 9000 }), (cues, segmentSeconds) => {
        const durationMs = Math.max(1, ...cues.map(({ endMs }) => endMs))
        let startMs = 0
        for (const { text, durationSeconds } of segmentWebVtt(cues, { durationMs, segmentSeconds })) {
          const endMs = startMs + Math.round(durationSeconds * 1000)
          const shown = cues.filter((cue) => cue.startMs < endMs && cue.endMs > startMs)
          expect(text.split(' --> ')).toHaveLength(shown.length + 1)
          startMs = endMs
        }
        expect(startMs).toBe(durationMs)
      }),
    )
  })

  test('no chunk is larger than its limits', () => {
    fc.assert(
      fc.property(tracks, limit, limit, (cues, maxBytes, maxCharacters) => {
        for (const { text } of chunkCues(cues, { maxBytes, maxCharacters })) {
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes)
          expect([...text].length).toBeLessThanOrEqual(maxCharacters)
        }
      }),
    )
  })

  test('every cue is in exactly one chunk, or in parts that make it up when it is too long for one', () => {
    fc.assert(
      fc.property(tracks, limit, (cues, maxBytes) => {
        const chunks = chunkCues(cues, { maxBytes })
        const parts = chunks.flatMap(({ text, spans }) =>
          spans.map((span) => ({ ...span, words: [...text].slice(span.begin, span.end).join('') })),
        )
        const byCue = Map.groupBy(parts, ({ cueIndex }) => cueIndex)
        for (const [index, { text }] of cues.entries()) {
          const mine = byCue.get(index) ?? []
          const isShort = Buffer.byteLength(text) <= maxBytes
          if (text.trim() === '') expect(mine).toEqual([])
          else expect(mine.map(({ words }) => words).join('')).toBe(text.replaceAll('\n', ' '))
          if (isShort) expect(mine.length).toBeLessThanOrEqual(1)
        }
        expect(parts.map(({ cueIndex }) => cueIndex)).toEqual(
          parts.map(({ cueIndex }) => cueIndex).sort((a, b) => a - b),
        )
      }),
    )
  })

  test('every sign of a chunk leads back to its cue, its time and its place in the words', () => {
    fc.assert(
      fc.property(tracks, limit, (cues, maxBytes) => {
        for (const chunk of chunkCues(cues, { maxBytes })) {
          const signs = [...chunk.text]
          const found = signs.flatMap((one, offset) =>
            locate(chunk, offset, offset + 1).map((part) => ({ ...part, one })),
          )
          expect(found).toHaveLength(signs.length - (chunk.spans.length - 1))
          const wrong = found.filter(({ cueIndex, startMs, endMs, begin, one }) => {
            const cue = cues[cueIndex]!
            const there = [...cue.text.replaceAll('\n', ' ')][begin]
            return cue.startMs !== startMs || cue.endMs !== endMs || there !== one
          })
          expect(wrong).toEqual([])
        }
      }),
    )
  })

  test('batches are full but for the last, and lose nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 200 }), fc.integer({ min: 1, max: 25 }), (items, most) => {
        const batches = inBatches(items, most)
        expect(batches.flat()).toEqual(items)
        expect(batches.slice(0, -1).every((batch) => batch.length === most)).toBe(true)
        expect(batches).toHaveLength(Math.ceil(items.length / most))
      }),
    )
  })
})
