// Reads an event pattern into a matcher. The language is that of
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
import { AwsError } from '../../runtime/aws-error.ts'
import { parseOperator } from './operators.ts'

/** Judges one field: the value found there, or `undefined` when there is none. */
export type ValueMatcher = (value: unknown) => boolean
export type EventMatcher = (event: unknown) => boolean

export const invalidPattern = (reason: string) =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`)

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws InvalidEventPatternException naming the field */
export function compilePattern(pattern: string): EventMatcher {
  let parsed: unknown
  try {
    parsed = JSON.parse(pattern)
  } catch (error) {
    throw invalidPattern(`Filter is not an object: ${(error as Error).message}`)
  }
  if (!isObject(parsed)) throw invalidPattern('Filter is not an object')
  return compileObject(parsed, [])
}

const LONGEST_PATTERN_BYTES = 4096

/** PutRule's limit on the text. */
export function checkPatternSize(pattern: string) {
  if (Buffer.byteLength(pattern) > LONGEST_PATTERN_BYTES) {
    throw new AwsError('LimitExceededException', 'EventPattern is longer than 4096 characters.')
  }
}

function compileObject(pattern: Json, path: string[]): EventMatcher {
  const entries = Object.entries(pattern)
  if (entries.length === 0) throw invalidPattern(`Empty objects are not allowed: ${nameOf(path)}`)
  const fields = entries.map(([key, value]) => {
    if (key === '$or' && isAlternatives(value)) return compileOr(value, path)
    const match = compileField(value, [...path, key])
    return (event: unknown) => match(isObject(event) ? event[key] : undefined)
  })
  // Inside an array of objects, one and the same object must match all fields.
  return (event) =>
    Array.isArray(event)
      ? event.flat(Infinity).some((element) => fields.every((field) => field(element)))
      : fields.every((field) => field(event))
}

const isAlternatives = (value: unknown): value is Json[] =>
  Array.isArray(value) && value.length >= 2 && value.every(isObject) && !value.some(isOperator)

const isOperator = (value: Json) => {
  const keys = Object.keys(value)
  return (
    keys.length === 1 &&
    ['prefix', 'suffix', 'exists', 'numeric', 'anything-but', 'wildcard'].includes(keys[0]!)
  )
}

function compileOr(alternatives: Json[], path: string[]): EventMatcher {
  const matchers = alternatives.map((one) => compileObject(one, path))
  return (event) => matchers.some((match) => match(event))
}

function compileField(value: unknown, path: string[]): EventMatcher {
  if (isObject(value)) return compileObject(value, path)
  if (!Array.isArray(value)) throw invalidPattern(`"${nameOf(path)}" must be an object or an array`)
  if (value.length === 0) throw invalidPattern(`Empty arrays are not allowed: "${nameOf(path)}"`)
  const matchers = value.map((item) => parseOperator(item, nameOf(path)))
  return (found) => {
    const candidates = leavesOf(found)
    return matchers.some((match) => candidates.some(match))
  }
}

// Operators look at leaves only: an object is no value, and an empty array holds none.
function leavesOf(found: unknown): unknown[] {
  const values = Array.isArray(found) ? found.flat(Infinity) : [found]
  const leaves = values.filter((value) => value !== undefined && !isObject(value))
  return leaves.length > 0 ? leaves : [undefined]
}

const nameOf = (path: string[]) => path.join('.')
