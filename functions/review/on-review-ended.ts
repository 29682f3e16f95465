// Called by the rule for executions of the review workflow that failed, timed out or were stopped: the ends that no
// Catch can meet. Nobody waits for an answer any more, so nobody is asked any more. The asset of an escalated review is
// closed by the media workflow, which waits for this execution; a reopened one stays quarantined.
import type { EventBridgeEvent } from 'aws-lambda'
import { setting } from '../../lib/environment.ts'
import { eventHandler } from '../../lib/step.ts'
import { breakOffReview } from './break-off.ts'
import { reviewStore, type ReviewStore } from './review-store.ts'

interface ExecutionDetail {
  /** Of the execution, which is the task's. */
  name: string
  status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'
}

export type ReviewEnded = EventBridgeEvent<'Step Functions Execution Status Change', ExecutionDetail>

export interface ReviewEndedServices {
  reviews: Pick<ReviewStore, 'change'>
  now: () => number
}

const MEANING: Record<ExecutionDetail['status'], string> = {
  FAILED: 'The review ended with a fault.',
  TIMED_OUT: 'The review took longer than it may.',
  ABORTED: 'An operator stopped the review.',
}

export async function onReviewEnded({ detail }: ReviewEnded, services: ReviewEndedServices) {
  await breakOffReview(detail.name, MEANING[detail.status], services)
}

export const handler = eventHandler(onReviewEnded, () => ({
  reviews: reviewStore({ reviews: setting('REVIEW_TABLE'), audit: setting('REVIEW_AUDIT_TABLE') }),
  now: Date.now,
}))
