// What an operator may do with an asset by hand.
import type { Asset, Policy, Verdict } from '../../../schemas/generated/types.ts'

export const HAND_REFUSALS = {
  'not-published': 'Only an asset that is published, or still under way, can be withdrawn.',
  'not-quarantined': 'Only a quarantined asset can be published by hand.',
  'nothing-to-publish': 'The asset has no verified outputs to publish.',
} as const

export type HandRefusal = keyof typeof HAND_REFUSALS

export type HandAct = 'withdraw' | 'publish'

/** What is under way can be withdrawn before anybody has seen it: it ends as quarantined, whatever the policy says then. */
export function checkHandAct(act: HandAct, { outcome, playback }: Asset): HandRefusal | undefined {
  if (act === 'withdraw')
    return outcome === undefined || outcome === 'published' ? undefined : 'not-published'
  if (outcome !== 'quarantined') return 'not-quarantined'
  return playback === undefined ? 'nothing-to-publish' : undefined
}

/** Answered before: the outcome stands as this very person has wanted it. */
export const isDone = (act: HandAct, { outcome, verdict }: Asset, by: string): boolean =>
  outcome === (act === 'withdraw' ? 'quarantined' : 'published') &&
  verdict?.decidedBy === 'operator' &&
  verdict.by === by &&
  verdict.taskId === undefined

interface Statement {
  act: HandAct
  by: string
  reason: string
  /** ISO 8601. */
  at: string
}

/** The verdict of an operator, by the policy of the verdict before it; else by the one that would be asked now. */
export function operatorVerdict(
  { verdict }: Asset,
  { act, by, reason, at }: Statement,
  policy: Pick<Policy, 'policyId' | 'version'>,
): Verdict {
  return {
    decision: act === 'withdraw' ? 'reject' : 'approve',
    decidedBy: 'operator',
    by,
    decidedAt: at,
    policyId: verdict?.policyId ?? policy.policyId,
    policyVersion: verdict?.policyVersion ?? policy.version,
    ...(verdict?.modelVersion !== undefined && { modelVersion: verdict.modelVersion }),
    reasons: [{ code: act === 'withdraw' ? 'withdrawn' : 'published-by-hand', message: reason }],
    findingIds: verdict?.findingIds ?? [],
  }
}
