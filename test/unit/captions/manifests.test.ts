import { describe, expect, test } from '@jest/globals'
import { parseXml, XmlElement } from '@rgrove/parse-xml'
import HLS from 'hls-parser'
import { parse as parseMpd } from 'mpd-parser'
import { withTextTracks } from '../../../lib/captions/dash-text.ts'
import { withSubtitles, type ManifestTrack } from '../../../lib/captions/hls-subtitles.ts'
import { localMpd, localPlaylist } from './local-manifests.ts'
import { DASH_KEY, HLS_KEY, publication } from '../publish/publication.ts'

HLS.setOptions({ strictMode: true })

/** As AWS writes them, and as the local cloud does. */
const WRITERS: [writer: string, playlist: string, mpd: string][] = [
  ['MediaConvert', publication().texts.get(HLS_KEY)!, publication().texts.get(DASH_KEY)!],
  ['the local MediaConvert', localPlaylist(), localMpd()],
]

const track = (language: string, rest: Partial<ManifestTrack> = {}): ManifestTrack => ({
  trackId: language,
  language,
  name: language,
  kind: 'subtitles',
  uri: `captions/${language}/main.m3u8`,
  ...rest,
})

const TRACKS = [
  track('ko', { name: '한국어', isDefault: true }),
  track('en', { name: 'English' }),
  track('en', { trackId: 'en-sdh', name: 'English', kind: 'captions', uri: 'captions/en-sdh/main.m3u8' }),
  track('en', { trackId: 'en-forced', name: 'English (forced)', kind: 'forced', isDefault: true, uri: 'f' }),
]

function readPlaylist(text: string) {
  const playlist = HLS.parse(text)
  if (!playlist.isMasterPlaylist) throw new Error('It is no multivariant playlist.')
  return playlist.variants
}

const subtitlesIn = (text: string) =>
  readPlaylist(text).map(({ subtitles }) =>
    subtitles.map(({ name, language, isDefault, autoselect, forced, characteristics, uri }) => ({
      name,
      language,
      isDefault: isDefault ?? false,
      autoselect: autoselect ?? false,
      forced: forced ?? false,
      forTheDeaf: characteristics?.includes('public.accessibility.transcribes-spoken-dialog') ?? false,
      uri,
    })),
  )

const elementsOf = (parent: XmlElement, name: string) =>
  parent.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name)

/** Language, name, roles and address of each text track, as any reader of XML sees them. */
function textTracksIn(mpd: string) {
  const [period] = elementsOf(parseXml(mpd).root!, 'Period')
  return elementsOf(period!, 'AdaptationSet')
    .filter(({ attributes }) => attributes['contentType'] === 'text')
    .map((set) => ({
      language: set.attributes['lang'],
      name: elementsOf(set, 'Label')[0]?.text,
      roles: elementsOf(set, 'Role').map(({ attributes }) => attributes['value']),
      uri: elementsOf(elementsOf(set, 'Representation')[0]!, 'BaseURL')[0]?.text,
    }))
}

const HOSTILE = track('ko', {
  name: 'It\'s A",URI="evil"\n#EXT-X-ENDLIST\r\n<script>alert("1")</script> & \u0000\u2028 ]]> -->',
  uri: 'captions/ko/a%20b&c.vtt',
})

describe.each(WRITERS)('a multivariant playlist of %s with captions', (_writer, PLAYLIST) => {
  test('offers every variant all of them, in the order of the menu', () => {
    const common = { autoselect: true, isDefault: false, forced: false, forTheDeaf: false }
    const expected = [
      { ...common, name: '한국어', language: 'ko', isDefault: true, uri: 'captions/ko/main.m3u8' },
      { ...common, name: 'English', language: 'en', uri: 'captions/en/main.m3u8' },
      { ...common, name: 'English 2', language: 'en', forTheDeaf: true, uri: 'captions/en-sdh/main.m3u8' },
      { ...common, name: 'English (forced)', language: 'en', forced: true, uri: 'f' },
    ]
    expect(subtitlesIn(withSubtitles(PLAYLIST, TRACKS))).toEqual([expected, expected])
  })

  test('keeps everything else as it was', () => {
    const [before, after] = [PLAYLIST, withSubtitles(PLAYLIST, TRACKS)].map(readPlaylist)
    const rest = (variants: ReturnType<typeof readPlaylist>) =>
      variants.map(({ uri, bandwidth, codecs, audio }) => [uri, bandwidth, codecs, audio[0]?.uri])
    expect(rest(after!)).toEqual(rest(before!))
    expect(withSubtitles(withSubtitles(PLAYLIST, TRACKS), [])).toBe(PLAYLIST)
  })

  test('replaces the ones it had, also those that another writer put in', () => {
    const other = PLAYLIST.replace(
      '#EXT-X-STREAM-INF:',
      '#EXT-X-MEDIA:GROUP-ID="s",NAME="a, TYPE=AUDIO",URI="x.m3u8",TYPE=SUBTITLES\n#EXT-X-STREAM-INF:',
    ).replaceAll(',AUDIO=', ',SUBTITLES="s",AUDIO=')
    expect(withSubtitles(other, [track('ko')])).toBe(withSubtitles(PLAYLIST, [track('ko')]))
  })

  test('cannot be broken by a name', () => {
    const [first] = subtitlesIn(withSubtitles(PLAYLIST, [HOSTILE]))
    expect(first).toMatchObject([{ uri: HOSTILE.uri, language: 'ko' }])
    expect(first![0]!.name).toContain('A”,URI=”evil” #EXT-X-ENDLIST <script>')
  })

  test('is not made from a media playlist', () => {
    expect(() => withSubtitles('#EXTM3U\n#EXT-X-ENDLIST\n', [])).toThrow('multivariant')
  })

  test('has no language where nobody knows it', () => {
    expect(subtitlesIn(withSubtitles(PLAYLIST, [track('und')]))[0]).toMatchObject([{ language: undefined }])
  })
})

describe.each(WRITERS)('a DASH manifest of %s with captions', (_writer, _playlist, MPD) => {
  test('has a text track for each, in the order of the menu', () => {
    expect(textTracksIn(withTextTracks(MPD, TRACKS))).toEqual([
      { language: 'ko', name: '한국어', roles: ['subtitle', 'main'], uri: 'captions/ko/main.m3u8' },
      { language: 'en', name: 'English', roles: ['subtitle'], uri: 'captions/en/main.m3u8' },
      { language: 'en', name: 'English', roles: ['caption'], uri: 'captions/en-sdh/main.m3u8' },
      { language: 'en', name: 'English (forced)', roles: ['forced-subtitle'], uri: 'f' },
    ])
  })

  test('is played with them by a player’s parser, and as before without', () => {
    const read = (mpd: string) => parseMpd(mpd, { manifestUri: 'https://example.org/stream/main.mpd' })
    const groups = read(withTextTracks(MPD, [track('ko'), track('en')])).mediaGroups as unknown as {
      SUBTITLES: { subs: Record<string, { language: string; playlists: { resolvedUri: string }[] }> }
    }
    const played = Object.values(groups.SUBTITLES.subs)
    expect(played.map(({ language, playlists }) => [language, playlists[0]?.resolvedUri])).toEqual([
      ['ko', 'https://example.org/stream/captions/ko/main.m3u8'],
      ['en', 'https://example.org/stream/captions/en/main.m3u8'],
    ])
    expect(withTextTracks(withTextTracks(MPD, TRACKS), [])).toBe(MPD)
  })

  test('replaces the ones it had', () => {
    expect(withTextTracks(withTextTracks(MPD, TRACKS), [track('ja')])).toBe(
      withTextTracks(MPD, [track('ja')]),
    )
  })

  test('cannot be broken by a name', () => {
    const [only] = textTracksIn(withTextTracks(MPD, [HOSTILE]))
    expect(only).toMatchObject({ language: 'ko', uri: HOSTILE.uri })
    expect(only!.name).toContain('<script>alert("1")</script> &')
  })

  test('ignores what comments say', () => {
    const commented = MPD.replace(
      '<Period',
      '<!-- </Period><AdaptationSet contentType="text"> -->\n  <Period',
    )
    expect(textTracksIn(withTextTracks(commented, [track('ko')]))).toHaveLength(1)
    expect(withTextTracks(withTextTracks(commented, [track('ko')]), [])).toBe(commented)
  })

  test('needs exactly one period, for times count from its begin', () => {
    const two = MPD.replace('</Period>', '</Period>\n<Period></Period>')
    expect(() => withTextTracks(two, [])).toThrow('this one has 2')
  })
})
