import type { Asset, Verdict } from '../../../schemas/generated/types.ts'

/** By the same policy, in the same version, for nothing that the person did not know of. */
const isSameQuestion = (answered: Verdict, judged: Verdict) =>
  answered.policyId === judged.policyId &&
  answered.policyVersion === judged.policyVersion &&
  judged.findingIds.every((findingId) => answered.findingIds.includes(findingId))

/**
 * What a person decided about an upload holds when it is processed again: a rejection always, an approval as long as
 * the policy asks the same question. A deadline is no person.
 */
export function stands(former: Verdict, judged: Verdict): boolean {
  if (former.decidedBy !== 'reviewer' && former.decidedBy !== 'operator') return false
  return former.decision === 'reject' || isSameQuestion(former, judged)
}

/**
 * What the policy says joins what was decided before: either it follows the former verdict, or it is put on record
 * beside the one that stands. Saying the same once more, in the same processing, changes nothing.
 */
export function joinVerdict(
  { verdict: former, verdictHistory = [], timings }: Pick<Asset, 'verdict' | 'verdictHistory' | 'timings'>,
  judged: Verdict,
): Required<Pick<Asset, 'verdictHistory'>> & { verdict: Verdict } {
  const isRepeated = timings.decidedAt !== undefined
  if (former === null) return { verdict: judged, verdictHistory }
  const holds = stands(former, judged)
  const verdict = holds ? former : judged
  return {
    verdict,
    verdictHistory: isRepeated ? verdictHistory : [...verdictHistory, holds ? judged : former],
  }
}
