// An asset as a hit: whether its own text meets every clause, and where.
import type { Asset, SearchHit, SearchPlace } from '../../../schemas/generated/types.ts'
import { meetsAt } from './match.ts'
import { captionPieces, findableAs, headPieces, titleOf, type Piece, type ReadTrack } from './pieces.ts'
import { FIELDS } from './postings.ts'
import type { Clause } from './query.ts'
import { normaliseText, readWords, type Word } from './words.ts'

const MOST_PLACES = 5
const LONGEST_TEXT = 500

/** Pieces that are read on from one to the next: the cues of a track; or one piece by itself. */
interface Passage {
  words: Word[]
  /** For every word the piece it stands in. */
  pieces: Piece[]
}

function readPassage(pieces: Piece[]): Passage {
  const passage: Passage = { words: [], pieces: [] }
  for (const piece of pieces) {
    for (const word of readWords(piece.text)) {
      passage.words.push(word)
      passage.pieces.push(piece)
    }
  }
  return passage
}

/** The pieces in which a clause is met, at its first word. */
function findPieces({ words, pieces }: Passage, clause: Clause): Set<Piece> {
  const found = new Set<Piece>()
  words.forEach((_, start) => {
    if (meetsAt(words, start, clause)) found.add(pieces[start]!)
  })
  return found
}

/**
 * A quick look that leaves the cues that may matter, and those behind them: a phrase may go on in the next. Cues that
 * follow one another stay together.
 */
function chooseCues(cues: Piece[], clauses: Clause[]): Piece[][] {
  const starts = clauses.map(({ words }) => words[0]!.text)
  const longest = Math.max(...clauses.map(({ words }) => words.length))
  const runs: Piece[][] = []
  let left = 0
  for (const cue of cues) {
    const isLeftOut = left === 0
    const normalised = normaliseText(cue.text)
    left = starts.some((start) => normalised.includes(start)) ? longest : Math.max(0, left - 1)
    if (left === 0) continue
    if (isLeftOut) runs.push([cue])
    else runs.at(-1)!.push(cue)
  }
  return runs
}

function toPlace({ text, ...rest }: Piece): SearchPlace {
  const signs = [...text]
  return {
    ...rest,
    text: signs.length <= LONGEST_TEXT ? text : `${signs.slice(0, LONGEST_TEXT - 1).join('')}…`,
  }
}

/** Places that meet more clauses first, then the weightier field, then the earlier one. */
function choosePlaces(found: Set<Piece>[]): SearchPlace[] {
  const pieces = [...new Set(found.flatMap((one) => [...one]))]
  const countOf = (piece: Piece) => found.filter((one) => one.has(piece)).length
  return pieces
    .map((piece) => ({ piece, count: countOf(piece), rank: FIELDS.indexOf(piece.field) }))
    .sort((a, b) => b.count - a.count || a.rank - b.rank || (a.piece.startMs ?? 0) - (b.piece.startMs ?? 0))
    .slice(0, MOST_PLACES)
    .map(({ piece }) => toPlace(piece))
}

/**
 * Judges by the record and the caption files, never by the index alone: an entry may be out of date.
 * @returns undefined where a clause is not met, or the asset is not to be found
 */
export function judgeAsset(asset: Asset, tracks: ReadTrack[], clauses: Clause[]): SearchHit | undefined {
  const outcome = findableAs(asset)
  if (outcome === undefined) return undefined
  const passages = [
    ...headPieces(asset).map((piece) => readPassage([piece])),
    ...tracks.flatMap((track) => chooseCues(captionPieces(track), clauses).map(readPassage)),
  ]
  const found = clauses.map(
    (clause) => new Set(passages.flatMap((passage) => [...findPieces(passage, clause)])),
  )
  if (found.some(({ size }) => size === 0)) return undefined
  const { assetId, registeredAt, inspection } = asset
  return {
    assetId,
    title: titleOf(asset),
    outcome,
    registeredAt,
    ...(inspection?.durationMs !== undefined && { durationMs: inspection.durationMs }),
    places: choosePlaces(found),
  }
}
