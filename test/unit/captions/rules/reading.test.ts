import { describe, expect, test } from '@jest/globals'
import { readPage, readTrack } from '../../../../functions/caption/rules/reading.ts'
import type { CaptionTrack, Cue } from '../../../../schemas/generated/types.ts'

const aCue = (second: number, text = `Cue ${second}.`): Cue => ({
  ...{ startMs: second * 1000, endMs: second * 1000 + 1000, text },
})

const mention = (fromSecond: number, toSecond: number, score: number) => ({
  startMs: fromSecond * 1000,
  endMs: toSecond * 1000,
  score,
})

const NOTHING = { pii: [], toxicity: [], profanity: [] }

describe('a page of cues', () => {
  test('has all of a short track', () => {
    const page = readPage([aCue(0), aCue(1)], NOTHING)
    expect(page).toEqual({
      cues: [
        { ...aCue(0), found: [] },
        { ...aCue(1), found: [] },
      ],
      truncated: false,
    })
  })

  test('of a long track says where the next one begins, until there is none', () => {
    const cues = Array.from({ length: 1203 }, (_, second) => aCue(second))
    const read: string[] = []
    const pages = []
    for (let from: number | undefined = 0; from !== undefined;) {
      const page = readPage(cues, undefined, from)
      pages.push([page.cues.length, page.truncated])
      read.push(...page.cues.map(({ text }) => text))
      from = page.next
    }
    expect(pages).toEqual([
      [500, true],
      [500, true],
      [203, false],
    ])
    expect(read).toEqual(cues.map(({ text }) => text))
  })

  test('of cues with long names of voices has fewer of them, too', () => {
    const markup = `<v ${'이'.repeat(9000)}>a</v>`
    const cues = Array.from({ length: 400 }, (_, second) => ({ ...aCue(second, 'a'), markup }))
    const page = readPage(cues, undefined)
    expect(page.truncated).toBe(true)
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(1_000_000)
  })

  test('of long cues has fewer of them, but always one', () => {
    const long = [aCue(0, 'x'.repeat(150_000)), aCue(1, 'y'.repeat(150_000)), aCue(2, 'z'.repeat(300_000))]
    const counts = [0, 1, 2].map((from) => readPage(long, undefined, from).cues.length)
    expect(counts).toEqual([1, 1, 1])
  })

  test('behind the last cue is empty', () => {
    expect(readPage([aCue(0)], NOTHING, 7)).toEqual({ cues: [], truncated: false })
  })

  test('names who speaks, as players may', () => {
    const spoken = { ...aCue(0), markup: '<v Emo &amp; Proog>Cue</v> <v Emo &amp; Proog>0.</v>' }
    expect(readPage([spoken], NOTHING).cues).toEqual([{ ...aCue(0), voices: ['Emo & Proog'], found: [] }])
  })

  test('has only words and times: no markup, no settings', () => {
    const marked = { ...aCue(0), markup: '<b>Cue 0.</b>', settings: 'line:0', id: 'a' }
    expect(readPage([marked], NOTHING).cues).toEqual([{ ...aCue(0), found: [] }])
  })
})

describe('what was found in a cue', () => {
  const insights = {
    pii: [
      { type: 'EMAIL', score: 0.9, count: 2, mentions: [mention(1, 2, 0.7), mention(1, 2, 0.9)] },
      { type: 'PHONE', score: 0.8, count: 1, mentions: [mention(1, 3, 0.8)] },
    ],
    toxicity: [{ startMs: 2000, endMs: 3000, labels: [{ name: 'INSULT', score: 0.95 }] }],
    profanity: [{ label: 'strong', score: 1, count: 1, mentions: [mention(2, 3, 1)] }],
  }
  const { cues } = readPage([aCue(0), aCue(1), aCue(2), aCue(3)], insights)

  test.each([
    ['nothing', 0, []],
    [
      'each kind once, the surest',
      1,
      [
        { category: 'pii', label: 'EMAIL', score: 0.9 },
        { category: 'pii', label: 'PHONE', score: 0.8 },
      ],
    ],
    [
      'also what spans two cues, the surest first',
      2,
      [
        { category: 'profanity', label: 'strong', score: 1 },
        { category: 'toxicity', label: 'INSULT', score: 0.95 },
        { category: 'pii', label: 'PHONE', score: 0.8 },
      ],
    ],
    ['nothing behind it', 3, []],
  ])('is %s', (_what, index, found) => {
    expect(cues[index]!.found).toEqual(found)
  })
})

test('a track is told without the places where its files lie', () => {
  const track: CaptionTrack = {
    ...{ trackId: 'en', language: 'en', name: 'English', kind: 'subtitles', state: 'published' },
    source: { origin: 'sidecar', format: 'webvtt', key: 'films/holiday.en.vtt', etag: 'first' },
    ...{ cueCount: 1, warnings: [], updatedAt: '2026-11-21T08:00:00.000Z' },
    ...{ vttKey: 'assets/a', playlistKey: 'assets/b', insightsKey: 'insights/c' },
  }
  expect(readTrack(track)).toEqual({
    ...{ trackId: 'en', language: 'en', name: 'English', kind: 'subtitles', state: 'published' },
    ...{ origin: 'sidecar', fileName: 'holiday.en.vtt', etag: 'first' },
    ...{ cueCount: 1, warnings: [], updatedAt: '2026-11-21T08:00:00.000Z' },
  })
})
