// Values made from the JSON Schemas: the fewest and the most that each lets through.
import { Ajv, type ErrorObject } from 'ajv'
import formats from 'ajv-formats'
import { filesBelow, readProjectFile } from '../support/source-files.ts'

export interface Schema {
  $id?: string
  $ref?: string
  type?: string
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  enum?: unknown[]
  pattern?: string
  format?: string
  minimum?: number
}

export interface SchemaBook {
  has(id: string): boolean
  /** What is wrong with a value, a sentence for every field. */
  judge(id: string, value: unknown): string[]
  /** Values the schema lets through: every decision, with all optional fields, with none, and with all but one. */
  samplesOf(id: string): Record<string, unknown>[]
}

type Size = 'least' | 'most'

/** One text for every pattern that stands in a schema. */
const TEXTS: Record<string, string> = {
  '^[0-9a-f]{32}$': '0123456789abcdef0123456789abcdef',
  '^[a-z]{3}$': 'kor',
  '^[a-z0-9-]+$': 'not-a-video',
  '^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*$': 'ko',
  '^[^/]+\\.(?:[vV][tT][tT]|[sS][rR][tT]|[tT][tT][mM][lL])$': 'film.ko.vtt',
  '^[a-z]{2,3}-[A-Z]{2}$': 'ko-KR',
  '^[0-9a-zA-Z._-]{1,200}$': 'ship-names',
}

function textFor({ pattern, format }: Schema): string {
  if (format === 'date-time') return '2026-11-21T09:00:00.000Z'
  if (pattern === undefined) return 'text'
  const text = TEXTS[pattern]
  if (text === undefined) throw new Error(`No text is known for the pattern ${pattern}; add one to TEXTS.`)
  return text
}

const describe = ({ instancePath, message, params }: ErrorObject) =>
  `${instancePath || '/'} ${message} ${JSON.stringify(params)}`

export const readSchemas = (): Schema[] =>
  filesBelow('schemas')
    .filter((path) => path.endsWith('.schema.json'))
    .map((path) => JSON.parse(readProjectFile(path)) as Schema)

export function schemaBook(schemas: Schema[]): SchemaBook {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictRequired: false })
  formats.default(ajv)
  for (const schema of schemas) ajv.addSchema(schema)

  const follow = (reference: string, base: string): { schema: Schema; base: string } => {
    const url = new URL(reference, base)
    const id = url.href.replace(/#.*$/, '')
    const steps = decodeURIComponent(url.hash.slice(1)).split('/').slice(1)
    const root: unknown = schemas.find(({ $id }) => $id === id)
    const schema = steps.reduce((place, step) => (place as Record<string, unknown>)[step], root)
    return { schema: schema as Schema, base: id }
  }

  const objectFor = ({ properties = {}, required = [] }: Schema, base: string, size: Size) => {
    const chosen = Object.entries(properties).filter(([name]) => size === 'most' || required.includes(name))
    return Object.fromEntries(chosen.map(([name, one]) => [name, sampleOf(one, base, size)]))
  }

  const sampleOf = (schema: Schema, base: string, size: Size): unknown => {
    if (schema.$ref !== undefined) {
      const target = follow(schema.$ref, base)
      return sampleOf(target.schema, target.base, size)
    }
    if (schema.enum !== undefined) return schema.enum[0]
    switch (schema.type) {
      case 'object':
        return objectFor(schema, base, size)
      case 'array':
        return size === 'most' && schema.items ? [sampleOf(schema.items, base, size)] : []
      case 'integer':
      case 'number':
        return schema.minimum ?? 1
      case 'boolean':
        return size === 'most'
      case 'string':
        return textFor(schema)
      default:
        throw new Error(`${base}: no sample is known for ${JSON.stringify(schema)}.`)
    }
  }

  const judge = (id: string, value: unknown) => {
    const validate = ajv.getSchema(id)!
    return validate(value) ? [] : (validate.errors ?? []).map(describe)
  }

  return {
    has: (id) => schemas.some(({ $id }) => $id === id),
    judge,
    samplesOf(id) {
      const { schema } = follow('', id)
      const { properties = {}, required = [] } = schema
      const optional = Object.keys(properties).filter((name) => !required.includes(name))
      const without = [[], optional, ...optional.map((name) => [name])]
      const sizes: Size[] = ['most', 'least']
      const shapes = sizes.flatMap((size) => {
        const whole = Object.entries(properties).map(
          ([name, one]) => [name, sampleOf(one, id, size)] as const,
        )
        return without.map((names) => Object.fromEntries(whole.filter(([name]) => !names.includes(name))))
      })
      const decisions = Object.entries(properties).flatMap(([name, one]) =>
        (one.enum ?? []).map((value) => ({ [name]: value })),
      )
      const samples = shapes.flatMap((shape) =>
        (decisions.length > 0 ? decisions : [{}]).map((decision) => ({ ...shape, ...decision })),
      )
      return samples.filter((sample) => judge(id, sample).length === 0)
    },
  }
}
