// Caption tracks in a DASH manifest: whole WebVTT files beside the segments. Source: ISO/IEC 23009-1, clauses 5.3.3, 5.8.5.5
// and 5.3.9.2.
import { InvariantError } from '../errors.ts'
import { findDefault, type ManifestTrack } from './hls-subtitles.ts'

const ROLE_SCHEME = 'urn:mpeg:dash:role:2011'

const ROLES: Record<ManifestTrack['kind'], string> = {
  subtitles: 'subtitle',
  captions: 'caption',
  forced: 'forced-subtitle',
}

/** A manifest must state some; words take next to nothing. */
const BANDWIDTH_BPS = 1000

/** What XML 1.0 cannot say at all is left out. */
const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}+|[\ufffe\uffff\u2028\u2029]+/gu, ' ')
    .replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

function writeSet(track: ManifestTrack, isDefault: boolean): string[] {
  const roles = [ROLES[track.kind], ...(isDefault ? ['main'] : [])]
  return [
    `    <AdaptationSet contentType="text" mimeType="text/vtt" lang="${escapeXml(track.language)}">`,
    `      <Label>${escapeXml(track.name)}</Label>`,
    ...roles.map((role) => `      <Role schemeIdUri="${ROLE_SCHEME}" value="${role}"/>`),
    `      <Representation id="captions-${escapeXml(track.trackId)}" bandwidth="${BANDWIDTH_BPS}">`,
    `        <BaseURL>${escapeXml(track.uri)}</BaseURL>`,
    '      </Representation>',
    '    </AdaptationSet>',
  ]
}

interface Part {
  start: number
  end: number
}

interface Found {
  textSets: Part[]
  periodEnds: number[]
}

const ATTRIBUTE_TEXT = /\bcontentType\s*=\s*(["'])text\1/
const TAGS =
  /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<(\/?)(?:\w+:)?(AdaptationSet|Period)\b(?:"[^"]*"|'[^']*'|[^<>"'])*>/g

/** Comments may say anything and mean nothing. */
function find(mpd: string): Found {
  const found: Found = { textSets: [], periodEnds: [] }
  let open: number | undefined
  for (const { 0: tag, 1: slash, 2: name, index } of mpd.matchAll(TAGS)) {
    if (name === undefined) continue
    if (name === 'Period' && slash === '/') found.periodEnds.push(index)
    if (name === 'AdaptationSet' && slash === '') open = ATTRIBUTE_TEXT.test(tag) ? index : undefined
    if (name === 'AdaptationSet' && slash === '/' && open !== undefined) {
      found.textSets.push({ start: open, end: index + tag.length })
      open = undefined
    }
  }
  return found
}

/** The line that a part stands on goes with it. */
const cut = (text: string, { start, end }: Part): string =>
  text.slice(0, start).replace(/\n?[ \t]*$/, '') + text.slice(end)

/**
 * The manifest with exactly these text tracks, whatever it had before.
 * @param tracks in the order of the player's menu
 * @throws InvariantError for a manifest that has not one period: the times of a file count from the begin of its period
 */
export function withTextTracks(mpd: string, tracks: ManifestTrack[]): string {
  const clean = find(mpd).textSets.reduceRight(cut, mpd)
  const { periodEnds } = find(clean)
  if (periodEnds.length !== 1) {
    throw new InvariantError(`Captions need a manifest with one period; this one has ${periodEnds.length}.`)
  }
  const shown = findDefault(tracks)
  const sets = tracks.flatMap((track) => writeSet(track, track === shown))
  const before = clean.slice(0, periodEnds[0]).replace(/[ \t]*$/, '')
  const indent = clean.slice(before.length, periodEnds[0])
  return before + sets.map((line) => `${line}\n`).join('') + indent + clean.slice(periodEnds[0])
}
