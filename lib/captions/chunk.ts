// Cues put together into texts as large as a service reads at once, with the way back from the text to the film.
import type { Cue } from '../../schemas/generated/types.ts'
import { bytesAt, countBytes, countCodePoints, widthAt } from './code-points.ts'

/** Where in a chunk the words of a cue are; offsets in code points, as Comprehend counts them. */
export interface ChunkSpan {
  cueIndex: number
  startMs: number
  endMs: number
  /** In the chunk's text. */
  begin: number
  end: number
  /** Where in the cue's text the words begin: above 0 in the later parts of a cue that is too long for a chunk. */
  cueBegin: number
}

export interface CaptionChunk {
  text: string
  /** In order, with one sign between them. */
  spans: ChunkSpan[]
  /** From the first to the last cue shown. */
  startMs: number
  endMs: number
  /** Whether a cue had to be cut because it alone is too long. */
  hasCutCue: boolean
}

/** UTF-8 bytes and code points: a chunk has no more of either. */
export interface ChunkLimits {
  maxBytes?: number
  maxCharacters?: number
}

/** A cue, or a part of one, ready to be put into a chunk. */
interface Piece extends Omit<ChunkSpan, 'begin' | 'end'> {
  text: string
  bytes: number
  characters: number
  isPart: boolean
}

interface Limits {
  bytes: number
  characters: number
}

/** The end of the largest part from `index` on that keeps the limits, at a space where there is one in its second half. */
function findCut(text: string, index: number, { bytes, characters }: Limits): number {
  let [end, usedBytes, used, space] = [index, 0, 0, -1]
  while (end < text.length && usedBytes + bytesAt(text, end) <= bytes && used < characters) {
    if (text[end] === ' ') space = end
    usedBytes += bytesAt(text, end)
    used++
    end += widthAt(text, end)
  }
  if (end === index) throw new RangeError('A chunk must have room for one character.')
  return end < text.length && space > index + (end - index) / 2 ? space + 1 : end
}

function toPieces(cue: Cue, cueIndex: number, limits: Limits): Piece[] {
  const { startMs, endMs } = cue
  const text = cue.text.replaceAll('\n', ' ')
  const [bytes, characters] = [countBytes(text), countCodePoints(text)]
  const whole = { cueIndex, startMs, endMs, cueBegin: 0, text, bytes, characters, isPart: false }
  if (bytes <= limits.bytes && characters <= limits.characters) return [whole]
  const pieces: Piece[] = []
  for (let index = 0, cueBegin = 0; index < text.length;) {
    const end = findCut(text, index, limits)
    const part = text.slice(index, end)
    const size = { text: part, bytes: countBytes(part), characters: countCodePoints(part) }
    pieces.push({ ...whole, ...size, cueBegin, isPart: true })
    cueBegin += size.characters
    index = end
  }
  return pieces
}

/** A sentence often goes on in the next cue; where one has ended, a line ends. */
const separatorAfter = (text: string): string => (/[.!?…。！？"”)\]♪]\s*$/.test(text) ? '\n' : ' ')

function toChunk(pieces: Piece[]): CaptionChunk {
  let text = ''
  let end = 0
  const spans = pieces.map(({ cueIndex, startMs, endMs, cueBegin, ...piece }, index): ChunkSpan => {
    if (index > 0) text += separatorAfter(pieces[index - 1]!.text)
    const begin = index > 0 ? end + 1 : 0
    text += piece.text
    end = begin + piece.characters
    return { cueIndex, startMs, endMs, begin, end, cueBegin }
  })
  return {
    text,
    spans,
    startMs: spans.reduce((least, span) => Math.min(least, span.startMs), Infinity),
    endMs: spans.reduce((most, span) => Math.max(most, span.endMs), 0),
    hasCutCue: pieces.some(({ isPart }) => isPart),
  }
}

/**
 * As few chunks as the order of the cues allows. Every cue is in exactly one of them and never cut, but for one that alone
 * is longer than the limit. A cue with white space alone has nothing to be read and is in none.
 */
export function chunkCues(cues: Cue[], { maxBytes, maxCharacters }: ChunkLimits): CaptionChunk[] {
  const limits = { bytes: maxBytes ?? Infinity, characters: maxCharacters ?? Infinity }
  const chunks: Piece[][] = []
  let used = { bytes: Infinity, characters: Infinity }
  for (const [cueIndex, cue] of cues.entries()) {
    if (cue.text.trim() === '') continue
    for (const piece of toPieces(cue, cueIndex, limits)) {
      const bytes = used.bytes + 1 + piece.bytes
      const characters = used.characters + 1 + piece.characters
      if (chunks.length > 0 && bytes <= limits.bytes && characters <= limits.characters) {
        chunks.at(-1)!.push(piece)
        used = { bytes, characters }
      } else {
        chunks.push([piece])
        used = piece
      }
    }
  }
  return chunks.map(toChunk)
}

/** Requests that take so many documents at once. */
export const inBatches = <Item>(items: Item[], most: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  )

/** A part of a cue; offsets in code points of the cue's own text. */
export interface CuePart {
  cueIndex: number
  startMs: number
  endMs: number
  begin: number
  end: number
}

/** The first span that ends behind an offset. */
function firstSpanBehind(spans: ChunkSpan[], offset: number): number {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle]!.end > offset) high = middle
    else low = middle + 1
  }
  return low
}

/** The cues, and what of them, that a service means by offsets in a chunk. */
export function locate({ spans }: Pick<CaptionChunk, 'spans'>, begin: number, end: number): CuePart[] {
  const parts: CuePart[] = []
  for (let at = firstSpanBehind(spans, begin); at < spans.length && spans[at]!.begin < end; at++) {
    const span = spans[at]!
    parts.push({
      cueIndex: span.cueIndex,
      startMs: span.startMs,
      endMs: span.endMs,
      begin: span.cueBegin + Math.max(0, begin - span.begin),
      end: span.cueBegin + Math.min(end, span.end) - span.begin,
    })
  }
  return parts
}
