// Between the JSON of a state machine and the SDK's types, led by the SDK's own schemas: members are PascalCase in a
// machine whatever their case on the wire, times are ISO strings, blobs are text.
import { NormalizedSchema } from '@smithy/core/schema'
import { StateError } from '../engine/state-error.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'

/** The schema of an operation as every SDK command carries it: a tuple that ends in input and output. */
export type OperationSchema = [number, string, string, unknown, unknown, unknown]

const normal = (schema: unknown) => NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0])

export const toInput = (schema: OperationSchema, value: Json): unknown => inward(normal(schema[4]), value, '')

export const toOutput = (schema: OperationSchema, value: unknown): Promise<Json> =>
  outward(normal(schema[5]), value)

const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

function wrong(at: string, expected: string, value: Json): StateError {
  const shown = JSON.stringify(value).slice(0, 200)
  return new StateError('States.Runtime', `The field '${at.slice(1)}' must be ${expected}, but was ${shown}`)
}

function inward(schema: NormalizedSchema, value: Json, at: string): unknown {
  if (value === null || schema.isDocumentSchema()) return value
  if (schema.isStructSchema()) return structIn(schema, value, at)
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw wrong(at, 'an array', value)
    return value.map((item, i) => inward(schema.getValueSchema(), item, `${at}[${i}]`))
  }
  if (schema.isMapSchema()) {
    if (!isObject(value)) throw wrong(at, 'an object', value)
    const entries = Object.entries(value)
    return Object.fromEntries(
      entries.map(([key, member]) => [key, inward(schema.getValueSchema(), member, `${at}/${key}`)]),
    )
  }
  return scalarIn(schema, value, at)
}

function structIn(schema: NormalizedSchema, value: Json, at: string): unknown {
  if (!isObject(value)) throw wrong(at, 'an object', value)
  const members = new Map(
    [...schema.structIterator()].map(([name, member]) => [pascal(name), { name, member }]),
  )
  const known = Object.entries(value).map(([key, content]) => {
    const found = members.get(key)
    if (found) return [found.name, inward(found.member, content, `${at}/${key}`)]
    throw new StateError(
      'States.Runtime',
      `The field '${`${at}/${key}`.slice(1)}' is not supported by Step Functions`,
    )
  })
  return Object.fromEntries(known) as unknown
}

function scalarIn(schema: NormalizedSchema, value: Json, at: string): unknown {
  if (schema.isBlobSchema())
    return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8')
  if (schema.isTimestampSchema()) {
    const date = new Date(typeof value === 'number' ? value * 1_000 : String(value))
    if (Number.isNaN(date.getTime())) throw wrong(at, 'a time', value)
    return date
  }
  const is = (type: string) => typeof value === type
  if (schema.isStringSchema() && !is('string')) throw wrong(at, 'a string', value)
  if (schema.isNumericSchema() && !is('number')) throw wrong(at, 'a number', value)
  if (schema.isBooleanSchema() && !is('boolean')) throw wrong(at, 'a boolean', value)
  return value
}

async function outward(schema: NormalizedSchema, value: unknown): Promise<Json> {
  if (value === undefined || value === null) return null
  if (value instanceof Date) return value.toISOString()
  if (schema.isBlobSchema()) return textOf(value)
  if (schema.isListSchema()) {
    return Promise.all((value as unknown[]).map((item) => outward(schema.getValueSchema(), item)))
  }
  if (schema.isMapSchema()) {
    const entries = Object.entries(value)
    const filled = entries.map(
      async ([key, member]) => [key, await outward(schema.getValueSchema(), member)] as const,
    )
    return Object.fromEntries(await Promise.all(filled))
  }
  if (schema.isStructSchema()) return structOut(schema, value as Record<string, unknown>)
  return typeof value === 'bigint' ? Number(value) : (value as Json)
}

async function structOut(schema: NormalizedSchema, value: Record<string, unknown>): Promise<Json> {
  const result: JsonObject = {}
  for (const [name, member] of schema.structIterator()) {
    if (value[name] !== undefined) result[pascal(name)] = await outward(member, value[name])
  }
  return result
}

/** A body's bytes as text; streams are read to their end. */
async function textOf(value: unknown): Promise<string> {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  return (value as { transformToString(): Promise<string> }).transformToString()
}
