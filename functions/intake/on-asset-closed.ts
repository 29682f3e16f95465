// Called by the rule for assets that were published or quarantined: the source is tagged with the outcome, and its storage
// follows from that. It is no step of the workflow: nobody waits for it, and a source without tags only stays dear.
import type { EventBridgeEvent } from 'aws-lambda'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { readTags, writeTags } from '../../lib/aws/s3-tags.ts'
import { setting } from '../../lib/environment.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import type { AssetEvent } from '../../schemas/generated/types.ts'
import { tagSource } from './rules/source-tags.ts'

export type AssetClosed = EventBridgeEvent<'asset.published' | 'asset.quarantined', AssetEvent>

export interface AssetClosedServices {
  assets: Pick<AssetStore, 'load'>
  readTags: typeof readTags
  writeTags: typeof writeTags
  sourceTtl: string
}

/** Events come late and out of order: what counts is the outcome in the record. */
export async function onAssetClosed({ detail }: AssetClosed, services: AssetClosedServices): Promise<void> {
  const { source, outcome } = (await services.assets.load(detail.assetId)) ?? {}
  if (source === undefined || outcome === undefined) return
  try {
    const tags = tagSource(await services.readTags(source), { outcome, ttl: services.sourceTtl })
    if (tags === 'full') logger.warn('The source has ten tags already and keeps them', { ...detail })
    else if (tags !== undefined) await services.writeTags(source, tags)
  } catch (error) {
    // Whoever uploaded it may have deleted it since.
    if (!(error instanceof NotFoundError)) throw error
  }
}

export const handler = eventHandler(onAssetClosed, () => ({
  assets: assetStore(setting('ASSETS_TABLE')),
  readTags,
  writeTags,
  sourceTtl: setting('SOURCE_TTL'),
}))
