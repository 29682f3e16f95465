import type { Asset, AssetEvent } from '../schemas/generated/types.ts'
import { validateAssetEvent } from '../schemas/generated/validators.mjs'
import { putEvent } from './aws/eventbridge.ts'
import { InvariantError } from './errors.ts'
import { checkOutput } from './validation.ts'

/** Tells the event bus that an asset has reached its outcome, as `asset.<outcome>`. */
export type AnnounceOutcome = (asset: Asset) => Promise<void>

export function announceOutcome(busName: string): AnnounceOutcome {
  return async (asset) => {
    const { assetId, revision, sourceUri, outcome, reasons, playback, title, timings } = asset
    if (outcome === undefined || timings.closedAt === undefined) {
      throw new InvariantError(`Asset ${assetId} is announced before it has an outcome.`)
    }
    const detail: AssetEvent = {
      assetId,
      revision,
      sourceUri,
      outcome,
      reasons,
      closedAt: timings.closedAt,
      // What is quarantined keeps its address in the record, for the day it is published after all.
      ...(playback && outcome === 'published' && { playback }),
      ...(title !== undefined && { title }),
    }
    await putEvent(busName, `asset.${outcome}`, { ...checkOutput(validateAssetEvent, detail) })
  }
}
