// Caption tracks in an HLS multivariant playlist. Source: RFC 8216, sections 4.3.4.1 and 4.3.4.2; for who cannot hear:
// Apple's HLS authoring specification, section 5.
import { InvariantError } from '../errors.ts'
import type { CaptionTrack } from '../../schemas/generated/types.ts'

/** A track as manifests name it. */
export interface ManifestTrack extends Pick<
  CaptionTrack,
  'trackId' | 'language' | 'name' | 'kind' | 'isDefault'
> {
  /** From the manifest to the playlist (HLS) or to the whole WebVTT file (DASH), as a URL says it. */
  uri: string
}

const GROUP = 'captions'

const FOR_THE_DEAF =
  'public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound'

/** A quoted string holds neither quotes nor line breaks; some readers take an apostrophe for a quote. */
const quoted = (text: string): string =>
  `"${text
    .replaceAll('"', '”')
    .replaceAll("'", '’')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()}"`

/** Names in a group differ: players choose by them. */
function distinctNames(tracks: ManifestTrack[]): string[] {
  const taken = new Set<string>()
  return tracks.map(({ name }) => {
    let free = name
    for (let number = 2; taken.has(quoted(free)); number++) free = `${name} ${number}`
    taken.add(quoted(free))
    return free
  })
}

/** A player selects at most one by default, and forced ones by itself, without a word. */
export const findDefault = (tracks: ManifestTrack[]): ManifestTrack | undefined =>
  tracks.find(({ isDefault, kind }) => isDefault && kind !== 'forced')

function writeMedia(track: ManifestTrack, name: string, isDefault: boolean): string {
  const attributes = [
    'TYPE=SUBTITLES',
    `GROUP-ID="${GROUP}"`,
    `NAME=${quoted(name)}`,
    ...(track.language === 'und' ? [] : [`LANGUAGE=${quoted(track.language)}`]),
    `DEFAULT=${isDefault ? 'YES' : 'NO'}`,
    'AUTOSELECT=YES',
    `FORCED=${track.kind === 'forced' ? 'YES' : 'NO'}`,
    ...(track.kind === 'captions' ? [`CHARACTERISTICS="${FOR_THE_DEAF}"`] : []),
    `URI=${quoted(track.uri)}`,
  ]
  return `#EXT-X-MEDIA:${attributes.join(',')}`
}

const STREAM = '#EXT-X-STREAM-INF:'

/** A comma or an equals sign within quotes parts nothing. */
const attributesIn = (list: string): string[] => list.match(/[^,="]+=(?:"[^"]*"|[^,"]*)/g) ?? []

const isSubtitles = (line: string): boolean =>
  line.startsWith('#EXT-X-MEDIA:') &&
  attributesIn(line.slice(line.indexOf(':') + 1)).some((attribute) => attribute.trim() === 'TYPE=SUBTITLES')

function nameGroup(line: string, hasTracks: boolean): string {
  const kept = attributesIn(line.slice(STREAM.length)).filter((one) => !one.trim().startsWith('SUBTITLES='))
  return STREAM + [...kept, ...(hasTracks ? [`SUBTITLES="${GROUP}"`] : [])].join(',')
}

/**
 * The playlist with exactly these tracks, whatever it had before; every variant is played with them.
 * @param tracks in the order of the player's menu
 * @throws InvariantError for what is no multivariant playlist
 */
export function withSubtitles(multivariant: string, tracks: ManifestTrack[]): string {
  const lines = multivariant.split(/\r?\n/).filter((line) => !isSubtitles(line))
  const first = lines.findIndex((line) => line.startsWith(STREAM))
  if (first === -1) throw new InvariantError('Subtitles can be added to a multivariant playlist only.')
  const names = distinctNames(tracks)
  const shown = findDefault(tracks)
  const media = tracks.map((track, index) => writeMedia(track, names[index]!, track === shown))
  const streams = lines.map((line) => (line.startsWith(STREAM) ? nameGroup(line, tracks.length > 0) : line))
  return streams.toSpliced(first, 0, ...media).join('\n')
}
