import { describe, expect, test } from '@jest/globals'
import {
  chooseSidecars,
  readSidecarName,
  sidecarsOf,
  type ReadSidecar,
} from '../../../lib/captions/sidecar.ts'
import { orderTracks, trackIdOf, trackNameOf } from '../../../lib/captions/track.ts'

describe('the name of a caption file', () => {
  test.each([
    ['film.ko.vtt', 'film', 'ko', 'subtitles', undefined],
    ['my.film.v2.en-us.srt', 'my.film.v2', 'en-US', 'subtitles', undefined],
    ['film.pt_BR.ttml', 'film', 'pt-BR', 'subtitles', undefined],
    ['film.kor.VTT', 'film', 'ko', 'subtitles', undefined],
    ['film.zh-hant-tw.vtt', 'film', 'zh-Hant-TW', 'subtitles', undefined],
    ['film.en.forced.vtt', 'film', 'en', 'forced', undefined],
    ['film.en.SDH.srt', 'film', 'en', 'captions', undefined],
    ['film.en.hi.srt', 'film', 'en', 'captions', undefined],
    ['film.hi.srt', 'film', 'hi', 'subtitles', undefined],
    ['film.forced.vtt', 'film', undefined, 'forced', undefined],
    ['film.vtt', 'film', undefined, 'subtitles', undefined],
    ['film.kr.srt', 'film', 'ko', 'subtitles', 'colloquial-language-suffix'],
    ['film.Japanese.srt', 'film', 'ja', 'subtitles', 'colloquial-language-suffix'],
    ['film.director.srt', 'film', undefined, 'subtitles', 'unknown-language-suffix'],
    ['film.xx-yy-zz!.vtt', 'film', undefined, 'subtitles', 'unknown-language-suffix'],
    ['예고편 (최종).ko.srt', '예고편 (최종)', 'ko', 'subtitles', undefined],
  ])('%s', (fileName, stem, language, kind, warning) => {
    const name = readSidecarName(fileName).find((one) => one.stem === stem)
    expect([name?.language, name?.kind, name?.warning?.code]).toEqual([language, kind, warning])
  })

  test.each(['film.mp4', 'film.txt', 'film', '.vtt', 'film.vtt.bak'])('is not %s', (fileName) => {
    expect(readSidecarName(fileName)).toEqual([])
  })

  test('may belong to several sources, first to the one without the language', () => {
    const stems = (fileName: string) => readSidecarName(fileName).map(({ stem }) => stem)
    expect(stems('film.ko.vtt')).toEqual(['film', 'film.ko'])
    expect(stems('film.en.forced.vtt')).toEqual(['film', 'film.en', 'film.en.forced'])
    expect(stems('film.part2.vtt')).toEqual(['film.part2', 'film'])
  })
})

describe('the captions beside a source', () => {
  const keysOf = (sourceKey: string, keys: string[]) =>
    sidecarsOf(
      sourceKey,
      keys.map((key) => ({ key })),
    ).map(({ key }) => key)

  test('are those of its stem in its folder', () => {
    expect(
      keysOf('in/film.mp4', [
        'in/film.mp4',
        'in/film.job.json',
        'in/film.ko.vtt',
        'in/film.vtt',
        'in/film2.ko.vtt',
        'in/film-ko.vtt',
        'in/deep/film.en.vtt',
        'film.ja.vtt',
      ]),
    ).toEqual(['in/film.ko.vtt', 'in/film.vtt'])
  })

  test('are not those that fit another source better', () => {
    const keys = [
      'film.mp4',
      'film.part2.mp4',
      'film.part2.vtt',
      'film.part2.ko.vtt',
      'film.part3.vtt',
      'film.ko.vtt',
    ]
    expect(keysOf('film.mp4', keys)).toEqual(['film.part3.vtt', 'film.ko.vtt'])
    expect(keysOf('film.part2.mp4', keys)).toEqual(['film.part2.vtt', 'film.part2.ko.vtt'])
  })

  const file = (key: string, rest: Partial<ReadSidecar> = {}): ReadSidecar => ({
    key,
    format: 'webvtt',
    language: 'ko',
    kind: 'subtitles',
    isHopeless: false,
    ...rest,
  })

  test.each([
    ['WebVTT over SubRip', [file('a.srt', { format: 'srt' }), file('a.vtt')], 'a.vtt'],
    ['WebVTT over TTML', [file('a.ttml', { format: 'ttml' }), file('a.vtt')], 'a.vtt'],
    ['TTML over SubRip', [file('a.srt', { format: 'srt' }), file('a.ttml', { format: 'ttml' })], 'a.ttml'],
    [
      'a readable one over one that is not',
      [file('a.vtt', { isHopeless: true }), file('a.srt', { format: 'srt' })],
      'a.srt',
    ],
    [
      'the newest of one format',
      [
        file('a.ko.vtt', { lastModifiedAt: '2026-01-02T00:00:00Z' }),
        file('a.kor.vtt', { lastModifiedAt: '2026-01-03T00:00:00Z' }),
      ],
      'a.kor.vtt',
    ],
    ['the same one whatever the order', [file('b.vtt'), file('a.vtt')], 'a.vtt'],
  ])('prefer %s', (_name, files, key) => {
    for (const order of [files, files.toReversed()]) {
      const [choice, ...more] = chooseSidecars(order)
      expect([choice?.chosen.key, more]).toEqual([key, []])
      expect(choice?.warnings.map(({ code }) => code)).toEqual(['another-sidecar'])
    }
  })

  test('make one track of each language and kind', () => {
    const files = [file('a.vtt'), file('b.vtt', { kind: 'forced' }), file('c.vtt', { language: 'en' })]
    expect(chooseSidecars(files).map(({ trackId, warnings }) => [trackId, warnings])).toEqual([
      ['ko', []],
      ['ko-forced', []],
      ['en', []],
    ])
  })
})

describe('the order in a player', () => {
  const tracks = ['ja', 'en', 'ko', 'pt-BR', 'de'].flatMap((language) =>
    (['forced', 'captions', 'subtitles'] as const).map((kind) => ({
      trackId: trackIdOf(language, kind),
      language,
      kind,
    })),
  )

  test('begins with the language of the film, then goes by name', () => {
    const ids = orderTracks(tracks, 'ko-KR').map(({ trackId }) => trackId)
    expect(ids.slice(0, 4)).toEqual(['ko', 'ko-sdh', 'ko-forced', 'pt-BR'])
    expect(ids.filter((id) => !/-(sdh|forced)$/.test(id))).toEqual(['ko', 'pt-BR', 'en', 'de', 'ja'])
    expect(orderTracks(tracks.toReversed(), 'ko')).toEqual(orderTracks(tracks, 'ko'))
  })

  test.each([
    ['ko', 'subtitles', 'Korean'],
    ['pt-BR', 'captions', 'Brazilian Portuguese (SDH)'],
    ['en', 'forced', 'English (forced)'],
    ['und', 'subtitles', 'Unknown'],
  ] as const)('says of %s %s: %s', (language, kind, name) => {
    expect(trackNameOf(language, kind)).toBe(name)
  })
})
