import { describe, expect, test } from '@jest/globals'
import type { ProbeResult } from '@aws-sdk/client-mediaconvert'
import fc from 'fast-check'
import { findEmbeddedCaptions } from '../../../functions/intake/rules/embedded-captions.ts'
import { toInspection } from '../../../functions/intake/rules/inspection.ts'
import { readMovie } from '../../../functions/intake/rules/iso-movie.ts'
import { validateInspection } from '../../../schemas/generated/validators.mjs'
import { movie, packLanguage, track, type TrackWords } from '../../support/iso-film.ts'

const timedText = (words: TrackWords = {}): TrackWords => ({ kind: 'sbtl', entry: 'tx3g', ...words })

/** Numbered in their order unless a test says otherwise. */
const find = (...words: TrackWords[]) =>
  findEmbeddedCaptions(
    {},
    'mp4',
    readMovie(movie(...words.map((one, index) => track({ trackId: index + 1, ...one })))),
  )

const FILM: TrackWords[] = [{}, { kind: 'soun' }]

describe('timed text in a film', () => {
  test('is listed with its places and languages', () => {
    const captions = find(
      ...FILM,
      timedText({ languageCode: packLanguage('eng') }),
      timedText({ languageCode: packLanguage('kor') }),
    )
    expect(captions).toEqual({
      captionTracks: [
        { trackNumber: 1, streamNumber: 3, format: 'tx3g', language: 'en' },
        { trackNumber: 2, streamNumber: 4, format: 'tx3g', language: 'ko' },
      ],
    })
  })

  test('is told by its order alone where the numbers of the tracks are others', () => {
    const captions = find(...FILM, timedText({ trackId: 7 }))
    expect(captions).toEqual({ captionTracks: [{ trackNumber: 1, format: 'tx3g' }] })
  })

  test('is found under every handler that players know', () => {
    for (const kind of ['sbtl', 'text', 'subt']) {
      expect(find(...FILM, timedText({ kind })).captionTracks).toHaveLength(1)
    }
  })

  test('is not what names the chapters', () => {
    const chapters = timedText({ kind: 'text' })
    expect(find({ chapterTrack: 3 }, { kind: 'soun' }, chapters)).toEqual({})
  })

  test.each([
    [0xc0000000, true],
    [0x40000000, undefined],
    [0x00000020, undefined],
  ])('with display flags %p is forced: %p', (displayFlags, isForced) => {
    expect(find(...FILM, timedText({ displayFlags })).captionTracks).toMatchObject([
      isForced ? { isForced } : { trackNumber: 1 },
    ])
    expect(find(...FILM, timedText({ displayFlags })).captionTracks?.[0]?.isForced).toBe(isForced)
  })

  test('is read up to the number of selectors that a job takes', () => {
    const captions = find(...FILM, ...Array.from({ length: 101 }, () => timedText()))
    expect(captions.captionTracks).toHaveLength(100)
    expect(captions.warnings?.map(({ code }) => code)).toEqual(['too-many-embedded-captions'])
  })

  test('of a film that has none is not mentioned', () => {
    expect(find(...FILM)).toEqual({})
  })
})

describe('the language of a track', () => {
  test.each<[string, TrackWords, string | undefined]>([
    ['bibliographic code', { languageCode: packLanguage('ger') }, 'de'],
    ['retired code', { languageCode: packLanguage('scr') }, 'hr'],
    ['tag beside the code', { languageCode: packLanguage('por'), languageTag: 'PT-br' }, 'pt-BR'],
    ['tag that is none', { languageCode: packLanguage('por'), languageTag: '<b>Portuguese' }, 'pt'],
    ['tag with private words', { languageTag: 'en-x-evil' }, 'en'],
    ['Macintosh code', { languageCode: 23 }, 'ko'],
    ['Macintosh code that nobody chose', { languageCode: 0 }, undefined],
    ['unspecified code', { languageCode: 0x7fff }, undefined],
    ['undetermined language', { languageCode: packLanguage('und') }, undefined],
    ['several languages', { languageCode: packLanguage('mul') }, undefined],
    ['letters that name nothing', { languageCode: packLanguage('qqq') }, undefined],
  ])('by a %s', (_, words, language) => {
    expect(find(...FILM, timedText(words)).captionTracks?.[0]?.language).toBe(language)
  })

  test('is a tag that the schema takes, or absent, whatever the file says', () => {
    const words = fc.record({
      languageCode: fc.integer({ min: 0, max: 0xffff }),
      languageTag: fc.option(fc.string({ maxLength: 100 }), { nil: undefined }),
    })
    const probe: ProbeResult = {
      Container: {
        Format: 'mp4',
        Duration: 4,
        Tracks: [
          { Index: 1, TrackType: 'video', Codec: 'AVC', VideoProperties: { Width: 640, Height: 360 } },
        ],
      },
    }
    fc.assert(
      fc.property(words, ({ languageCode, languageTag }) => {
        const film = movie(
          track(),
          track(timedText({ languageCode, ...(languageTag !== undefined && { languageTag }) })),
        )
        const inspection = toInspection({ probe, container: 'mp4', movie: readMovie(film), sizeBytes: 1 })
        expect(validateInspection(inspection)).toBe(true)
      }),
    )
  })
})

describe('captions that cannot be read', () => {
  const probeOf = (...codecs: string[]) =>
    ({
      Container: { Tracks: codecs.map((Codec, index) => ({ Index: index + 2, TrackType: 'data', Codec })) },
    }) as ProbeResult

  test('in a film are counted and named beside those that can', () => {
    const captions = find(
      ...FILM,
      { kind: 'clcp', entry: 'c608' },
      timedText(),
      { kind: 'text', entry: 'wvtt' },
      { kind: 'subt', entry: 'stpp' },
    )
    expect(captions.captionTracks).toEqual([{ trackNumber: 1, streamNumber: 4, format: 'tx3g' }])
    expect(captions.warnings).toEqual([
      {
        code: 'embedded-captions-unreadable',
        message:
          'The film contains 3 caption tracks (CEA-608, WebVTT, TTML) that cannot be read. Upload captions as files beside it.',
      },
    ])
  })

  test('in Matroska are all its data', () => {
    expect(findEmbeddedCaptions(probeOf('UNKNOWN', 'WEBVTT'), 'matroska', undefined)).toEqual({
      warnings: [
        {
          code: 'embedded-captions-unreadable',
          message:
            'The film contains 2 caption tracks (WebVTT) that cannot be read. Upload captions as files beside it.',
        },
      ],
    })
  })

  test('in a transport stream are those with a name, for its data may be anything', () => {
    expect(findEmbeddedCaptions(probeOf('UNKNOWN'), 'mpegts', undefined)).toEqual({})
    expect(findEmbeddedCaptions(probeOf('UNKNOWN', 'C608'), 'mpegts', undefined).warnings).toHaveLength(1)
  })
})
