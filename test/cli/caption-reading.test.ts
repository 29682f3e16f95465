// What a person reads of a held caption track: all of its words, and none of the tricks that a file may play on a terminal.
import { describe, expect, test } from '@jest/globals'
import { readingText, releasedText } from '../../cli/show/caption-reading.ts'
import type { CaptionReading } from '../../schemas/generated/types.ts'
import { ASSET_ID } from '../support/records.ts'

const RELEASED = { by: 'olga', at: '2026-11-21T09:00:00.000Z', reason: 'A quotation.' }

const aReading = (
  track: Partial<CaptionReading['track']> = {},
  cues: CaptionReading['cues'] = [],
): CaptionReading => ({
  ...{ assetId: ASSET_ID, revision: 0, truncated: false, cues },
  track: {
    ...{ trackId: 'en-GB', language: 'en-GB', name: 'British English', kind: 'subtitles', origin: 'sidecar' },
    ...{ fileName: 'holiday.en-GB.vtt', etag: 'abc', state: 'held', cueCount: cues.length, warnings: [] },
    ...{ updatedAt: '2026-11-21T08:00:00.000Z', ...track },
  },
})

const aCue = (text: string, found: CaptionReading['cues'][number]['found'] = []) => ({
  ...{ startMs: 61_000, endMs: 63_500, text, found },
})

describe('a held track', () => {
  const found = [{ category: 'toxicity' as const, label: 'INSULT', score: 0.978 }]
  const reasons = [{ code: 'finding', message: 'INSULT (Toxicity), 97 % sure' }]
  const text = readingText(aReading({ reasons }, [aCue('Good morning.'), aCue('You fool.', found)]))

  test('tells why it is held, and shows every cue with its time', () => {
    expect(text).toMatch(/^holiday.en-GB.vtt {2}held\n/)
    expect(text).toMatch(/why +INSULT \(Toxicity\), 97 % sure \[finding\]/)
    expect(text).toMatch(/^ {4}1:01-1:03 +Good morning\.$/m)
  })

  test('marks what was found in a cue, no surer than it is', () => {
    expect(text).toMatch(/^ {2}! 1:01-1:03 +You fool\. {2}\[toxicity INSULT, 97 % sure\]$/m)
    expect(text).toMatch(/cues +2, something was found in 1$/m)
  })

  test('names who speaks, as the file does', () => {
    const text = readingText(aReading({}, [{ ...aCue('Good morning.'), voices: ['Emo', 'Proog\u001b[2J'] }]))
    expect(text).toMatch(/1:01-1:03 +\(Emo, Proog.*\) Good morning\.$/m)
  })

  test('names the command that releases what was read, and nothing else', () => {
    expect(text).toContain(`reelgate captions release ${ASSET_ID} en-GB --etag abc --reason TEXT`)
  })

  test('that comes from the film itself is released for the processing that was read', () => {
    const { etag: _none, ...track } = aReading().track
    const own = { ...aReading(), track, revision: 2 }
    expect(readingText(own)).toContain(`captions release ${ASSET_ID} en-GB --revision 2 --reason TEXT`)
  })

  test('is shown whole, however long a cue is, on one line', () => {
    const long = `${'word '.repeat(2000)}end`
    const lines = readingText(aReading({}, [aCue(`${long}\nand more`)])).split('\n')
    expect(lines.filter((line) => line.endsWith(`${long} / and more`))).toHaveLength(1)
  })
})

describe('a released track', () => {
  test('tells by whom and why, and how to release it no more', () => {
    const text = readingText(aReading({ released: RELEASED }))
    expect(text).toMatch(/released +released by olga, 2026-11-21 09:00 UTC: “A quotation.”/)
    expect(text).not.toContain('captions release')
  })

  test.each([
    ['held', 'it comes into the manifests in a moment.'],
    ['published', 'it is in the manifests.'],
  ] as const)('that is still %s is told so', (state, words) => {
    const answer = { assetId: ASSET_ID, revision: 0, trackId: 'en-GB', state, released: RELEASED }
    expect(releasedText(answer)).toContain(`; ${words}`)
  })
})

test('whatever a file says, it moves no cursor, hides nothing and turns no line', () => {
  const hostile = 'nice\u001b[2J\u001b]0;owned\u0007\r\nRELEASED\u202e\u2028all\u009b1A'
  const warnings = [{ code: 'odd', message: hostile }]
  const found = [{ category: 'pii' as const, label: hostile, score: 1 }]
  const reading = aReading({ name: hostile, fileName: hostile, warnings, etag: hostile }, [
    aCue(hostile, found),
  ])
  const text = readingText(reading)
  expect(text).not.toMatch(/[[\p{Cc}--\n]\u2028\u202a-\u202e]/v)
  expect(text.split('\n').filter((line) => line.startsWith('RELEASED'))).toEqual([])
  expect(text).toContain('RELEASED all')
})
