// Called by the states "Settle review" and "Fail review": brings what was decided into the asset. The task in the table
// is believed, not the answer: a decision whose answer was lost is a decision.
import { announceOutcome, type AnnounceOutcome } from '../../lib/asset-events.ts'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { setting } from '../../lib/environment.ts'
import { ConflictError, InvariantError, NotFoundError, ThrottledError } from '../../lib/errors.ts'
import { settleAsset, type SettleAsset } from '../../lib/settle-asset.ts'
import { defineStep, lambda } from '../../lib/step.ts'
import type { Asset, SettleReviewInput, SettleReviewOutput } from '../../schemas/generated/types.ts'
import { validateSettleReviewInput, validateSettleReviewOutput } from '../../schemas/generated/validators.mjs'
import { breakOffReview, describeFailure } from './break-off.ts'
import { reviewStore, type ReviewStore } from './review-store.ts'
import { expire } from './rules/lines.ts'
import { checkSettling, isDecided, verdictOf } from './rules/settlement.ts'
import { tellReview, type TellReview } from './tell-review.ts'

export interface SettleReviewServices {
  reviews: Pick<ReviewStore, 'change'>
  assets: Pick<AssetStore, 'load' | 'close'>
  settle: SettleAsset
  announce: AnnounceOutcome
  tell: TellReview
  now: () => number
}

const ATTEMPTS = 5

async function loadAsset(assetId: string, { assets }: SettleReviewServices): Promise<Asset> {
  const asset = await assets.load(assetId)
  if (asset === undefined) throw new NotFoundError(`There is no asset ${assetId}.`)
  return asset
}

/** The task with its decision: that of people, or of the policy when the last deadline has passed. */
async function closeTask({ taskId, because }: SettleReviewInput, { reviews, now }: SettleReviewServices) {
  const { task } = await reviews.change(taskId, (former) => {
    if (former === undefined) throw new InvariantError(`There is no review task ${taskId}.`)
    if (isDecided(former)) return { result: {} }
    if (because !== 'deadline') {
      throw new InvariantError(`The review task ${taskId} was answered and is not decided.`)
    }
    const nowMs = now()
    return { result: {}, write: { ...expire(former, nowMs), nowMs } }
  })
  if (task === undefined || !isDecided(task)) throw new InvariantError(`The task ${taskId} is not decided.`)
  return task
}

async function settleTask(
  task: Awaited<ReturnType<typeof closeTask>>,
  services: SettleReviewServices,
): Promise<Asset | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const asset = await loadAsset(task.assetId, services)
    const settling = checkSettling(task, asset)
    if (settling === 'overtaken') return undefined
    if (settling !== 'settle') return asset
    const outcome = task.decision.decision === 'approve' ? 'published' : 'quarantined'
    try {
      return await services.settle(asset, { verdict: verdictOf(task, asset), outcome })
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
    }
  }
  throw new ThrottledError(`Asset ${task.assetId} changes faster than its review can be settled.`)
}

const OVERTAKEN: SettleReviewOutput = { outcome: 'overtaken' }

async function settleDecision(input: SettleReviewInput, services: SettleReviewServices) {
  const task = await closeTask(input, services)
  const asset = await settleTask(task, services)
  await services.tell(task.state === 'expired' ? 'expired' : 'decided', task)
  if (asset?.outcome === undefined) return OVERTAKEN
  if (asset.verdict?.taskId === task.taskId) await services.announce(asset)
  return { outcome: asset.outcome }
}

/** The asset is quarantined unless it has its outcome already; nobody is asked any more. */
async function settleFault(input: SettleReviewInput, services: SettleReviewServices) {
  const reason = describeFailure(input.failure)
  await breakOffReview(input.taskId, reason.message, services)
  const asset = await loadAsset(input.assetId, services)
  if (asset.revision !== input.revision) return OVERTAKEN
  const now = services.now()
  const closed = await services.assets.close(asset, {
    outcome: 'quarantined',
    reasons: [reason],
    closedAt: new Date(now).toISOString(),
    totalMs: Math.max(0, now - Date.parse(asset.registeredAt)),
  })
  if (closed.reasons.some(({ code }) => code === reason.code)) await services.announce(closed)
  return { outcome: closed.outcome ?? 'quarantined' }
}

export const settleReview = defineStep({
  input: validateSettleReviewInput,
  output: validateSettleReviewOutput,
  run(input: SettleReviewInput, services: SettleReviewServices): Promise<SettleReviewOutput> {
    return input.because === 'fault' ? settleFault(input, services) : settleDecision(input, services)
  },
})

export const handler = lambda(settleReview, () => {
  const eventBus = setting('EVENT_BUS')
  const assetsTable = setting('ASSETS_TABLE')
  return {
    reviews: reviewStore({ reviews: setting('REVIEW_TABLE'), audit: setting('REVIEW_AUDIT_TABLE') }),
    assets: assetStore(assetsTable),
    settle: settleAsset(assetsTable),
    announce: announceOutcome(eventBus),
    tell: tellReview(eventBus),
    now: Date.now,
  }
})
