// Called by the rule for `search.rebuild-requested`: asks for every asset to be indexed anew, page by page. What does
// not fit into one run is asked for by another event, so a rebuild ends by itself and goes on where it was interrupted.
import type { EventBridgeEvent } from 'aws-lambda'
import { documents, ScanCommand } from '../../lib/aws/dynamodb.ts'
import { putEvent } from '../../lib/aws/eventbridge.ts'
import { sendMessages } from '../../lib/aws/sqs.ts'
import { calling } from '../../lib/aws/translate.ts'
import { setting } from '../../lib/environment.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import type { IndexRequest } from './rules/index-request.ts'

const REBUILD_REQUESTED = 'search.rebuild-requested'

export interface RebuildDetail {
  /** The asset after which to go on; absent for the begin of the table. */
  after?: string
}

export interface AssetPage {
  assetIds: string[]
  /** Absent on the last one. */
  next?: string
}

export interface RebuildServices {
  listAssets: (after: string | undefined, limit: number) => Promise<AssetPage>
  send: (requests: IndexRequest[]) => Promise<void>
  goOn: (detail: RebuildDetail) => Promise<void>
}

const PAGE = 200
/** 10,000 assets take a minute or two, of the five that the function has. */
const PAGES_OF_A_RUN = 50
const MESSAGES_OF_A_CALL = 10

async function requestPage({ assetIds }: AssetPage, { send }: RebuildServices): Promise<void> {
  for (let start = 0; start < assetIds.length; start += MESSAGES_OF_A_CALL) {
    const some = assetIds.slice(start, start + MESSAGES_OF_A_CALL)
    await send(some.map((assetId) => ({ assetId, isForced: true })))
  }
}

export async function rebuildSearchIndex(
  { detail }: Pick<EventBridgeEvent<typeof REBUILD_REQUESTED, RebuildDetail>, 'detail'>,
  services: RebuildServices,
): Promise<void> {
  let after = detail.after
  let assets = 0
  for (let pages = 0; pages < PAGES_OF_A_RUN; pages++) {
    const page = await services.listAssets(after, PAGE)
    await requestPage(page, services)
    assets += page.assetIds.length
    after = page.next
    if (after === undefined) break
  }
  logger.info('Assets are to be indexed anew', { assets, after })
  if (after !== undefined) await services.goOn({ after })
}

const listAssets =
  (tableName: string): RebuildServices['listAssets'] =>
  async (after, limit) => {
    const answer = await calling('reading the table of the assets', () =>
      documents.send(
        new ScanCommand({
          TableName: tableName,
          ProjectionExpression: 'assetId',
          Limit: limit,
          ...(after !== undefined && { ExclusiveStartKey: { assetId: after } }),
        }),
      ),
    )
    const assetIds = ((answer.Items ?? []) as { assetId: string }[]).map(({ assetId }) => assetId)
    const next = answer.LastEvaluatedKey?.['assetId'] as string | undefined
    return { assetIds, ...(next !== undefined && { next }) }
  }

export const handler = eventHandler(rebuildSearchIndex, () => ({
  listAssets: listAssets(setting('ASSETS_TABLE')),
  send: (requests: IndexRequest[]) => sendMessages(setting('SEARCH_QUEUE_URL'), requests),
  goOn: (detail: RebuildDetail) => putEvent(setting('EVENT_BUS'), REBUILD_REQUESTED, { ...detail }),
}))
