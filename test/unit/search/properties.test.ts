// What is filed is found: the rules that file and the rules that ask never disagree.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fileAsset } from '../../../functions/search/rules/file-asset.ts'
import { judgeAsset } from '../../../functions/search/rules/hits.ts'
import type { ReadTrack } from '../../../functions/search/rules/pieces.ts'
import { startOf } from '../../../functions/search/rules/postings.ts'
import { planLookups, readQuery } from '../../../functions/search/rules/query.ts'
import { normaliseText, readWords } from '../../../functions/search/rules/words.ts'
import { anAsset } from '../../support/records.ts'

const ASSET = anAsset({ outcome: 'published', title: 'film' })

const trackOf = (texts: string[]): ReadTrack => ({
  track: { trackId: 'ko', language: 'ko' },
  cues: texts.map((text, index) => ({ startMs: index * 1000, endMs: index * 1000 + 900, text })),
})

/** Asks as the API does: the index first, then the text itself. */
function isFound(query: string, track: ReadTrack): boolean {
  const read = readQuery(query)
  if ('refused' in read) return false
  const { postings } = fileAsset(ASSET, [track])
  const isFiled = planLookups(read.clauses).every((lookup) => {
    const { bucket, entry } = startOf('published', lookup)
    return postings.some((one) => one.bucket === bucket && one.entry.startsWith(entry))
  })
  return isFiled && judgeAsset(ASSET, [track], read.clauses) !== undefined
}

const hangul = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCodePoint(code))
const aWord = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: hangul, minLength: 1, maxLength: 9 }),
  fc.constantFrom(
    '학교에서',
    '고양이가',
    'BTS의',
    "don't",
    'Straße',
    'İstanbul',
    'ㅋㅋㅋ',
    'ΟΔΟΣ',
    'x'.repeat(90),
  ),
)
const cues = fc.array(
  fc.array(aWord, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
  { minLength: 1, maxLength: 4 },
)

describe('search', () => {
  test('finds every word of every cue by itself, and by each beginning of two signs and more', () => {
    fc.assert(
      fc.property(cues, (texts) => {
        const track = trackOf(texts)
        for (const { text } of texts.flatMap(readWords)) {
          const signs = [...text]
          const beginnings = signs.slice(1).map((_, index) => signs.slice(0, index + 2).join(''))
          for (const query of [text, ...beginnings]) {
            if (!isFound(query, track)) throw new Error(`${JSON.stringify(query)} is not found.`)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('finds every cue by its own words in quotes', () => {
    fc.assert(
      fc.property(cues, (texts) => {
        const track = trackOf(texts)
        const askable = texts.filter(
          (text) => 'clauses' in readQuery(`"${normaliseText(text).replace(/["“”„‟«»「」『』]/gu, ' ')}"`),
        )
        for (const text of askable) {
          expect(isFound(`"${normaliseText(text).replace(/["“”„‟«»「」『』]/gu, ' ')}"`, track)).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('finds nothing that no cue says', () => {
    fc.assert(
      fc.property(cues, (texts) => {
        expect(isFound('"zzgq"', trackOf(texts.map((text) => text.replaceAll(/q/gi, ''))))).toBe(false)
      }),
    )
  })

  test('knows one form of every text', () => {
    fc.assert(
      fc.property(aWord, (text) => {
        expect(normaliseText(normaliseText(text))).toBe(normaliseText(text))
      }),
      { numRuns: 2000 },
    )
  })

  test('reads any query without a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (query) => {
        const read = readQuery(query)
        expect('refused' in read || read.clauses.length > 0).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
