// Long texts are read piece by piece: the engines' time grows faster than the text, and some texts are made to be slow.
import type { Span } from './finding.ts'

const LONGEST_PIECE = 2000
/** A piece ends behind a line or sentence, else behind a word, if there is one in its second half. */
const ENDS = [/\n/g, /[.!?…。]\s/g, /\s/g]

/** The findings of all pieces, placed in the whole text. Each piece is at most 2,000 UTF-16 units. */
export function readPieces<T extends Span>(text: string, read: (piece: string) => T[]): T[] {
  const found: T[] = []
  for (let from = 0; from < text.length;) {
    const to = endOfPiece(text, from)
    for (const span of read(text.slice(from, to))) {
      found.push({ ...span, begin: span.begin + from, end: span.end + from })
    }
    from = to
  }
  return found
}

function endOfPiece(text: string, from: number): number {
  if (text.length - from <= LONGEST_PIECE) return text.length
  const piece = text.slice(from, from + LONGEST_PIECE)
  for (const end of ENDS) {
    const last = [...piece.matchAll(end)].at(-1)
    if (last && last.index > LONGEST_PIECE / 2) return from + last.index + last[0].length
  }
  // Never between the halves of a character.
  return /[\ud800-\udbff]$/.test(piece) ? from + LONGEST_PIECE - 1 : from + LONGEST_PIECE
}
