// Called by the rule for assets that were quarantined: withdrawn, or decided against after people had looked. Cookies that
// were given before live on, so the edge itself is told to let nobody in; then its caches forget.
import type { EventBridgeEvent } from 'aws-lambda'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { invalidate } from '../../lib/aws/cloudfront.ts'
import { edgeGate, type EdgeGate } from '../../lib/aws/edge-gate.ts'
import { setting } from '../../lib/environment.ts'
import { eventHandler } from '../../lib/step.ts'
import type { AssetEvent } from '../../schemas/generated/types.ts'
import { edgeKeys } from './rules/edge-keys.ts'

export type AssetQuarantined = EventBridgeEvent<'asset.quarantined', AssetEvent>

export interface QuarantineServices {
  assets: Pick<AssetStore, 'load'>
  edge: Pick<EdgeGate, 'block'>
  /** `reference` makes a second call the same invalidation. */
  invalidate: (path: string, reference: string) => Promise<void>
}

/** An event that comes late, when the asset is published again, is about nothing any more. */
export async function onAssetQuarantined({ detail }: AssetQuarantined, services: QuarantineServices) {
  const { assetId, revision, closedAt } = detail
  const asset = await services.assets.load(assetId)
  if (asset?.outcome === 'published') return
  await services.edge.block(edgeKeys(assetId, revision), closedAt)
  await services.invalidate(`/assets/${assetId}/*`, `${assetId}-r${revision}-${closedAt}`)
}

export const handler = eventHandler(onAssetQuarantined, () => ({
  assets: assetStore(setting('ASSETS_TABLE')),
  edge: edgeGate(setting('EDGE_GATE_ARN')),
  invalidate: (path, reference) => invalidate(setting('DISTRIBUTION_ID'), path, reference),
}))
