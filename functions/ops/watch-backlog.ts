// Called every five minutes: tells how much waits, and finds the assets that nothing works on any more.
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { putEvent } from '../../lib/aws/eventbridge.ts'
import { queueCounts } from '../../lib/aws/mediaconvert.ts'
import { countMessages } from '../../lib/aws/sqs.ts'
import { lookAtExecution, runningExecutions } from '../../lib/aws/step-functions.ts'
import { setting } from '../../lib/environment.ts'
import { measure, type Measure } from '../../lib/metrics.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import { checkOutput } from '../../lib/validation.ts'
import type { Asset, AssetStuckEvent } from '../../schemas/generated/types.ts'
import { validateAssetStuckEvent } from '../../schemas/generated/validators.mjs'
import { sumUpReviews, type WaitingReview } from './rules/review-backlog.ts'
import { isStuck, suspectsOf, type Unfinished } from './rules/stuck.ts'
import { unfinishedAssets, type UnfinishedAssets } from './unfinished-assets.ts'
import { waitingReviews } from './waiting-reviews.ts'

export interface WatchServices {
  unfinished: UnfinishedAssets
  runningExecutions: () => Promise<ReadonlySet<string>>
  lookAtExecution: typeof lookAtExecution
  assets: Pick<AssetStore, 'load' | 'note'>
  transcodes: () => Promise<{ waiting: number; running: number }>
  moderationRequests: () => Promise<number>
  reviews: () => Promise<WaitingReview[]>
  announce: (asset: Asset) => Promise<void>
  measure: Measure
  now: () => number
}

/**
 * The asset when it is stuck. One that has its outcome is not looked at again: an execution that began before a
 * deployment ends by the definition of then, which may have left it among the unfinished ones.
 */
async function lookAgain(suspect: Unfinished, services: WatchServices): Promise<Asset | undefined> {
  const execution = await services.lookAtExecution(suspect.executionArn)
  const asset = await services.assets.load(suspect.assetId)
  if (asset?.outcome !== undefined) await services.unfinished.strike(asset)
  return isStuck({ suspect, asset, execution }, services.now()) ? asset : undefined
}

/** Each processing is told of once. */
async function announceOnce(asset: Asset, services: WatchServices) {
  const { assetId, revision, executionArn, stuckRevision } = asset
  if (stuckRevision === revision) return
  logger.error('An asset is stuck', { assetId, revision, executionArn })
  await services.announce(asset)
  await services.assets.note(asset, { stuckRevision: revision })
}

async function findStuck(services: WatchServices): Promise<Asset[]> {
  const nowMs = services.now()
  const suspects = suspectsOf(await services.unfinished.find(), await services.runningExecutions(), nowMs)
  const stuck: Asset[] = []
  for (const suspect of suspects) {
    const asset = await lookAgain(suspect, services)
    if (asset) stuck.push(asset)
  }
  return stuck
}

export async function watchBacklog(_event: unknown, services: WatchServices): Promise<void> {
  const [transcodes, moderationRequests, reviews] = await Promise.all([
    services.transcodes(),
    services.moderationRequests(),
    services.reviews(),
  ])
  services.measure({
    TranscodeBacklog: transcodes.waiting,
    TranscodesRunning: transcodes.running,
    ModerationBacklog: moderationRequests,
    ...sumUpReviews(reviews, services.now()),
  })
  const stuck = await findStuck(services)
  services.measure({ StuckAssets: stuck.length })
  for (const asset of stuck) await announceOnce(asset, services)
}

const announceStuck = (busName: string) => (asset: Asset) => {
  const { assetId, revision, sourceUri, executionArn, registeredAt } = asset
  const detail: AssetStuckEvent = { assetId, revision, sourceUri, executionArn, registeredAt }
  return putEvent(busName, 'asset.stuck', { ...checkOutput(validateAssetStuckEvent, detail) })
}

export const handler = eventHandler(watchBacklog, () => {
  const queueUrl = setting('MODERATION_QUEUE_URL')
  return {
    unfinished: unfinishedAssets(setting('ASSETS_TABLE')),
    runningExecutions: () => runningExecutions(setting('MEDIA_WORKFLOW_ARN')),
    lookAtExecution,
    assets: assetStore(setting('ASSETS_TABLE')),
    transcodes: () => queueCounts(setting('MEDIACONVERT_QUEUE_NAME')),
    moderationRequests: () => countMessages(queueUrl),
    reviews: waitingReviews(setting('REVIEW_TABLE')),
    announce: announceStuck(setting('EVENT_BUS')),
    measure: measure(),
    now: Date.now,
  }
})
