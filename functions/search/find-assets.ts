// From clauses to a page of hits. The index names candidates; the record and the caption files of each decide.
import type { Asset, SearchHit, SearchResults } from '../../schemas/generated/types.ts'
import type { ReadTrackText } from './caption-texts.ts'
import { encodeCursor, type Candidate } from './rules/candidates.ts'
import { judgeAsset } from './rules/hits.ts'
import { findableAs, searchedTracks } from './rules/pieces.ts'
import type { CandidateRequest, SearchIndex } from './search-index.ts'

export interface SearchServices {
  index: Pick<SearchIndex, 'findCandidates' | 'isPlace'>
  /** Records by their ids, in any order; those that are gone are missing. */
  loadAssets: (assetIds: string[]) => Promise<Asset[]>
  readTrack: ReadTrackText
}

export interface Search extends CandidateRequest {
  limit: number
}

/** Caption files that one request reads; who asks goes on by the cursor. */
const MOST_FILES = 60
/** Of one asset: a film in thirty languages says the same in each. */
const MOST_FILES_OF_ASSET = 8
const SIDE_BY_SIDE = 5
const MOST_CANDIDATES = 150

function chooseTracks(asset: Asset, { tracks }: Candidate) {
  const searched = searchedTracks(asset)
  const named = tracks?.flatMap((trackId) => searched.filter((track) => track.trackId === trackId))
  return (named ?? searched).slice(0, MOST_FILES_OF_ASSET)
}

interface Judged {
  hit: SearchHit | undefined
  files: number
}

async function judge(
  candidate: Candidate,
  asset: Asset | undefined,
  { search, services }: { search: Search; services: SearchServices },
): Promise<Judged> {
  const outcome = asset && findableAs(asset)
  // The index may lag behind: what was withdrawn a moment ago is not shown to who may not see it.
  if (asset === undefined || outcome === undefined || !search.outcomes.includes(outcome)) {
    return { hit: undefined, files: 0 }
  }
  const tracks = await Promise.all(chooseTracks(asset, candidate).map(services.readTrack))
  return { hit: judgeAsset(asset, tracks, search.clauses), files: tracks.length }
}

async function judgeSome(
  candidates: Candidate[],
  search: Search,
  services: SearchServices,
): Promise<Judged[]> {
  const assets = await services.loadAssets(candidates.map(({ assetId }) => assetId))
  const byId = new Map(assets.map((asset) => [asset.assetId, asset]))
  return Promise.all(candidates.map((one) => judge(one, byId.get(one.assetId), { search, services })))
}

export async function findAssets(search: Search, services: SearchServices): Promise<SearchResults> {
  const { candidates: waiting, isWhole } = await services.index.findCandidates(search)
  const hits: SearchHit[] = []
  let [files, at] = [0, 0]
  while (at < waiting.length && hits.length < search.limit && files < MOST_FILES && at < MOST_CANDIDATES) {
    const some = waiting.slice(at, at + SIDE_BY_SIDE)
    const judged = await judgeSome(some, search, services)
    for (const one of judged) {
      if (hits.length === search.limit) break
      at++
      files += one.files
      if (one.hit) hits.push(one.hit)
    }
  }
  const last = waiting[at - 1]
  return { hits, isWhole, ...(last && at < waiting.length && { cursor: encodeCursor(last.place) }) }
}
