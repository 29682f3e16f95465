import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { checkHls, listMediaPlaylists } from '../../../functions/publish/verify-hls.ts'
import type { ExpectedStream } from '../../../functions/publish/rules/stream-track.ts'
import { validateRendition } from '../../../schemas/generated/validators.mjs'
import { expected, HLS_KEY, PREFIX, publication } from './publication.ts'

type Publication = ReturnType<typeof publication>
const check = (
  spoil: (publication: Publication) => void = () => {},
  wanted: Partial<ExpectedStream> = {},
) => {
  const made = publication()
  spoil(made)
  return checkHls({ key: HLS_KEY, ...made, expected: { ...expected, ...wanted } })
}
const rewrite =
  (name: string, from: string | RegExp, to: string) =>
  ({ texts }: Publication) => {
    const text = texts.get(PREFIX + name)!
    expect(text).toMatch(from)
    texts.set(PREFIX + name, text.replace(from, to))
  }

describe('an HLS publication', () => {
  test('as planned has no problem, and tells its renditions from the smallest', () => {
    const { problems, renditions } = check()
    expect(problems).toEqual([])
    expect(renditions).toEqual([
      { name: '360p', widthPx: 640, heightPx: 360, bitrateBps: 900_000, codec: 'avc1.64001e' },
      { name: '720p', widthPx: 1280, heightPx: 720, bitrateBps: 3_200_000, codec: 'avc1.64001f' },
    ])
    expect(renditions.every((rendition) => validateRendition(rendition))).toBe(true)
  })

  test('whose streams are encrypted for DRM has no problem either', () => {
    const key =
      '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://key",KEYFORMAT="com.apple.streamingkeydelivery",KEYFORMATVERSIONS="1"\n'
    const encrypt = (name: string) => rewrite(name, '#EXT-X-MAP', `${key}#EXT-X-MAP`)
    const { problems } = check((made) =>
      ['main_360p.m3u8', 'main_720p.m3u8', 'main_audio_1.m3u8'].forEach((name) => encrypt(name)(made)),
    )
    expect(problems).toEqual([])
  })

  test('names its media playlists once each', () => {
    const { texts } = publication()
    expect(listMediaPlaylists(HLS_KEY, texts.get(HLS_KEY)!).sort()).toEqual([
      `${PREFIX}main_360p.m3u8`,
      `${PREFIX}main_720p.m3u8`,
      `${PREFIX}main_audio_1.m3u8`,
    ])
    expect(listMediaPlaylists(HLS_KEY, 'no playlist')).toEqual([])
  })

  test.each<[string, (publication: Publication) => void, RegExp]>([
    [
      'a segment is missing',
      ({ objects }) => objects.delete(`${PREFIX}main_720p_000000003.cmfv`),
      /main_720p_000000003\.cmfv, which does not exist/,
    ],
    [
      'a segment is empty',
      ({ objects }) => objects.set(`${PREFIX}main_360p_000000001.cmfv`, 0),
      /main_360p_000000001\.cmfv, which is empty/,
    ],
    [
      'an initialisation file is missing',
      ({ objects }) => objects.delete(`${PREFIX}main_audio_1init.cmfa`),
      /main_audio_1init\.cmfa, which does not exist/,
    ],
    [
      'no initialisation file is named',
      rewrite('main_720p.m3u8', /#EXT-X-MAP.*\n/, ''),
      /no initialisation file/,
    ],
    [
      'a playlist is missing',
      ({ texts }) => texts.delete(`${PREFIX}main_360p.m3u8`),
      /main_360p\.m3u8, which does not exist/,
    ],
    ['a playlist has no end', rewrite('main_720p.m3u8', '#EXT-X-ENDLIST\n', ''), /it has no end/],
    ['a playlist is none', rewrite('main_720p.m3u8', '#EXTM3U', 'EXTM3U'), /main_720p\.m3u8 cannot be read/],
    [
      'the multivariant playlist is a media playlist',
      ({ texts }) => texts.set(HLS_KEY, texts.get(`${PREFIX}main_720p.m3u8`)!),
      /not a multivariant playlist/,
    ],
    [
      'a segment name leads away',
      rewrite('main_720p.m3u8', 'main_720p_000000002.cmfv', 'https://elsewhere.example/2.cmfv'),
      /leads nowhere/,
    ],
    [
      'a segment is longer than the target duration',
      rewrite('main_720p.m3u8', 'TARGETDURATION:6', 'TARGETDURATION:5'),
      /target duration|cannot be read/,
    ],
    [
      'a segment is not as long as planned',
      rewrite('main_720p.m3u8', '#EXTINF:6.006', '#EXTINF:5.5'),
      /lasts 5\.5 s instead of 6\.006 s/,
    ],
    [
      'one rung is shorter than the other',
      rewrite('main_720p.m3u8', '#EXTINF:2.002', '#EXTINF:1.5'),
      /does not last as long/,
    ],
    [
      'a rung is missing',
      rewrite('main.m3u8', /#EXT-X-STREAM-INF:BANDWIDTH=3200000.*\n.*\n/, ''),
      /720p \(1280x720\) is missing/,
    ],
    [
      'the audio is missing',
      rewrite('main.m3u8', /,URI="main_audio_1.m3u8"/, ''),
      /0 audio tracks instead of 1/,
    ],
  ])('%s', (_, spoil, problem) => {
    expect(check(spoil).problems.join('\n')).toMatch(problem)
  })

  test('has the duration of its source within a frame and the packets of the sound', () => {
    const problemsAt = (durationMs: number, wanted = {}) =>
      check(() => {}, { durationMs, ...wanted }).problems
    expect(problemsAt(20_020 + 33)).toEqual([])
    expect(problemsAt(20_020 - 33)).toEqual([])
    expect(problemsAt(20_200).join()).toMatch(/The stream lasts 20\.0.* s, the source 20\.2 s/)
    expect(problemsAt(19_800).join()).toMatch(/main_360p\.m3u8 lasts 20\.02 s, the source 19\.8 s/)
    expect(problemsAt(20_400, { sourceToleranceMs: 500 })).toEqual([])
  })

  test('may have sound that ends before the picture, as in the source', () => {
    const shorten = rewrite('main_audio_1.m3u8', /#EXTINF:2.005,\nmain_audio_1_000000004.cmfa\n/, '')
    expect(check(shorten).problems).toEqual([])
  })

  test('may have names that are escaped', () => {
    const { problems } = check((made) => {
      rewrite('main_720p.m3u8', 'main_720p_000000002.cmfv', 'a%20%25%ED%95%9C.cmfv')(made)
      made.objects.set(`${PREFIX}a %한.cmfv`, 5)
    })
    expect(problems).toEqual([])
  })

  test('of any text is answered', () => {
    const { texts } = publication()
    const anyText = fc.oneof(
      fc.string(),
      fc
        .constantFrom(...texts.values())
        .chain((text) => fc.nat(text.length).map((cut) => text.slice(0, cut))),
    )
    fc.assert(
      fc.property(anyText, anyText, (multivariant, media) => {
        const spoiled = check((made) => {
          made.texts.set(HLS_KEY, multivariant)
          made.texts.set(`${PREFIX}main_720p.m3u8`, media)
        })
        expect(Array.isArray(spoiled.problems)).toBe(true)
      }),
    )
  })
})
