// What another policy would have decided on the assets of the past.
import type { Decision } from '../../lib/policy/evaluate.ts'
import { replayPolicy, type Replay } from '../../lib/policy/replay.ts'
import type { Asset, Policy } from '../../schemas/generated/types.ts'

export interface Change extends Replay {
  sourceUri: string
  title?: string
}

export interface ReplaySummary {
  /** Verdicts that were made once more. */
  replayed: number
  changed: number
  /** Assets that no policy has decided on. */
  undecided: number
  /** Assets that a policy of another name decided on. */
  ofOtherPolicies: number
  transitions: { was: Decision; wouldBe: Decision; count: number }[]
  /** In the order of the assets. */
  changes: Change[]
}

function countTransitions(changes: Change[]): ReplaySummary['transitions'] {
  const byKind = Map.groupBy(changes, ({ was, wouldBe }) => `${was} ${wouldBe}`)
  return [...byKind.values()]
    .map((same) => ({ was: same[0]!.was, wouldBe: same[0]!.wouldBe, count: same.length }))
    .sort((one, other) => other.count - one.count)
}

/** Verdicts of a policy of another name are left out unless `all`: a new version says nothing of them. */
export function replayAssets(policy: Policy, assets: Asset[], { all }: { all: boolean }): ReplaySummary {
  const decided = assets.flatMap((asset) => {
    const replay = replayPolicy(policy, asset)
    const { sourceUri, title } = asset
    return replay ? [{ ...replay, sourceUri, ...(title !== undefined && { title }) }] : []
  })
  const replayed = all ? decided : decided.filter(({ policyId }) => policyId === policy.policyId)
  const changes = replayed.filter(({ was, wouldBe }) => was !== wouldBe)
  return {
    replayed: replayed.length,
    changed: changes.length,
    undecided: assets.length - decided.length,
    ofOtherPolicies: decided.length - replayed.length,
    transitions: countTransitions(changes),
    changes,
  }
}
