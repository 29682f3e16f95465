// English key phrases: noun phrases with their determiners, from the parts of speech that compromise tells.
import nlp from 'compromise'
import type { Span } from '../finding.ts'

interface Term {
  text: string
  tags: string[]
  offset: { start: number; length: number }
}

const MOST_WORDS = 8
/** Nouns that are fillers of speech. */
const EMPTY = new Set(
  'thing things stuff way lot bit kind sort one ones something anything nothing everything'.split(' '),
)

type Part = 'determiner' | 'modifier' | 'noun' | 'none'

export function englishPhrases(text: string): Span[] {
  const sentences = nlp(text).json({ offset: true, terms: { offset: true } }) as { terms: Term[] }[]
  return sentences.flatMap(({ terms }) => runsOf(text, terms).map((run) => spanOf(text, run)))
}

function partOf({ tags }: Term): Part {
  const has = (tag: string) => tags.includes(tag)
  if (has('Pronoun') && !has('Possessive')) return 'none'
  if (has('Determiner') || (has('Possessive') && has('Pronoun'))) return 'determiner'
  if (has('Verb') && !has('Gerund')) return 'none'
  if (has('Noun') || has('Acronym') || has('Money')) return 'noun'
  if (has('Adjective') || has('Value') || has('Comparative') || has('Superlative')) return 'modifier'
  return 'none'
}

function runsOf(text: string, terms: Term[]): Term[][] {
  const runs: Term[][] = []
  let run: Term[] = []
  const close = () => {
    const kept = upToLastNoun(run)
    if (kept.length > 0) runs.push(kept)
    run = []
  }
  for (const term of terms) {
    const part = partOf(term)
    // A determiner begins another phrase, and so does a comma.
    if (part === 'none' || (part === 'determiner' && run.length > 0) || run.length === MOST_WORDS) close()
    if (part === 'none') continue
    run.push(term)
    if (/^\s*[,;:.!?)\]"”]/.test(text.slice(term.offset.start + term.text.length))) close()
  }
  close()
  return runs
}

function upToLastNoun(run: Term[]): Term[] {
  const last = run.findLastIndex((term) => partOf(term) === 'noun')
  const kept = run.slice(0, last + 1)
  const said = kept.filter((term) => partOf(term) !== 'determiner').map(({ text }) => text.toLowerCase())
  return said.every((word) => EMPTY.has(word)) ? [] : kept
}

function spanOf(text: string, run: Term[]): Span {
  const begin = run[0]!.offset.start
  const last = run.at(-1)!
  const said = text.slice(begin, last.offset.start + last.offset.length)
  const kept = said.replace(/['’]s$|[^\p{L}\p{N}%)]+$/u, '')
  // Longer phrases, and those with a name in them, say more.
  const isNamed = run.some(({ tags }) => tags.includes('ProperNoun'))
  const score = Math.min(0.99, 0.8 + 0.05 * run.length + (isNamed ? 0.1 : 0))
  return { begin, end: begin + kept.length, score }
}
