// A policy applied to what was found in the past: what it would have decided then.
import type { Asset, ModerationReport, Policy, Reason, Verdict } from '../../schemas/generated/types.ts'
import { evaluatePolicy, type Decision } from './evaluate.ts'

/** One past verdict of a policy beside the one that another policy, or another version, would make. */
export interface Replay {
  assetId: string
  /** When the past verdict was made. */
  decidedAt: string
  policyId: string
  policyVersion: string
  was: Decision
  wouldBe: Decision
  /** Why it would be so; empty for `approve`. */
  reasons: Reason[]
  /** What people, or a deadline, made of it since; absent when the policy's word stood. */
  since?: Pick<Verdict, 'decision' | 'decidedBy'>
}

/** The newest verdict that a policy made of the asset, with those that came after it. */
function findPolicyVerdict({ verdict, verdictHistory = [] }: Asset) {
  const verdicts = [...verdictHistory, ...(verdict ? [verdict] : [])]
  const index = verdicts.findLastIndex(({ decidedBy }) => decidedBy === 'policy')
  const made = verdicts[index]
  return made && { made, last: verdicts.length - 1 > index ? verdicts.at(-1) : undefined }
}

/** The reports as the record remembers them: findings, and whether and what the detector could see. */
function reportsOf({ moderation, findings }: Asset): ModerationReport[] {
  if (moderation === undefined) return []
  const of = (detector: ModerationReport['detector']) =>
    findings.filter((finding) => finding.detector === detector)
  const { looked, notCovered, reason } = moderation
  return [
    {
      detector: 'visual',
      looked,
      findings: of('visual'),
      ...(notCovered && { notCovered }),
      ...(reason && { reason }),
    },
    { detector: 'captions', looked: true, findings: of('captions') },
  ]
}

/** Undefined for an asset that no policy has decided on: there is nothing to compare. */
export function replayPolicy(policy: Policy, asset: Asset): Replay | undefined {
  const past = findPolicyVerdict(asset)
  if (past === undefined || asset.moderation === undefined) return undefined
  const { made, last } = past
  const { decision, reasons } = evaluatePolicy(policy, { reports: reportsOf(asset) })
  return {
    assetId: asset.assetId,
    decidedAt: made.decidedAt,
    policyId: made.policyId,
    policyVersion: made.policyVersion,
    was: made.decision,
    wouldBe: decision,
    reasons,
    ...(last && { since: { decision: last.decision, decidedBy: last.decidedBy } }),
  }
}
