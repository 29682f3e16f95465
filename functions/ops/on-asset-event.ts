// Called by the rule for what becomes of assets and reviews: counts it. An event that is delivered twice is counted
// twice; these numbers are for operators, the record of an asset is what was paid for.
import type { EventBridgeEvent } from 'aws-lambda'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { setting } from '../../lib/environment.ts'
import { measure, type Measure } from '../../lib/metrics.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import type { AssetEvent } from '../../schemas/generated/types.ts'
import { timeToPublishMs } from './rules/time-to-publish.ts'

export type OutcomeEvent = EventBridgeEvent<`asset.${AssetEvent['outcome']}`, AssetEvent>
export type ReviewExpired = EventBridgeEvent<'review-task.expired', { assetId: string }>

export interface AssetEventServices {
  assets: Pick<AssetStore, 'load'>
  measure: Measure
}

const COUNTERS = {
  'asset.published': 'AssetsPublished',
  'asset.rejected': 'AssetsRejected',
  'asset.quarantined': 'AssetsQuarantined',
  'asset.failed': 'AssetsFailed',
  'review-task.expired': 'ReviewsExpired',
} as const

async function timeToPublish(event: OutcomeEvent | ReviewExpired, { assets }: AssetEventServices) {
  if (event['detail-type'] !== 'asset.published') return undefined
  const { assetId, closedAt } = event.detail
  const asset = await assets.load(assetId)
  return asset && timeToPublishMs(asset, closedAt)
}

/** All numbers of an event are told together: what fails before is tried again, and counts nothing twice. */
export async function onAssetEvent(event: OutcomeEvent | ReviewExpired, services: AssetEventServices) {
  logger.appendKeys({ assetId: event.detail.assetId })
  const TimeToPublish = await timeToPublish(event, services)
  services.measure({
    [COUNTERS[event['detail-type']]]: 1,
    ...(TimeToPublish !== undefined && { TimeToPublish }),
  })
}

export const handler = eventHandler(onAssetEvent, () => ({
  assets: assetStore(setting('ASSETS_TABLE')),
  measure: measure(),
}))
