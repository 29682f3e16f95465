// What of an asset can be searched: pieces of text, each in a field, those of captions with their time.
import { fileNameOf } from '../../../lib/object-key.ts'
import type { Asset, CaptionTrack, Cue } from '../../../schemas/generated/types.ts'
import type { Field, Findable } from './postings.ts'

export interface Piece {
  field: Field
  text: string
  trackId?: string
  language?: string
  /** Of the cue, in the film. */
  startMs?: number
  endMs?: number
}

/** A caption track with what it says. */
export interface ReadTrack {
  track: Pick<CaptionTrack, 'trackId' | 'language'>
  cues: Pick<Cue, 'startMs' | 'endMs' | 'text'>[]
}

/** The title, or the name of the file where the job file gives none. */
export function titleOf({ title, source }: Pick<Asset, 'title' | 'source'>): string {
  if (title !== undefined && title.trim() !== '') return title
  const name = fileNameOf(source.key)
  return name.replace(/(?<=.)\.\w{1,8}$/, '')
}

/** Only what has an outcome that leaves something to see or to decide on. */
export const findableAs = ({ outcome }: Pick<Asset, 'outcome'>): Findable | undefined =>
  outcome === 'published' || outcome === 'quarantined' ? outcome : undefined

/** Held and unreadable tracks are out of the manifests, and out of the index. */
export const searchedTracks = ({
  captions,
}: Pick<Asset, 'captions'>): (CaptionTrack & { vttKey: string })[] =>
  captions.flatMap((track) =>
    track.state === 'published' && track.vttKey !== undefined ? [{ ...track, vttKey: track.vttKey }] : [],
  )

/** Everything but what is said. */
export function headPieces(asset: Asset): Piece[] {
  const entities = searchedTracks(asset).flatMap(({ trackId, language, insights }) =>
    (insights?.topEntities ?? []).map(({ text }): Piece => ({ field: 'entity', text, trackId, language })),
  )
  const categories = asset.findings.flatMap(({ category, label }) => [category, label])
  return [
    { field: 'title', text: titleOf(asset) },
    ...(asset.tags ?? []).map((text): Piece => ({ field: 'tag', text })),
    ...entities,
    ...[...new Set(categories)].map((text): Piece => ({ field: 'category', text })),
  ]
}

export const captionPieces = ({ track: { trackId, language }, cues }: ReadTrack): Piece[] =>
  cues.map(({ startMs, endMs, text }) => ({ field: 'caption', text, trackId, language, startMs, endMs }))
