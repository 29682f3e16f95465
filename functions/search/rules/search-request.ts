// A search as OpenSearch is asked, and its answer as candidates.
import type { Candidate, Candidates } from './candidates.ts'
import { FIELDS, type Field, type Findable } from './postings.ts'
import { planLookups, type Clause } from './query.ts'
import type { Lookup } from './terms.ts'

/** What a word is worth in a field, by the order in which fields rank. */
const WEIGHTS: Record<Field, number> = { title: 10, tag: 6, entity: 4, category: 3, caption: 1 }

/** One more than a request judges: then it is known that there are more. */
const PAGE = 151

const TIMEOUT = '10s'

/** [score, registered at in milliseconds, asset id]: the sort values of a hit, and where the next page begins. */
type SortValues = [score: number, registeredAtMs: number, assetId: string]

const RANKED_FIELDS = FIELDS.flatMap((field) => [
  `${field}^${WEIGHTS[field]}`,
  `${field}.cjk^${WEIGHTS[field]}`,
])

const toFilter = ({ term, isPrefix }: Lookup) =>
  isPrefix ? { prefix: { terms: { value: term } } } : { term: { terms: { value: term } } }

const toRanking = ({ words, isExact }: Clause) => ({
  multi_match: {
    query: words.map(({ text }) => text).join(' '),
    type: isExact || words.length > 1 ? 'phrase' : 'most_fields',
    fields: RANKED_FIELDS,
  },
})

function readSortValues(place: string): SortValues | undefined {
  try {
    const values = JSON.parse(place) as unknown
    if (!Array.isArray(values) || values.length !== 3) return undefined
    const [score, registeredAtMs, assetId] = values as unknown[]
    const isRight =
      typeof score === 'number' &&
      typeof registeredAtMs === 'number' &&
      typeof assetId === 'string' &&
      /^[0-9a-f]{32}$/.test(assetId)
    return isRight ? [score, registeredAtMs, assetId] : undefined
  } catch {
    return undefined
  }
}

export const isScorePlace = (text: string): boolean => readSortValues(text) !== undefined

/** All terms must be there, as with the entries of the DynamoDB index; the texts only say who comes first. */
export function planSearch({
  clauses,
  outcomes,
  after,
}: {
  clauses: Clause[]
  outcomes: Findable[]
  after: string
}) {
  const searchAfter = readSortValues(after)
  return {
    size: PAGE,
    timeout: TIMEOUT,
    track_total_hits: false,
    _source: false,
    query: {
      bool: {
        filter: [{ terms: { outcome: outcomes } }, ...planLookups(clauses).map(toFilter)],
        should: clauses.map(toRanking),
      },
    },
    sort: [{ _score: 'desc' }, { registeredAt: 'desc' }, { assetId: 'asc' }],
    ...(searchAfter && { search_after: searchAfter }),
  }
}

/** Of `_search`, as much as matters. */
export interface SearchAnswer {
  timed_out: boolean
  _shards: { failed: number }
  hits: { hits: { _id: string; sort: SortValues }[] }
}

/** Which tracks have the words OpenSearch does not say: all are looked at. */
export const readHits = ({ timed_out, _shards, hits }: SearchAnswer): Candidates => ({
  candidates: hits.hits.map(({ _id, sort }): Candidate => ({
    assetId: _id,
    place: JSON.stringify(sort),
    tracks: undefined,
  })),
  isWhole: !timed_out && _shards.failed === 0,
})
