// The top level of an ISO BMFF or QuickTime file, read through ranges: films are large and the index may stand last.
import { readBoxHeader } from './iso-box-header.ts'
import { readMovie, type MovieFacts } from './iso-movie.ts'

/** Bytes `start` (inclusive) to `end` (exclusive). */
export interface ByteRange {
  start: number
  end: number
}

export interface BoxFacts {
  /** The file ends before its last box does, or its index is missing. */
  isTruncated: boolean
  /** Absent where the index is missing or too large to look into. */
  movie?: MovieFacts
}

/** One read takes in many small boxes at once; a film of thousands of fragments is not read to its end. */
const READ_SIZE_BYTES = 64 * 1024
const MOST_READS = 64

/** An index beyond this belongs to a film of days. */
const LARGEST_INDEX_BYTES = 64 * 1024 * 1024

interface TopLevel {
  isTruncated: boolean
  moov?: ByteRange
}

/** Steps from box to box. Every step goes forward, so that broken sizes end the walk. */
function* walkTopLevel(sizeBytes: number): Generator<ByteRange, TopLevel, Uint8Array> {
  let moov: ByteRange | undefined
  let offset = 0
  for (let reads = 0; reads < MOST_READS && offset + 8 <= sizeBytes; reads++) {
    const start = offset
    const bytes = yield { start, end: Math.min(start + READ_SIZE_BYTES, sizeBytes) }
    for (;;) {
      const box = readBoxHeader(bytes, offset - start)
      if (box === undefined) break
      const end = box.sizeBytes === Infinity ? sizeBytes : offset + box.sizeBytes
      if (end > sizeBytes) return { isTruncated: true }
      if (box.type === 'moov') moov = { start: offset, end }
      offset = end
    }
    // No box begins here: what follows a complete film is litter, what comes before its index is damage.
    if (offset === start) break
  }
  return moov ? { isTruncated: false, moov } : { isTruncated: true }
}

/**
 * A walk over a file as data: it yields the ranges it wants to see, is given their bytes, and ends with what it found.
 * The caller reads; nothing here does.
 */
export function* walkBoxes(sizeBytes: number): Generator<ByteRange, BoxFacts, Uint8Array> {
  const { isTruncated, moov } = yield* walkTopLevel(sizeBytes)
  if (moov === undefined || moov.end - moov.start > LARGEST_INDEX_BYTES) return { isTruncated }
  const movie = readMovie(yield moov)
  return { isTruncated, ...(movie && { movie }) }
}
