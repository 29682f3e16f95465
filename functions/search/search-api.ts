// Called by the HTTP API for GET /search.
import { BatchGetCommand, documents } from '../../lib/aws/dynamodb.ts'
import { calling } from '../../lib/aws/translate.ts'
import { setting } from '../../lib/environment.ts'
import { ThrottledError } from '../../lib/errors.ts'
import { apiHandler, problem, type ApiAnswer, type ApiRequest, type Responder } from '../../lib/http.ts'
import { mayActAs } from '../../lib/roles.ts'
import { parseInput } from '../../lib/validation.ts'
import type { Asset, SearchResults } from '../../schemas/generated/types.ts'
import { validateSearchQuery } from '../../schemas/generated/validators.mjs'
import { readTrackText } from './caption-texts.ts'
import { findAssets, type SearchServices } from './find-assets.ts'
import { decodeCursor } from './rules/candidates.ts'
import { QUERY_REFUSALS, readQuery } from './rules/query.ts'
import { deployedIndex } from './search-index.ts'

const PAGE = 10

async function search({ query, by }: ApiRequest, services: SearchServices): Promise<ApiAnswer> {
  const { q, limit = String(PAGE), cursor } = parseInput(validateSearchQuery, query)
  const read = readQuery(q)
  if ('refused' in read) return problem(400, read.refused, QUERY_REFUSALS[read.refused])
  const body: SearchResults = await findAssets(
    {
      clauses: read.clauses,
      outcomes: mayActAs(by.role, 'reviewer') ? ['published', 'quarantined'] : ['published'],
      limit: Number(limit),
      after: decodeCursor(cursor, services.index.isPlace),
    },
    services,
  )
  return { status: 200, body }
}

export const responders = { 'GET /search': search } as const satisfies Record<
  string,
  Responder<SearchServices>
>

/** At most 100 at once. @throws ThrottledError when DynamoDB answers only some of them */
export const loadAssets =
  (tableName: string): SearchServices['loadAssets'] =>
  async (assetIds) => {
    const keys = assetIds.map((assetId) => ({ assetId }))
    const answer = await calling('reading the assets', () =>
      documents.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }),
      ),
    )
    if ((answer.UnprocessedKeys?.[tableName]?.Keys ?? []).length > 0) {
      throw new ThrottledError('The table of the assets answers only a part.')
    }
    return (answer.Responses?.[tableName] ?? []) as Asset[]
  }

export const handler = apiHandler(responders, () => ({
  index: deployedIndex(),
  loadAssets: loadAssets(setting('ASSETS_TABLE')),
  readTrack: readTrackText(setting('MEDIA_BUCKET')),
}))
