// The JSONata in a definition: it must parse, and ask `$states` only for what its field can see.
import { isObject, type Json } from '../json.ts'
import { compile, expressionIn } from '../query/expression.ts'
import type { Report } from './diagnostics.ts'

/** The members of `$states`. */
export type Reserved = 'input' | 'context' | 'result' | 'errorOutput'

export const isQuery = (value: unknown): value is string =>
  typeof value === 'string' && expressionIn(value) !== undefined

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** RFC 3339 with a capital T and Z, as the language demands. */
export const isTimestamp = (value: unknown): boolean =>
  typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value))

export function checkQueries(template: Json, at: string, allowed: Reserved[], report: Report): void {
  if (Array.isArray(template))
    template.forEach((item, i) => checkQueries(item, `${at}[${i}]`, allowed, report))
  else if (isObject(template)) {
    for (const [key, value] of Object.entries(template)) checkQueries(value, `${at}/${key}`, allowed, report)
  } else if (isQuery(template)) checkQuery(template, at, allowed, report)
}

function checkQuery(text: string, at: string, allowed: Reserved[], report: Report): void {
  try {
    const ast: unknown = compile(expressionIn(text) ?? '').ast()
    for (const member of statesMembers(ast)) {
      if (!(allowed as string[]).includes(member)) report.schema(at, `$states.${member} cannot be used here`)
    }
  } catch (error) {
    report.schema(at, `The JSONata expression cannot be parsed: ${(error as Error).message}`)
  }
}

/** The first member after every `$states` in a syntax tree. */
function statesMembers(node: unknown, seen = new Set<unknown>()): string[] {
  if (typeof node !== 'object' || node === null || seen.has(node)) return []
  seen.add(node)
  const { type, steps } = node as { type?: string; steps?: { type: string; value: string }[] }
  const [first, second] = type === 'path' && steps ? steps : []
  const own =
    first?.type === 'variable' && first.value === 'states' && second?.type === 'name' ? [second.value] : []
  return [...own, ...Object.values(node).flatMap((child) => statesMembers(child, seen))]
}

const VARIABLE = /^[\p{L}_][\p{L}\p{N}_]*$/u

export function checkAssign(assign: Json | undefined, at: string, allowed: Reserved[], report: Report): void {
  if (assign === undefined) return
  if (!isObject(assign)) return report.schema(at, 'Assign must be an object')
  for (const name of Object.keys(assign)) {
    if (name === 'states' || name.length > 80 || !VARIABLE.test(name)) {
      report.schema(`${at}/${name}`, `Not a name for a variable: ${name}`)
    }
  }
  checkQueries(assign, at, allowed, report)
}
