// The JSONata in a definition: it must parse, and ask `$states` only for what its field can see.
import { isObject, type Json } from '../json.ts'
import { compile, expressionIn } from '../query/expression.ts'
import type { Spot } from './diagnostics.ts'

/** The members of `$states`. */
export type Reserved = 'input' | 'context' | 'result' | 'errorOutput'

/** What every field can see. */
const ALWAYS: Reserved[] = ['input', 'context']

export const isQuery = (value: unknown): value is string =>
  typeof value === 'string' && expressionIn(value) !== undefined

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** RFC 3339 with a capital T and Z, as the language demands. */
export const isTimestamp = (value: unknown): boolean =>
  typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value))

export function checkQueries(template: Json | undefined, spot: Spot, more: Reserved[] = []): void {
  if (Array.isArray(template)) template.forEach((item, i) => checkQueries(item, spot.to(`[${i}]`), more))
  else if (isObject(template)) {
    for (const [key, value] of Object.entries(template)) checkQueries(value, spot.to(`/${key}`), more)
  } else if (isQuery(template)) checkQuery(template, spot, more)
}

function checkQuery(text: string, spot: Spot, more: Reserved[]): void {
  const allowed: string[] = [...ALWAYS, ...more]
  try {
    const ast: unknown = compile(expressionIn(text) ?? '').ast()
    for (const member of statesMembers(ast)) {
      if (!allowed.includes(member)) spot.schema(`$states.${member} cannot be used here`)
    }
  } catch (error) {
    spot.schema(`The JSONata expression cannot be parsed: ${(error as Error).message}`)
  }
}

/** The first member after every `$states` in a syntax tree. */
function statesMembers(node: unknown, seen = new Set<unknown>()): string[] {
  if (typeof node !== 'object' || node === null || seen.has(node)) return []
  seen.add(node)
  const { type, steps } = node as { type?: string; steps?: { type: string; value: string }[] }
  const [first, second] = type === 'path' && steps ? steps : []
  const asked = first?.type === 'variable' && first.value === 'states' && second?.type === 'name'
  const below = Object.values(node).flatMap((child) => statesMembers(child, seen))
  return asked ? [second.value, ...below] : below
}

const VARIABLE = /^[\p{L}_][\p{L}\p{N}_]*$/u

export function checkAssign(assign: Json | undefined, spot: Spot, more: Reserved[] = []): void {
  if (assign === undefined) return
  if (!isObject(assign)) return spot.schema('Assign must be an object')
  for (const name of Object.keys(assign)) {
    if (name === 'states' || name.length > 80 || !VARIABLE.test(name)) {
      spot.to(`/${name}`).schema(`Not a name for a variable: ${name}`)
    }
  }
  checkQueries(assign, spot, more)
}
