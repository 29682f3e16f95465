// Whether a clause is met by a text, word by word.
import { isParticle } from './particles.ts'
import type { Clause } from './query.ts'
import type { Word } from './words.ts'

/** Nothing, or what belongs to the noun before it. */
const endsWell = (rest: string) => rest === '' || isParticle(rest)

/** Syllables are found wherever they stand in their run: `학교` in `고등학교에서`; one alone only at its begin. */
function meetsSyllables(found: string, asked: string, { words, isExact, isPrefix }: Clause): boolean {
  const isAlone = words.length === 1
  if (!isExact && isAlone && [...asked].length > 1) return found.includes(asked)
  if (!found.startsWith(asked)) return false
  return isExact || !isPrefix ? endsWell(found.slice(asked.length)) : true
}

function meetsLast(found: Word, asked: Word, clause: Clause): boolean {
  if (asked.kind === 'syllables') return meetsSyllables(found.text, asked.text, clause)
  return clause.isPrefix ? found.text.startsWith(asked.text) : found.text === asked.text
}

/** Whether the clause is met by the words from `start` on. */
export function meetsAt(words: Word[], start: number, clause: Clause): boolean {
  const last = clause.words.length - 1
  return clause.words.every((asked, index) => {
    const found = words[start + index]
    if (found?.kind !== asked.kind) return false
    return index === last ? meetsLast(found, asked, clause) : found.text === asked.text
  })
}
