// Called by the states "Reject asset", "Quarantine asset" and "Fail asset": writes the outcome, cancels what still
// runs, tells the bus.
import { announceOutcome, type AnnounceOutcome } from '../../lib/asset-events.ts'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { cancelJob } from '../../lib/aws/mediaconvert.ts'
import { setting } from '../../lib/environment.ts'
import { cancelTranscodes, type CancelServices } from '../../lib/cancel-transcodes.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { jobLedger } from '../../lib/job-ledger.ts'
import { defineStep, lambda, logger } from '../../lib/step.ts'
import { unlessOvertaken } from '../../lib/unless-overtaken.ts'
import type { CloseAssetInput, CloseAssetOutput } from '../../schemas/generated/types.ts'
import { validateCloseAssetInput, validateCloseAssetOutput } from '../../schemas/generated/validators.mjs'
import { describeFailure } from './rules/failure.ts'

export interface CloseAssetServices extends CancelServices {
  assets: Pick<AssetStore, 'load' | 'close'>
  announce: AnnounceOutcome
  now: () => number
}

const reasonsOf = ({ reasons, failure }: CloseAssetInput) =>
  reasons ?? [describeFailure({ error: failure?.Error, cause: failure?.Cause })]

/** Whoever has taken the asset over answers for it; this processing has no outcome of its own to tell. */
export const closeAsset = defineStep({
  input: validateCloseAssetInput,
  output: validateCloseAssetOutput,
  async run(input: CloseAssetInput, services: CloseAssetServices): Promise<CloseAssetOutput> {
    const { assetId, revision, outcome } = input
    const asset = await services.assets.load(assetId)
    if (asset === undefined) throw new NotFoundError(`There is no asset ${assetId}.`)
    logger.appendKeys({ executionArn: asset.executionArn })
    // A job of a newer revision, which has taken the asset over, is none of ours.
    await cancelTranscodes(assetId, (of) => of <= revision, services)
    const now = services.now()
    const closing = {
      outcome,
      reasons: reasonsOf(input),
      closedAt: new Date(now).toISOString(),
      totalMs: Math.max(0, now - Date.parse(asset.registeredAt)),
    }
    const closed = await unlessOvertaken(() => services.assets.close({ assetId, revision }, closing))
    if (closed === undefined) return { outcome: 'superseded' }
    await services.announce(closed)
    return { outcome: closed.outcome ?? outcome }
  },
})

export const closeAssetServices = (): CloseAssetServices => ({
  assets: assetStore(setting('ASSETS_TABLE')),
  ledger: jobLedger(setting('JOBS_TABLE')),
  cancelJob,
  announce: announceOutcome(setting('EVENT_BUS')),
  now: Date.now,
})

export const handler = lambda(closeAsset, closeAssetServices)
