import type { ReviewSummary } from '../../schemas/generated/types.ts'
import { aReviewTask } from '../support/records.ts'

/** An open task as the API tells it, due at one o'clock. */
export function aReviewSummary(changes: Partial<ReviewSummary> = {}): ReviewSummary {
  const { taskId, assetId, revision, kind, state, line, reasons, categories, sourceUri } = aReviewTask()
  const { openedAt, dueAt, fourEyes, policyId, policyVersion } = aReviewTask()
  return {
    ...{ taskId, assetId, revision, kind, state, line, reasons, categories, sourceUri },
    ...{ openedAt, dueAt, fourEyes, policyId, policyVersion },
    ...changes,
  }
}
