// Fields of a state that may hold queries: a JSON value in which every wrapped string is replaced by its result.
import { queryError } from '../engine/state-error.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { evaluate, expressionIn } from './expression.ts'

/** What an expression can see. */
export interface Scope {
  /** `$states`: `input` and `context` always, `result` and `errorOutput` where the field allows them. */
  states: JsonObject
  variables: JsonObject
  nowMs: number
}

/** Evaluates `template`; `field` names it in errors, for instance `Arguments/Payload/id` or `Choices[0]/Condition`. */
export async function fill(template: Json, field: string, scope: Scope): Promise<Json> {
  if (typeof template === 'string') return fillString(template, field, scope)
  if (Array.isArray(template)) {
    const filled: Json[] = []
    for (const [index, item] of template.entries()) filled.push(await fill(item, `${field}[${index}]`, scope))
    return filled
  }
  if (!isObject(template)) return template
  const filled: JsonObject = {}
  for (const [key, value] of Object.entries(template))
    put(filled, key, await fill(value, `${field}/${key}`, scope))
  return filled
}

type TypeName = 'string' | 'number' | 'boolean' | 'array' | 'object'

/** As `fill`, and refuses a result of another type in the words AWS uses. */
export async function fillAs<T extends Json>(
  type: TypeName,
  { field, template }: { field: string; template: Json },
  scope: Scope,
): Promise<T> {
  const value = await fill(template, field, scope)
  if (typeOf(value) === type) return value as T
  throw queryError(
    `The JSONata expression '${shown(template)}' specified for the field '${field}' returned an unexpected ` +
      `result type. Expected '${type}', but was '${typeOf(value)}' for value: ${JSON.stringify(value).slice(0, 1_000)}`,
    field,
  )
}

async function fillString(text: string, field: string, scope: Scope): Promise<Json> {
  const expression = expressionIn(text)
  if (expression === undefined) return text
  const about = `The JSONata expression '${expression}' specified for the field '${field}'`
  let value: unknown
  try {
    value = plain(await evaluate(expression, { ...scope.variables, states: scope.states }, scope.nowMs))
  } catch (thrown) {
    throw queryError(`${about} threw an error during evaluation${reasonOf(thrown)}`, field)
  }
  if (value === undefined) throw queryError(`${about} returned nothing (undefined).`, field)
  return value as Json
}

// JSONata throws plain objects with a code; our own functions throw errors.
function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as { code?: string; message?: string }
  return code ? `. ${code}: ${message}` : `: ${message ?? String(thrown)}`
}

/** A result as JSON: JSONata's sequences carry extra marks, and a function is no value. */
function plain(value: unknown): unknown {
  if (typeof value === 'function' || isFunction(value)) throw new Error('the result is a function, not JSON')
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Error('the result is not a finite number')
  if (Array.isArray(value)) return value.map((item) => plain(item) ?? null)
  if (typeof value !== 'object' || value === null) return value
  const copy: JsonObject = {}
  for (const [key, member] of Object.entries(value)) {
    const kept = plain(member)
    if (kept !== undefined) put(copy, key, kept as Json)
  }
  return copy
}

// A key named `__proto__` is data like any other.
function put(target: JsonObject, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

const isFunction = (value: unknown) =>
  typeof value === 'object' && value !== null && ('_jsonata_function' in value || '_jsonata_lambda' in value)

const shown = (template: Json) =>
  (typeof template === 'string' && expressionIn(template)) || JSON.stringify(template)

function typeOf(value: Json): TypeName | 'null' {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : (typeof value as TypeName)
}
