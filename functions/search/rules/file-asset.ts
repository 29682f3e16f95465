// The entries that an asset is to have in the index.
import type { Asset } from '../../../schemas/generated/types.ts'
import { captionPieces, findableAs, headPieces, type Piece, type ReadTrack } from './pieces.ts'
import { FIELDS, postingKey, type Posting } from './postings.ts'
import { termsOf } from './terms.ts'
import { readWords } from './words.ts'

interface Filed {
  rank: number
  tracks: Set<string>
}

export interface Filing {
  postings: Posting[]
  /** Whether there were more terms than an asset may have; those said last are missing then. */
  isCut: boolean
}

/** A film of three hours says some 5,000 different words, or 20,000 different pairs of syllables. */
export const MOST_TERMS = 40_000

/** More tracks than this are not told apart. */
const MOST_TRACKS = 40

function fileTerm(terms: Map<string, Filed>, term: string, { field, trackId }: Piece): boolean {
  const filed = terms.get(term)
  if (filed === undefined && terms.size >= MOST_TERMS) return false
  const { rank, tracks } = filed ?? { rank: FIELDS.indexOf(field), tracks: new Set<string>() }
  if (field === 'caption' && trackId !== undefined && tracks.size < MOST_TRACKS) tracks.add(trackId)
  if (filed === undefined) terms.set(term, { rank, tracks })
  return true
}

/** Every term once, at the best field in which it stands, and whether there were more than an asset may have. */
export function fileTerms(asset: Asset, tracks: ReadTrack[]): { terms: Map<string, Filed>; isCut: boolean } {
  const terms = new Map<string, Filed>()
  let isCut = false
  // From the best field to the weakest, so that the first rank of a term is its best.
  for (const piece of [...headPieces(asset), ...tracks.flatMap(captionPieces)]) {
    for (const term of readWords(piece.text).flatMap(termsOf)) isCut = !fileTerm(terms, term, piece) || isCut
  }
  return { terms, isCut }
}

/** An asset that nobody may find has no entries. */
export function fileAsset(asset: Asset, tracks: ReadTrack[]): Filing {
  const outcome = findableAs(asset)
  if (outcome === undefined) return { postings: [], isCut: false }
  const { terms, isCut } = fileTerms(asset, tracks)
  const { assetId, registeredAt } = asset
  const postings = [...terms].map(([term, { rank, tracks }]) => ({
    ...postingKey({ assetId, registeredAt, outcome }, term, rank),
    ...(tracks.size > 0 && { tracks: [...tracks].sort() }),
  }))
  return { postings, isCut }
}
