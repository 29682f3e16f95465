// What names a caption track, and in which order a player shows the tracks.
import type { CaptionTrack } from '../../schemas/generated/types.ts'
import { isSameLanguage, languageName } from './language.ts'

export type CaptionKind = CaptionTrack['kind']

/** What a track of each kind has after its language in ids and file names. */
const SUFFIXES: Record<CaptionKind, string> = { subtitles: '', captions: '-sdh', forced: '-forced' }

const REMARKS: Record<CaptionKind, string> = { subtitles: '', captions: ' (SDH)', forced: ' (forced)' }

/** From what most people want to what a player shows by itself. */
const KINDS: CaptionKind[] = ['subtitles', 'captions', 'forced']

/** One asset has one track of a kind in a language. */
export const trackIdOf = (language: string, kind: CaptionKind): string => language + SUFFIXES[kind]

/** What a player's menu says where nobody gave the track a name. */
export const trackNameOf = (language: string, kind: CaptionKind): string =>
  languageName(language) + REMARKS[kind]

/** The language of the film first, then by name; within a language plain subtitles, those for the deaf, forced ones. */
export function orderTracks<Track extends Pick<CaptionTrack, 'trackId' | 'language' | 'kind'>>(
  tracks: Track[],
  filmLanguage = 'und',
): Track[] {
  const isOfFilm = ({ language }: Track) => (isSameLanguage(language, filmLanguage) ? 0 : 1)
  return tracks.toSorted(
    (a, b) =>
      isOfFilm(a) - isOfFilm(b) ||
      languageName(a.language).localeCompare(languageName(b.language), 'en') ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      (a.trackId < b.trackId ? -1 : 1),
  )
}
