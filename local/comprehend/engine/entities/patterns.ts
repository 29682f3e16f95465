import type { TypedSpan } from '../finding.ts'

export interface PatternRule {
  type: string
  /** Global; a group named `span` is the stretch that counts, else the whole match. Needs the `d` flag for that. */
  pattern: RegExp
  score: number
}

export function findByPatterns(text: string, rules: readonly PatternRule[]): TypedSpan[] {
  return rules.flatMap(({ type, pattern, score }) =>
    [...text.matchAll(pattern)].map((match) => {
      const [begin, end] = match.indices?.groups?.['span'] ?? [match.index, match.index + match[0].length]
      return { begin, end, type, score }
    }),
  )
}

/** A pattern for any of the words of a list, the longest first, for instance `Seoul|New York`. */
export const anyOf = (words: readonly string[]) =>
  words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')
