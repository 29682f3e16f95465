// How a question is put to people.
import type { Asset, PlanReviewInput, PlanReviewOutput, Policy } from '../../../schemas/generated/types.ts'

/** Findings that the verdict names; all of them where it names none. */
function decidingFindings({ findings, verdict }: Asset) {
  const named = findings.filter(({ findingId }) => verdict?.findingIds.includes(findingId))
  return named.length > 0 ? named : findings
}

/** Nobody is asked about an asset that has moved on, or that has its outcome for another reason. */
export function planReview(input: PlanReviewInput, asset: Asset, { review }: Policy): PlanReviewOutput {
  const waits = input.kind === 'appeal' ? asset.outcome === 'quarantined' : asset.outcome === undefined
  if (asset.revision !== input.revision || !waits) return { decision: 'obsolete' }
  const { fourEyes, ...terms } = review
  const categories = [...new Set(decidingFindings(asset).map(({ category }) => category))]
  return {
    decision: 'review',
    plan: {
      ...terms,
      fourEyes: categories.some((category) => fourEyes.includes(category)),
      categories,
      sourceUri: asset.sourceUri,
      ...(asset.title !== undefined && { title: asset.title }),
      ...(asset.inspection && { durationMs: asset.inspection.durationMs }),
    },
  }
}
