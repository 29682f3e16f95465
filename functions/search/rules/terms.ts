// What a word is filed under, and where to look for one that is asked for.
import type { Word } from './words.ts'

export interface Lookup {
  term: string
  /** Every term that begins so, not only this one. */
  isPrefix: boolean
}

function pairs(syllables: string): string[] {
  const signs = [...syllables]
  return signs.slice(1).map((sign, index) => signs[index]! + sign)
}

/** Letters as they are; syllables by their first one and by every two that stand together. */
export function termsOf({ text, kind }: Word): string[] {
  if (kind === 'letters') return [text]
  return [String.fromCodePoint(text.codePointAt(0)!), ...pairs(text)]
}

/** As few pairs as name every syllable of the word; whether they stand together is seen in the text itself. */
function coveringPairs(syllables: string): string[] {
  const all = pairs(syllables)
  return all.filter((_, index) => index % 2 === 0 || index === all.length - 1)
}

export function lookupsOf({ text, kind }: Word, isPrefix: boolean): Lookup[] {
  if (kind === 'letters') return [{ term: text, isPrefix }]
  const covering = coveringPairs(text)
  return (covering.length > 0 ? covering : [text]).map((term) => ({ term, isPrefix: false }))
}
