// The tracks of an asset as they stand in its record, which DynamoDB lets have 400 KB (developer guide, "Quotas").
import type { CaptionTrack, CaptionWarning } from '../../../schemas/generated/types.ts'

/** Findings and everything else want room too. */
const MOST_BYTES = 200_000

/** From all of them to one; half as many each time. */
const WARNINGS = [98, 49, 24, 12, 6, 3, 1]

/** Of what a summary names, once warnings are few and there is no room yet. */
const MOST_NAMED = 2

const MORE: CaptionWarning = {
  code: 'more-warnings',
  message: 'There are more warnings than the record of the asset has room for.',
}

const bytesOf = (tracks: CaptionTrack[]) => new TextEncoder().encode(JSON.stringify(tracks)).length

function withFewer(track: CaptionTrack, most: number): CaptionTrack {
  const warnings = track.warnings.filter(({ code }) => code !== MORE.code)
  return warnings.length <= most ? track : { ...track, warnings: [...warnings.slice(0, most), MORE] }
}

function withLessNamed(track: CaptionTrack): CaptionTrack {
  if (track.insights === undefined) return track
  const { topEntities, keyPhrases } = track.insights
  const insights = {
    ...track.insights,
    topEntities: topEntities.slice(0, MOST_NAMED),
    keyPhrases: keyPhrases.slice(0, MOST_NAMED),
  }
  return { ...track, insights }
}

/** Where there are too many, warnings go first, those of all tracks alike, then what summaries name; the insights in S3 stay whole. */
export function fitTracks(tracks: CaptionTrack[], mostBytes = MOST_BYTES): CaptionTrack[] {
  if (bytesOf(tracks) <= mostBytes) return tracks
  for (const most of WARNINGS) {
    const fewer = tracks.map((track) => withFewer(track, most))
    if (bytesOf(fewer) <= mostBytes) return fewer
  }
  return tracks.map((track) => withLessNamed(withFewer(track, 1)))
}
