// The index as entries of terms in one DynamoDB table.
import { logger } from '../../lib/step.ts'
import type { IndexStore } from './index-store.ts'
import { chooseCandidates, type Reading } from './rules/candidates.ts'
import { planChanges } from './rules/changes.ts'
import { fileAsset } from './rules/file-asset.ts'
import { isPlace, type Posting } from './rules/postings.ts'
import { planLookups } from './rules/query.ts'
import type { Lookup } from './rules/terms.ts'
import type { CandidateRequest, FiledAsset, SearchIndex } from './search-index.ts'

type Store = Pick<IndexStore, 'loadWritten' | 'noteWritten' | 'write' | 'list'>

function postingsOf(filed: FiledAsset | undefined): Posting[] {
  if (filed === undefined) return []
  const { postings, isCut } = fileAsset(filed.asset, filed.tracks)
  if (isCut) logger.warn('The asset has more words than are indexed', { words: postings.length })
  return postings
}

async function readLookup(
  lookup: Lookup,
  outcomes: CandidateRequest['outcomes'],
  store: Store,
): Promise<Reading> {
  const lists = await Promise.all(outcomes.map((outcome) => store.list(outcome, lookup)))
  return {
    lookup,
    listed: lists.flatMap(({ listed }) => listed),
    isWhole: lists.every(({ isWhole }) => isWhole),
  }
}

export const termIndex = (store: Store): SearchIndex => ({
  async bringUp({ assetId, filed, isForced }) {
    const { written, isSure } = await store.loadWritten(assetId)
    const { puts, deletes, meanwhile, after } = planChanges(written, postingsOf(filed), isSure && !isForced)
    if (puts.length + deletes.length === 0) return
    await store.noteWritten(assetId, { written: meanwhile, isSure: false })
    await store.write({ puts, deletes })
    await store.noteWritten(assetId, { written: after, isSure: true })
    logger.info('The asset is indexed', { entries: after.size, added: puts.length, removed: deletes.length })
  },

  async findCandidates({ clauses, outcomes, after }) {
    const readings = await Promise.all(
      planLookups(clauses).map((lookup) => readLookup(lookup, outcomes, store)),
    )
    const { candidates, isWhole } = chooseCandidates(readings)
    return { candidates: candidates.filter(({ place }) => place > after), isWhole }
  },

  isPlace,
})
