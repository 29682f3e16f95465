// What people ask for, made into clauses that must all be met.
import { isParticle, stripParticle } from './particles.ts'
import { lookupsOf, type Lookup } from './terms.ts'
import { readWords, type Word } from './words.ts'

/** Words that follow one another; mostly it is one. */
export interface Clause {
  words: Word[]
  /** In quotes: no particle is taken off, and nothing but one may follow. */
  isExact: boolean
  /** The last word may go on. */
  isPrefix: boolean
}

export const QUERY_REFUSALS = {
  'query-empty': 'Say what to look for.',
  'query-too-long': 'A query has at most 200 characters.',
  'query-without-words': 'There is no word in the query, only signs.',
  'query-too-many-words': 'A query has at most 12 words.',
} as const

export type QueryRefusal = keyof typeof QUERY_REFUSALS

const MOST_CHARACTERS = 200
const MOST_WORDS = 12
const MOST_LOOKUPS = 16

const QUOTES = /["“”„‟«»「」『』]/gu
const CHUNKS = /"([^"]*)"?|[^\s"]+/gu
const SPACES = /[\p{Cc}\p{Z}]+/gu

/** A query that asks for `학교에서` means the school. */
function withoutParticle(words: Word[]): Word[] {
  const last = words.at(-1)
  if (last?.kind !== 'syllables') return words
  const before = words.slice(0, -1)
  if (before.length > 0 && isParticle(last.text)) return before
  return [...before, { ...last, text: stripParticle(last.text, before.length > 0 ? 1 : 2) }]
}

function readClauses(text: string): Clause[] {
  const clauses = [...text.matchAll(CHUNKS)].map(([chunk, quoted]): Clause => {
    const isExact = quoted !== undefined
    const words = readWords(quoted ?? chunk)
    return { words: isExact ? words : withoutParticle(words), isExact, isPrefix: false }
  })
  const found = clauses.filter(({ words }) => words.length > 0)
  const last = found.at(-1)
  if (last === undefined || last.isExact) return found
  const { kind, text: lastWord } = last.words.at(-1)!
  return [...found.slice(0, -1), { ...last, isPrefix: kind === 'syllables' || lastWord.length > 1 }]
}

const keyOf = ({ words, isExact }: Clause) => `${isExact} ${words.map(({ text }) => text).join(' ')}`

const distinct = (clauses: Clause[]): Clause[] => [
  ...new Map(clauses.map((one) => [keyOf(one), one])).values(),
]

/** A quote that is not closed ends with the query; control characters part words. */
export function readQuery(query: string): { clauses: Clause[] } | { refused: QueryRefusal } {
  if (query.length > 2 * MOST_CHARACTERS) return { refused: 'query-too-long' }
  const text = query.normalize('NFKC').replace(SPACES, ' ').replace(QUOTES, '"').trim()
  if (text === '') return { refused: 'query-empty' }
  if ([...text].length > MOST_CHARACTERS) return { refused: 'query-too-long' }
  const clauses = distinct(readClauses(text))
  if (clauses.length === 0) return { refused: 'query-without-words' }
  if (clauses.flatMap(({ words }) => words).length > MOST_WORDS) return { refused: 'query-too-many-words' }
  return { clauses }
}

/** Where to look; the longest words, which are the rarest, when there are very many. */
export function planLookups(clauses: Clause[]): Lookup[] {
  const all = clauses.flatMap(({ words, isPrefix }) =>
    words.flatMap((word, index) => lookupsOf(word, isPrefix && index === words.length - 1)),
  )
  const byKey = new Map(all.map((one) => [`${one.isPrefix} ${one.term}`, one]))
  return [...byKey.values()].toSorted((a, b) => b.term.length - a.term.length).slice(0, MOST_LOOKUPS)
}
