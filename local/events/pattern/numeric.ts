import { invalidPattern } from './parse-pattern.ts'
import type { ValueMatcher } from './parse-pattern.ts'

const COMPARISONS: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
}

/** EventBridge compares numbers from -5e9 to 5e9. */
const LIMIT = 5e9

/** `["=", 1]`, `[">", 0]` or a range such as `[">", 0, "<=", 5]`: a lower bound and then an upper one. */
export function parseNumeric(argument: unknown, field: string): ValueMatcher {
  if (!Array.isArray(argument)) throw invalidPattern(`Value of numeric must be an array at "${field}"`)
  if (argument.length !== 2 && argument.length !== 4) {
    throw invalidPattern(`Value of numeric must hold one or two comparisons at "${field}"`)
  }
  const tests = [0, 2]
    .slice(0, argument.length / 2)
    .map((at) => parseComparison(argument[at], argument[at + 1], field))
  if (tests.length === 2) checkRange(argument, field)
  return (value) => typeof value === 'number' && tests.every((test) => test(value))
}

function parseComparison(operator: unknown, bound: unknown, field: string) {
  const compare = typeof operator === 'string' ? COMPARISONS[operator] : undefined
  if (!compare) throw invalidPattern(`Unrecognized numeric range operator: ${String(operator)} at "${field}"`)
  if (typeof bound !== 'number')
    throw invalidPattern(`Value of ${String(operator)} must be numeric at "${field}"`)
  if (Math.abs(bound) > LIMIT)
    throw invalidPattern(`Value of ${String(operator)} must be between -5.0E9 and 5.0E9 at "${field}"`)
  return (value: number) => compare(value, bound)
}

function checkRange(range: unknown[], field: string) {
  const [lower, from, upper, to] = range as [string, number, string, number]
  if (!lower.startsWith('>') || !upper.startsWith('<')) {
    throw invalidPattern(`Bad numeric range operator: ${lower.startsWith('>') ? upper : lower} at "${field}"`)
  }
  if (from >= to) throw invalidPattern(`Bottom must be less than top at "${field}"`)
}
