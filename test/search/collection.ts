// A collection of OpenSearch Serverless as far as search uses it, and strict: what it does not know it refuses with 400.
// Analysers are played by substrings; filters, order and pages are as the query language has them.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { complainOfSignature, type Signer } from './signature.ts'

type Json = Record<string, unknown>
type Document = Json & { terms: string[]; outcome: string; registeredAt: string; assetId: string }

interface Index {
  definition: { mappings: { properties: Record<string, { type: string; analyzer?: string; fields?: Json }> } }
  documents: Map<string, Document>
}

class Refusal extends Error {
  readonly status: number
  constructor(type: string, status = 400) {
    super(type)
    this.status = status
  }
}

const only = (value: Json, known: string[]) => {
  for (const key of Object.keys(value))
    if (!known.includes(key)) throw new Refusal(`parsing_exception: unknown key [${key}]`)
}
const oneKey = (value: Json): [string, Json] => {
  const entries = Object.entries(value)
  if (entries.length !== 1) throw new Refusal(`parsing_exception: one key, not ${Object.keys(value).join()}`)
  return entries[0] as [string, Json]
}

const TYPES = ['keyword', 'text', 'date']
/** Of the analysis that every OpenSearch has. */
const ANALYSERS = ['english', 'cjk']

function checkDefinition(body: Json): Index['definition'] {
  only(body, ['mappings'])
  const mappings = body['mappings'] as Json
  only(mappings, ['dynamic', '_source', 'properties'])
  const properties = mappings['properties'] as Record<string, Json>
  const checkField = (field: Json) => {
    only(field, ['type', 'analyzer', 'fields'])
    if (!TYPES.includes(String(field['type'])))
      throw new Refusal(`mapper_parsing_exception: ${String(field['type'])}`)
    if (field['analyzer'] && !ANALYSERS.includes(String(field['analyzer'])))
      throw new Refusal('mapper_parsing_exception')
    Object.values((field['fields'] ?? {}) as Record<string, Json>).forEach(checkField)
  }
  Object.values(properties).forEach(checkField)
  return body as unknown as Index['definition']
}

const textOf = (document: Document, path: string) =>
  [document[path.replace(/\.cjk$/, '')]].flat().join('\n').toLowerCase()

/** Whether it matches, and what it adds to the score. */
function evaluate(query: Json, document: Document, index: Index): number | undefined {
  const [kind, body] = oneKey(query)
  const fieldNamed = (name: string) => {
    const [base = '', sub] = name.split('.')
    const field = index.definition.mappings.properties[base]
    if (!field || (sub !== undefined && !field.fields?.[sub])) throw new Refusal(`no field [${name}]`)
    return field
  }
  const values = (name: string) => [document[name]].flat().map(String)
  const keyword = (name: string) => {
    if (fieldNamed(name).type !== 'keyword') throw new Refusal(`[${name}] is analysed`)
    return values(name)
  }
  switch (kind) {
    case 'bool': {
      only(body, ['filter', 'should'])
      const filters = (body['filter'] as Json[]).map((one) => evaluate(one, document, index))
      const should = (body['should'] as Json[]).map((one) => evaluate(one, document, index) ?? 0)
      return filters.includes(undefined) ? undefined : should.reduce((sum, one) => sum + one, 0)
    }
    case 'terms': {
      const [field, wanted] = oneKey(body) as unknown as [string, string[]]
      return keyword(field).some((value) => wanted.includes(value)) ? 0 : undefined
    }
    case 'term':
    case 'prefix': {
      const [field, rest] = oneKey(body)
      only(rest, ['value'])
      const wanted = String(rest['value'])
      const matches = (value: string) => (kind === 'term' ? value === wanted : value.startsWith(wanted))
      return keyword(field).some(matches) ? 0 : undefined
    }
    case 'multi_match': {
      only(body, ['query', 'type', 'fields'])
      if (!['phrase', 'most_fields'].includes(String(body['type'])))
        throw new Refusal('parsing_exception: type')
      const scores = (body['fields'] as string[]).map((spec) => {
        const [, name = '', weight = '1'] = /^([\w.]+)(?:\^(\d+))?$/.exec(spec) ?? []
        if (fieldNamed(name).type !== 'text') throw new Refusal(`[${name}] is not analysed`)
        return textOf(document, name).split(String(body['query'])).length > 1 ? Number(weight) : 0
      })
      return scores.reduce((sum, one) => sum + one, 0) || undefined
    }
    default:
      throw new Refusal(`parsing_exception: unknown query [${kind}]`)
  }
}

const SORT = JSON.stringify([{ _score: 'desc' }, { registeredAt: 'desc' }, { assetId: 'asc' }])

function search(index: Index, body: Json) {
  only(body, ['size', 'timeout', 'track_total_hits', '_source', 'query', 'sort', 'search_after'])
  if (JSON.stringify(body['sort']) !== SORT) throw new Refusal('another order than this collection plays')
  if (Number(body['size']) > 10_000) throw new Refusal('illegal_argument_exception')
  const compare = (a: unknown[], b: unknown[]) =>
    (b[0] as number) - (a[0] as number) ||
    (b[1] as number) - (a[1] as number) ||
    (String(a[2]) < String(b[2]) ? -1 : 1)
  const after = body['search_after'] as unknown[] | undefined
  const hits = [...index.documents]
    .flatMap(([_id, document]) => {
      const score = evaluate(body['query'] as Json, document, index)
      const sort = [score, Date.parse(document.registeredAt), document.assetId]
      return score === undefined ? [] : [{ _id, sort }]
    })
    .sort((a, b) => compare(a.sort, b.sort))
    .filter(({ sort }) => after === undefined || (sort[2] !== after[2] && compare(after, sort) < 0))
  return { timed_out: false, _shards: { failed: 0 }, hits: { hits: hits.slice(0, Number(body['size'])) } }
}

export type Collection = Awaited<ReturnType<typeof openCollection>>

export async function openCollection(signer: Signer) {
  const indices = new Map<string, Index>()
  const complaints: string[] = []
  const requests: string[] = []
  /** Statuses that the next requests are answered with. */
  const faults: number[] = []

  const answer = (method: string, path: string, body: Json): Json => {
    const [, name = '', part, id] = path.split('/')
    const index = indices.get(name)
    if (method === 'PUT' && part === undefined) {
      if (index) throw new Refusal('resource_already_exists_exception')
      indices.set(name, { definition: checkDefinition(body), documents: new Map() })
      return { acknowledged: true }
    }
    if (!index) throw new Refusal('index_not_found_exception', 404)
    if (method === 'POST' && part === '_search') return search(index, body)
    if (part !== '_doc' || id === undefined) throw new Refusal('no handler found')
    if (method === 'DELETE') {
      if (!index.documents.delete(id)) throw new Refusal('not_found', 404)
      return { result: 'deleted' }
    }
    for (const field of Object.keys(body))
      if (!index.definition.mappings.properties[field]) throw new Refusal('strict_dynamic_mapping_exception')
    index.documents.set(id, body as Document)
    return { result: 'created' }
  }

  const handle = (request: IncomingMessage, body: Buffer, response: ServerResponse) => {
    const send = (status: number, content: Json) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
    requests.push(`${request.method} ${request.url}`)
    const complaint = complainOfSignature(request, body, signer)
    if (complaint !== undefined) {
      complaints.push(complaint)
      return send(403, { status: 403, error: { reason: complaint } })
    }
    const fault = faults.shift()
    if (fault !== undefined) return send(fault, { status: fault })
    try {
      const parsed = body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Json)
      send(200, answer(request.method!, request.url!, parsed))
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 500
      if (status === 400) complaints.push((error as Error).message)
      send(status, { status, error: { type: (error as Error).message } })
    }
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => handle(request, Buffer.concat(chunks), response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    complaints,
    requests,
    faults,
    documents: () => [...indices.values()].flatMap(({ documents }) => [...documents.values()]),
    empty: () => indices.clear(),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
