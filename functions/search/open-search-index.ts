// The index in a collection of OpenSearch Serverless: one document an asset.
// https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-genref.html lists what a collection takes.
import { openSearch, type OpenSearch } from '../../lib/aws/opensearch.ts'
import { InvariantError } from '../../lib/errors.ts'
import { logger } from '../../lib/step.ts'
import { isScorePlace, planSearch, readHits, type SearchAnswer } from './rules/search-request.ts'
import { fileDocument, INDEX_DEFINITION, INDEX_NAME } from './rules/search-document.ts'
import type { SearchIndex } from './search-index.ts'

const NOT_THERE = 404
const REFUSED = 400

const failed = (doing: string, { status, body }: Awaited<ReturnType<OpenSearch>>) =>
  new InvariantError(`OpenSearch: ${doing}: ${status}: ${JSON.stringify(body).slice(0, 500)}`)

const isThereAlready = (body: unknown) => JSON.stringify(body).includes('resource_already_exists_exception')

/** Made by the first who writes. A document must not make it by itself: it would guess what its fields are. */
async function makeIndex(ask: OpenSearch): Promise<void> {
  const answer = await ask({ method: 'PUT', path: `/${INDEX_NAME}`, body: INDEX_DEFINITION })
  if (answer.status === REFUSED && isThereAlready(answer.body)) return
  if (answer.status >= REFUSED) throw failed('making the index', answer)
}

/** `ask` is given by tests; by default requests are signed with the function's credentials. */
export function openSearchIndex(endpoint: string, ask = openSearch(endpoint)): SearchIndex {
  let made: Promise<void> | undefined
  const ensureIndex = () => {
    made ??= makeIndex(ask).catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
  return {
    async bringUp({ assetId, filed }) {
      const path = `/${INDEX_NAME}/_doc/${assetId}`
      if (filed === undefined) {
        const answer = await ask({ method: 'DELETE', path })
        if (answer.status >= REFUSED && answer.status !== NOT_THERE) throw failed('removing an asset', answer)
        return
      }
      await ensureIndex()
      const { document, isCut } = fileDocument(filed.asset, filed.tracks)
      if (isCut) logger.warn('The asset has more words than are indexed', { words: document.terms.length })
      const answer = await ask({ method: 'PUT', path, body: document })
      if (answer.status >= REFUSED) throw failed('filing an asset', answer)
      logger.info('The asset is indexed', { entries: document.terms.length })
    },

    async findCandidates(request) {
      const path = `/${INDEX_NAME}/_search`
      const answer = await ask({ method: 'POST', path, body: planSearch(request) })
      // Nothing has been filed yet.
      if (answer.status === NOT_THERE) return { candidates: [], isWhole: true }
      if (answer.status >= REFUSED) throw failed('searching', answer)
      return readHits(answer.body as SearchAnswer)
    },

    isPlace: isScorePlace,
  }
}
