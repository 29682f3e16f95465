// What may stand in the array of a pattern's field: a value, or an object with one operator.
import { parseCidr } from './cidr.ts'
import { parseNumeric } from './numeric.ts'
import { invalidPattern } from './parse-pattern.ts'
import type { ValueMatcher } from './parse-pattern.ts'
import { parseWildcard } from './wildcard.ts'

type Parse = (argument: unknown, field: string) => ValueMatcher

const textual =
  (test: (value: string) => boolean): ValueMatcher =>
  (value) =>
    typeof value === 'string' && test(value)

function needText(argument: unknown, operator: string, field: string): string {
  if (typeof argument === 'string') return argument
  throw invalidPattern(`${operator} match pattern must be a string at "${field}"`)
}

/** `{"prefix": "a"}` or `{"prefix": {"equals-ignore-case": "a"}}`, and the same for suffix. */
function affix(operator: 'prefix' | 'suffix'): Parse {
  const holds = (value: string, part: string) =>
    operator === 'prefix' ? value.startsWith(part) : value.endsWith(part)
  return (argument, field) => {
    const folded = only(argument, 'equals-ignore-case')
    if (folded === undefined) {
      const part = needText(argument, operator, field)
      return textual((value) => holds(value, part))
    }
    const part = needText(folded, operator, field).toLowerCase()
    return textual((value) => holds(value.toLowerCase(), part))
  }
}

const equalsIgnoreCase: Parse = (argument, field) => {
  const wanted = needText(argument, 'equals-ignore-case', field).toLowerCase()
  return textual((value) => value.toLowerCase() === wanted)
}

const wildcard: Parse = (argument, field) =>
  textual(parseWildcard(needText(argument, 'wildcard', field), field))

const exists: Parse = (argument, field) => {
  if (typeof argument !== 'boolean')
    throw invalidPattern(`exists match pattern must be either true or false at "${field}"`)
  return (value) => (value !== undefined) === argument
}

const NEGATABLE: Record<string, Parse> = {
  prefix: affix('prefix'),
  suffix: affix('suffix'),
  'equals-ignore-case': equalsIgnoreCase,
  wildcard,
}

// `anything-but` holds for a field that is there and has none of the values.
const anythingBut: Parse = (argument, field) => {
  const refused = refusedBy(argument, field)
  return (value) => value !== undefined && !refused.some((match) => match(value))
}

function refusedBy(argument: unknown, field: string): ValueMatcher[] {
  if (typeof argument === 'object' && argument !== null && !Array.isArray(argument)) {
    const [operator, inner] = single(argument, field)
    const parse = NEGATABLE[operator]
    if (!parse) throw invalidPattern(`Unsupported anything-but pattern: ${operator} at "${field}"`)
    return listOf(inner, field).map((one) => parse(one, field))
  }
  const values = listOf(argument, field)
  const kinds = new Set(values.map((value) => typeof value))
  if (kinds.size > 1 || !['string', 'number'].includes([...kinds][0]!)) {
    throw invalidPattern(
      `Inside anything-but list, either all values are number or string, mixed type is not supported at "${field}"`,
    )
  }
  return values.map((wanted) => (value) => value === wanted)
}

function listOf(argument: unknown, field: string): unknown[] {
  const values = Array.isArray(argument) ? argument : [argument]
  if (values.length === 0) throw invalidPattern(`Empty arrays are not allowed: "${field}"`)
  return values
}

const OPERATORS: Record<string, Parse> = {
  ...NEGATABLE,
  'anything-but': anythingBut,
  exists,
  numeric: (argument, field) => parseNumeric(argument, field),
  cidr: (argument, field) => textual(parseCidr(needText(argument, 'cidr', field), field)),
}

function single(operator: object, field: string): [string, unknown] {
  const entries = Object.entries(operator)
  if (entries.length !== 1) throw invalidPattern(`Only one key allowed in match expression at "${field}"`)
  return entries[0]!
}

const only = (argument: unknown, key: string): unknown =>
  typeof argument === 'object' && argument !== null && Object.keys(argument).join() === key
    ? (argument as Record<string, unknown>)[key]
    : undefined

export function parseOperator(item: unknown, field: string): ValueMatcher {
  if (Array.isArray(item))
    throw invalidPattern(`Match value must be String, number, true, false, or null at "${field}"`)
  if (typeof item !== 'object' || item === null) return (value) => value === item
  const [operator, argument] = single(item, field)
  const parse = OPERATORS[operator]
  if (!parse) throw invalidPattern(`Unrecognized match type ${operator} at "${field}"`)
  return parse(argument, field)
}
