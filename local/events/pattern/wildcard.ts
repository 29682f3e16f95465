import { invalidPattern } from './parse-pattern.ts'

/** `*` stands for any characters, `\*` and `\\` for themselves. */
export function parseWildcard(pattern: string, field: string): (value: string) => boolean {
  const pieces: string[] = ['']
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!
    if (character === '*') {
      if (i > 0 && pattern[i - 1] === '*' && pieces.at(-1) === '') {
        throw invalidPattern(`Consecutive wildcard characters at pos ${i} at "${field}"`)
      }
      pieces.push('')
    } else if (character === '\\') {
      const escaped = pattern[++i]
      if (escaped !== '*' && escaped !== '\\') {
        throw invalidPattern(`Invalid escape character at pos ${i - 1} at "${field}"`)
      }
      pieces[pieces.length - 1] += escaped
    } else pieces[pieces.length - 1] += character
  }
  return (value) => fits(value, pieces)
}

// Without regular expressions: a pattern with many stars must not take exponential time.
function fits(value: string, pieces: string[]): boolean {
  const first = pieces[0]!
  const last = pieces.at(-1)!
  if (pieces.length === 1) return value === first
  if (!value.startsWith(first) || !value.endsWith(last) || value.length < first.length + last.length)
    return false
  let at = first.length
  const end = value.length - last.length
  for (const piece of pieces.slice(1, -1)) {
    const found = value.indexOf(piece, at)
    if (found < 0 || found + piece.length > end) return false
    at = found + piece.length
  }
  return at <= end
}
