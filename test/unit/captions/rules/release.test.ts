import { describe, expect, test } from '@jest/globals'
import { checkRelease, releaseOf, withRelease } from '../../../../functions/caption/rules/release.ts'
import type { CaptionTrack } from '../../../../schemas/generated/types.ts'

const RELEASED = { by: 'olga', at: '2026-11-21T09:00:00.000Z', reason: 'It is a quotation.' }

const aTrack = (changes: Partial<CaptionTrack> = {}): CaptionTrack => ({
  ...{ trackId: 'en', language: 'en', name: 'English', kind: 'subtitles', state: 'held' },
  source: { origin: 'sidecar', key: 'films/holiday.en.vtt', etag: 'first' },
  ...{ cueCount: 1, warnings: [], updatedAt: '2026-11-21T08:00:00.000Z' },
  ...changes,
})

const FILM = { outcome: 'published', revision: 1 } as const

describe('a release', () => {
  test.each([
    ['of a held track', FILM, aTrack(), undefined],
    ['of a film that is under way', { revision: 1 }, aTrack(), undefined],
    ['of a film that was withdrawn', { ...FILM, outcome: 'quarantined' } as const, aTrack(), undefined],
    ['again, before it is published', FILM, aTrack({ released: RELEASED }), undefined],
    ['again, once it is published', FILM, aTrack({ released: RELEASED, state: 'published' }), undefined],
    ['of a track that passed by itself', FILM, aTrack({ state: 'published' }), 'not-held'],
    ['of what nobody can read', FILM, aTrack({ state: 'unreadable' }), 'unreadable'],
    ['of a film that failed', { ...FILM, outcome: 'failed' } as const, aTrack(), 'nothing-to-publish'],
    ['of a film that was refused', { ...FILM, outcome: 'rejected' } as const, aTrack(), 'nothing-to-publish'],
  ])('%s', (_what, film, track, refusal) => {
    expect(checkRelease(film, track, {})).toBe(refusal)
  })

  test.each([
    ['the file that was read', { etag: 'first' }, undefined],
    ['the processing that was read', { etag: 'first', revision: 1 }, undefined],
    ['no newer file', { etag: 'second' }, 'caption-file-changed'],
    ['no newer processing', { revision: 0 }, 'caption-file-changed'],
  ])('is for %s', (_what, read, refusal) => {
    expect(checkRelease(FILM, aTrack(), read)).toBe(refusal)
    expect(checkRelease(FILM, aTrack({ released: RELEASED }), read)).toBe(refusal)
  })

  test('stands in the one track, and leaves the others as they are', () => {
    const other = aTrack({ trackId: 'ko' })
    expect(withRelease([other, aTrack()], 'en', RELEASED)).toEqual([other, aTrack({ released: RELEASED })])
  })

  test('is found for the same version of the same file only', () => {
    const tracks = [aTrack({ trackId: 'en-sdh' }), aTrack({ released: RELEASED })]
    const found = (key: string, etag?: string) => releaseOf({ key, etag }, tracks)
    expect(found('films/holiday.en.vtt', 'first')).toEqual(RELEASED)
    expect(found('films/holiday.en.vtt', 'second')).toBeUndefined()
    expect(found('films/holiday.en.vtt')).toBeUndefined()
    expect(found('films/holiday.en.srt', 'first')).toBeUndefined()
  })
})
