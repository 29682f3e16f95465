// What people get to see of a review task and its asset. Fields are named one by one: the task token and the receipt
// handle stand beside them in the record.
import { mayActAs, type Actor } from '../../../lib/roles.ts'
import type {
  Asset,
  Finding,
  ReviewDetail,
  ReviewSummary,
  ReviewTask,
} from '../../../schemas/generated/types.ts'
import { leaseRuns, standsOpen } from './situation.ts'

type Claim = Pick<ReviewTask, 'claimedBy' | 'claimedAt' | 'leaseUntil'>

const claimOf = ({ claimedBy, claimedAt, leaseUntil }: Claim): Claim => ({
  ...(claimedBy !== undefined && { claimedBy }),
  ...(claimedAt !== undefined && { claimedAt }),
  ...(leaseUntil !== undefined && { leaseUntil }),
})

/** A task whose lease is over is shown as what it is: open. */
export function summarise(task: ReviewTask, nowMs: number): ReviewSummary {
  const { taskId, assetId, revision, kind, line, reasons, categories, sourceUri, openedAt, dueAt } = task
  const { fourEyes, policyId, policyVersion, title, durationMs, requestedBy, decision } = task
  return {
    ...{ taskId, assetId, revision, kind, line, reasons, categories, sourceUri, openedAt, dueAt },
    ...{ fourEyes, policyId, policyVersion },
    state: standsOpen(task, nowMs) ? 'open' : task.state,
    ...(title !== undefined && { title }),
    ...(durationMs !== undefined && { durationMs }),
    ...(requestedBy !== undefined && { requestedBy }),
    ...(leaseRuns(task, nowMs) && claimOf(task)),
    ...(decision && { decision }),
  }
}

type ShownAsset = NonNullable<ReviewDetail['asset']>
export type ShownEvidence = ShownAsset['findings'][number]['evidence'][number]

/** What is published may be played by everybody; what is not, by those who decide on it. */
const mayPlay = ({ outcome }: Asset, { role }: Actor) => outcome === 'published' || mayActAs(role, 'reviewer')

/** `evidence` gives the pictures of a finding. */
export function showAsset(
  asset: Asset,
  by: Actor,
  evidence: (finding: Finding) => ShownEvidence[],
): ShownAsset {
  const { title, tags, sourceUri, inspection, outcome, verdict, moderation, playback, findings } = asset
  return {
    sourceUri,
    verdict,
    findings: findings.map((finding) => ({ ...finding, evidence: evidence(finding) })),
    ...(title !== undefined && { title }),
    ...(tags && { tags }),
    ...(inspection && { durationMs: inspection.durationMs }),
    ...(outcome !== undefined && { outcome }),
    ...(moderation && { moderation }),
    ...(playback && mayPlay(asset, by) && { playback }),
  }
}
