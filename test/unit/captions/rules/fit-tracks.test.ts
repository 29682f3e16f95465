import { expect, test } from '@jest/globals'
import { fitTracks } from '../../../../functions/caption/rules/fit-tracks.ts'
import type { CaptionTrack } from '../../../../schemas/generated/types.ts'
import { validateCaptionTrack } from '../../../../schemas/generated/validators.mjs'

const warnings = (count: number): CaptionTrack['warnings'] =>
  Array.from({ length: count }, (_, line) => ({
    code: `odd-${line}`,
    message: 'This cue begins before the one ahead of it ends, and was moved to where it belongs.',
    line: line + 1,
  }))

const tracks = (count: number, warningCount: number) =>
  Array.from({ length: count }, (_, index): CaptionTrack => ({
    trackId: `x${index}`,
    language: `x${index}`,
    name: 'Language of its own',
    kind: 'subtitles',
    source: { origin: 'sidecar', format: 'srt', key: `films/holiday.x${index}.srt`, etag: '0'.repeat(32) },
    state: 'published',
    cueCount: 1200,
    warnings: warnings(warningCount),
    updatedAt: '2026-11-21T09:00:00.000Z',
  }))

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

test('tracks that have room are left as they are', () => {
  const few = tracks(5, 98)
  expect(fitTracks(few)).toBe(few)
})

test('the warnings of many tracks leave room for the record, the first of each are kept, and it is said', () => {
  const fitting = fitTracks(tracks(60, 98))
  expect(bytesOf(fitting)).toBeLessThanOrEqual(200_000)
  expect(fitting).toHaveLength(60)
  for (const track of fitting) {
    expect(track.warnings.length).toBeGreaterThan(6)
    expect(track.warnings[0]?.code).toBe('odd-0')
    expect(track.warnings.at(-1)?.code).toBe('more-warnings')
    expect(validateCaptionTrack(track)).toBe(true)
  }
})

test('what was cut is cut once more without saying so twice', () => {
  const once = fitTracks(tracks(60, 98))
  const twice = fitTracks([...once, ...tracks(40, 98)])
  expect(bytesOf(twice)).toBeLessThanOrEqual(200_000)
  const said = twice[0]!.warnings.filter(({ code }) => code === 'more-warnings')
  expect(said).toHaveLength(1)
  expect(fitTracks(twice)).toBe(twice)
})

test('where even one warning each is too much, summaries name less', () => {
  const insights = {
    language: 'en',
    topEntities: Array.from({ length: 10 }, (_, index) => ({
      text: `Somebody ${index}`.repeat(20),
      type: 'PERSON',
      count: 1,
    })),
    keyPhrases: Array.from({ length: 10 }, (_, index) => `the machine ${index}`.repeat(20)),
    piiTypes: [],
    isToxic: false,
  }
  const many = tracks(60, 1).map((track) => ({ ...track, insights }))
  const fitting = fitTracks(many)
  expect(bytesOf(fitting)).toBeLessThanOrEqual(200_000)
  expect(fitting[0]?.insights).toMatchObject({ topEntities: [{}, {}], isToxic: false })
})
