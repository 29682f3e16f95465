// What a CreateJob request may contain, member by member. The AWS SDK package carries it twice: its schemas know the
// structures and wire names, its type declarations know which string is which enumeration. Numbers' limits are in
// neither, so they stand in limits.json (API reference of version 2017-08-29).
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type Shape =
  | { kind: 'structure'; name: string; members: Map<string, Shape>; required: string[] }
  | { kind: 'list'; item: Shape }
  | { kind: 'map'; value: Shape }
  | { kind: 'number'; fractional: boolean; min: number | null; max: number | null }
  | { kind: 'string'; values: string[] | null; minLength: number | null; maxLength: number | null }
  | { kind: 'boolean' }
  | { kind: 'other' }

interface Limits {
  integers: Record<string, Record<string, [number | null, number | null]>>
  fractional: Record<string, string[]>
  lengths: Record<string, Record<string, [number | null, number | null]>>
}

// A smithy schema is an array whose first number is its kind; simple types are numbers with list and map bits.
type Schema = number | (() => Schema) | [kind: number, namespace: string, name: string, ...rest: unknown[]]

const LIST = 64
const MAP = 128
const KIND = { list: 1, map: 2, structure: 3 } as const

/** Where a schema is used: limits and enumerations belong to a member of a structure. */
interface Place {
  owner: string
  member: string
  wireName: string
}

export interface ShapeBook {
  /** The shape of an SDK structure, for instance `CreateJobRequest`. */
  structure(name: string): Extract<Shape, { kind: 'structure' }>
}

let book: ShapeBook | undefined

/** Reads the SDK package once, at the first request that is checked. */
export function shapeBook(): ShapeBook {
  book ??= openShapeBook()
  return book
}

function openShapeBook(): ShapeBook {
  const require = createRequire(import.meta.url)
  const packageDir = dirname(dirname(require.resolve('@aws-sdk/client-mediaconvert')))
  const sdk = require('@aws-sdk/client-mediaconvert') as Record<string, unknown>
  const limits = JSON.parse(readFileSync(join(import.meta.dirname, 'limits.json'), 'utf8')) as Limits
  const memberTypes = readMemberTypes(
    readFileSync(join(packageDir, 'dist-types/models/models_0.d.ts'), 'utf8'),
  )
  const known = new Map<string, Extract<Shape, { kind: 'structure' }>>()

  const convert = (schema: Schema, place: Place): Shape => {
    if (typeof schema === 'function') return convert(schema(), place)
    if (typeof schema === 'number') return convertSimple(schema, place)
    if (schema[0] === KIND.structure) return structure(schema[2])
    const inner = () => convert(bare(schema[schema[0] === KIND.list ? 4 : 5]), place)
    if (schema[0] === KIND.list) return { kind: 'list', item: inner() }
    if (schema[0] === KIND.map) return { kind: 'map', value: inner() }
    return { kind: 'other' }
  }

  const convertSimple = (code: number, place: Place): Shape => {
    const { owner, member, wireName } = place
    if (code & MAP) return { kind: 'map', value: convertSimple(code & 63, place) }
    if (code & LIST) return { kind: 'list', item: convertSimple(code & 63, place) }
    if (code === 1) {
      const fractional = limits.fractional[owner]?.includes(wireName) ?? false
      const [min, max] = limits.integers[owner]?.[wireName] ?? [null, null]
      return { kind: 'number', fractional, min, max }
    }
    if (code === 2) return { kind: 'boolean' }
    if (code !== 0) return { kind: 'other' }
    const enumeration = sdk[memberTypes.get(`${owner}.${member}`) ?? '']
    const [minLength, maxLength] = limits.lengths[owner]?.[wireName] ?? [null, null]
    const values = enumeration && typeof enumeration === 'object' ? Object.values(enumeration) : null
    return { kind: 'string', values, minLength, maxLength }
  }

  const structure = (name: string) => {
    const done = known.get(name)
    if (done) return done
    const schema = sdk[`${name}$`]
    if (!Array.isArray(schema)) throw new Error(`@aws-sdk/client-mediaconvert has no schema ${name}`)
    const [, , , , memberNames, memberSchemas, requiredCount] = schema as unknown[]
    const shape = {
      kind: 'structure' as const,
      name,
      members: new Map<string, Shape>(),
      required: [] as string[],
    }
    known.set(name, shape)
    for (const [index, member] of (memberNames as string[]).entries()) {
      const entry = (memberSchemas as unknown[])[index]
      const wireName = wireNameOf(entry, member)
      shape.members.set(wireName, convert(bare(entry), { owner: name, member, wireName }))
      // The schemas put the required members first and say how many they are.
      if (index < Number(requiredCount ?? 0)) shape.required.push(wireName)
    }
    return shape
  }
  return { structure }
}

/** A member, an item or a value may come with traits: `[schema, traits]`; a schema itself is longer. */
function bare(entry: unknown): Schema {
  return (Array.isArray(entry) && entry.length === 2 ? entry[0] : entry) as Schema
}

function wireNameOf(entry: unknown, member: string): string {
  const traits = Array.isArray(entry) && entry.length === 2 ? (entry[1] as { jsonName?: string }) : {}
  return traits.jsonName ?? member[0]!.toLowerCase() + member.slice(1)
}

/** `Owner.Member` to the name of its declared type, lists and maps taken off. */
function readMemberTypes(declarations: string): Map<string, string> {
  const types = new Map<string, string>()
  let owner = ''
  for (const line of declarations.split('\n')) {
    const opened = /^export interface (\w+)/.exec(line)
    if (opened) owner = opened[1]!
    const member = /^ {4}(\w+)\??: (?:Record<string, )?\(?(\w+)/.exec(line)
    if (member) types.set(`${owner}.${member[1]}`, member[2]!)
  }
  return types
}
