// What an index of the search is, whatever it is made of. It only names candidates: the record and the caption files of
// each decide (docs/decisions/0016-search-on-dynamodb.md).
import { setting } from '../../lib/environment.ts'
import { InvariantError } from '../../lib/errors.ts'
import type { Asset } from '../../schemas/generated/types.ts'
import { indexStore } from './index-store.ts'
import { openSearchIndex } from './open-search-index.ts'
import type { Candidates } from './rules/candidates.ts'
import type { ReadTrack } from './rules/pieces.ts'
import type { Findable } from './rules/postings.ts'
import type { Clause } from './rules/query.ts'
import { termIndex } from './term-index.ts'

/** An asset that may be found, with what its published caption tracks say. */
export interface FiledAsset {
  asset: Asset
  tracks: ReadTrack[]
}

export interface FilingRequest {
  assetId: string
  /** Undefined where nothing is to be found. */
  filed: FiledAsset | undefined
  /** Write everything anew, whatever is said to have been written. */
  isForced: boolean
}

export interface CandidateRequest {
  clauses: Clause[]
  /** Assets of these outcomes may be seen. */
  outcomes: Findable[]
  /** The place after which to begin; an empty text is the begin. */
  after: string
}

export interface SearchIndex {
  /** Brings what is filed of an asset up to its record. Only for who has the lease of the asset. */
  bringUp(request: FilingRequest): Promise<void>
  /** Assets that may be hits, in the order of the answer. Every hit is among them, unless `isWhole` is false. */
  findCandidates(request: CandidateRequest): Promise<Candidates>
  /** Whether a text is the place of a candidate, as cursors carry it. */
  isPlace(text: string): boolean
}

/** As the stage parameter `searchIndex` says. */
export function deployedIndex(): SearchIndex {
  const kind = setting('SEARCH_INDEX')
  if (kind === 'dynamodb') return termIndex(indexStore(setting('SEARCH_TABLE')))
  if (kind === 'opensearch') return openSearchIndex(setting('SEARCH_ENDPOINT'))
  throw new InvariantError(`There is no search index of the kind ${kind}.`)
}
