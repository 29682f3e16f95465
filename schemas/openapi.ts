// The description of the HTTP API (OpenAPI 3.1), made from the table of its routes and the schemas of their bodies.

export interface NamedSchema {
  /** Below schemas/, for instance `api/review-list.schema.json`. */
  file: string
  title: string
  schema: object
}

export interface ApiRoute {
  operationId: string
  summary: string
  role: string
  query?: string
  body?: string
  /** The title of the schema of each answer's body, null where it has none. */
  answers: Record<string, string | null>
  /** Codes of the refusals that only this route knows. */
  refusals: string[]
}

const ORIGIN = 'https://reelgate.dev/schemas/'

const REFUSED: Record<number, string> = {
  400: 'The request is not valid.',
  401: 'Nobody is signed in, or the token is not good.',
  403: 'The role is not enough.',
  404: 'There is no such thing.',
  409: 'It stands otherwise.',
  503: 'Try again in a moment.',
}

/** Codes by status; the rest are conflicts. */
const STATUS_OF: Record<string, number> = {
  'not-found': 404,
  'operators-only': 403,
  'query-empty': 400,
  'query-too-long': 400,
  'query-without-words': 400,
  'query-too-many-words': 400,
  'file-empty': 400,
  'file-too-large': 400,
  'file-name-wrong': 400,
  'file-type-wrong': 400,
  'caption-name-wrong': 400,
  'job-file-wrong': 400,
  'job-file-missing': 400,
  'policy-not-open': 400,
  'url-refused': 400,
  'no-such-webhook': 404,
}

const component = (title: string) => ({ $ref: `#/components/schemas/${title}` })

interface Place {
  schemas: NamedSchema[]
  file: string
}

/** Names of a schema by itself, and parts that stand where they are referred to. */
const NOT_TOLD = new Set(['$id', '$schema', 'definitions'])

/**
 * Copies a schema into the document. A reference to a whole schema points to its component; one into a part of a schema
 * is replaced by that part, so that a record of ours is not told with all its fields because an answer has one of them.
 */
function settle(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((item) => settle(item, place))
  if (typeof value !== 'object' || value === null) return value
  const { $ref, ...rest } = value as { $ref?: unknown }
  const members = Object.entries(rest)
    .filter(([key]) => !NOT_TOLD.has(key))
    .map(([key, member]) => [key, settle(member, place)] as const)
  return { ...(typeof $ref === 'string' && follow($ref, place)), ...Object.fromEntries(members) }
}

function follow(reference: string, { schemas, file }: Place): object {
  const url = new URL(reference, ORIGIN + file)
  const target = schemas.find((one) => ORIGIN + one.file === url.href.replace(/#.*$/, ''))
  if (target === undefined) throw new Error(`${file} refers to ${reference}, which is not there.`)
  if (url.hash === '') return component(target.title)
  const steps = decodeURIComponent(url.hash.slice(1)).split('/').slice(1)
  const part = steps.reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], target.schema)
  return settle(part, { schemas, file: target.file }) as object
}

const settleWhole = (schemas: NamedSchema[], { file, schema }: NamedSchema) =>
  settle(schema, { schemas, file }) as object

const TITLE = /#\/components\/schemas\/(\w+)/g

/** The schemas that are named, and those that they name. */
function closure(schemas: NamedSchema[], titles: Iterable<string>): Record<string, object> {
  const settled: Record<string, object> = {}
  const open = [...titles]
  for (let title = open.pop(); title !== undefined; title = open.pop()) {
    const named = schemas.find((one) => one.title === title)
    if (named === undefined) throw new Error(`No schema is called ${title}.`)
    if (title in settled) continue
    settled[title] = settleWhole(schemas, named)
    open.push(...[...JSON.stringify(settled[title]).matchAll(TITLE)].map((match) => match[1]!))
  }
  return Object.fromEntries(Object.entries(settled).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function pathParameters(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

interface QuerySchema {
  properties: Record<string, { description?: string }>
  required?: string[]
}

function queryParameters(schemas: NamedSchema[], title: string | undefined) {
  const named = schemas.find((one) => one.title === title)
  if (named === undefined) return []
  const { properties, required = [] } = settleWhole(schemas, named) as QuerySchema
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }))
}

const json = (title: string, type = 'application/json') => ({
  content: { [type]: { schema: component(title) } },
})

function responses({ answers, refusals, body, query }: ApiRoute) {
  const done = Object.entries(answers).map(([status, title]) => [
    status,
    { description: title === null ? 'Nothing to answer.' : 'Done.', ...(title !== null && json(title)) },
  ])
  const codes = [
    401,
    403,
    503,
    ...((body ?? query) ? [400] : []),
    ...refusals.map((one) => STATUS_OF[one] ?? 409),
  ]
  const refused = [...new Set(codes)].sort().map((status) => {
    const named = refusals.filter((code) => (STATUS_OF[code] ?? 409) === status && code !== 'not-found')
    const words = named.length > 0 ? ` Codes: ${named.join(', ')}.` : ''
    return [
      status,
      { description: `${REFUSED[status]}${words}`, ...json('Problem', 'application/problem+json') },
    ]
  })
  return Object.fromEntries([...done, ...refused]) as object
}

function operation(schemas: NamedSchema[], path: string, route: ApiRoute): object {
  const { operationId, summary, role, body, query } = route
  const parameters = [...pathParameters(path), ...queryParameters(schemas, query)]
  return {
    operationId,
    summary,
    description: `Needs the role \`${role}\` or a stronger one.`,
    'x-role': role,
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: { required: true, ...json(body) } }),
    responses: responses(route),
  }
}

export function describeApi(schemas: NamedSchema[], routes: Record<string, ApiRoute>): object {
  const paths: Record<string, Record<string, object>> = {}
  const titles = new Set(['Problem'])
  for (const [key, route] of Object.entries(routes)) {
    const [method = '', path = ''] = key.split(' ')
    ;(paths[path] ??= {})[method.toLowerCase()] = operation(schemas, path, route)
    for (const title of [route.body, ...Object.values(route.answers)]) if (title) titles.add(title)
    if (route.query !== undefined)
      for (const [, title = ''] of JSON.stringify(paths[path]).matchAll(TITLE)) titles.add(title)
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Reelgate reviews',
      version: '1.0.0',
      description:
        'Review tasks, their audit trail, what operators do by hand, and search. Problems follow RFC 9457.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      {
        url: '{endpoint}',
        variables: { endpoint: { default: '/', description: 'Output `ApiEndpoint` of the stack.' } },
      },
    ],
    security: [{ people: [] }],
    paths,
    components: {
      securitySchemes: {
        people: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token of the user pool.',
        },
      },
      schemas: closure(schemas, titles),
    },
  }
}
