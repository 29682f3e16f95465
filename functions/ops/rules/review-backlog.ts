import type { ReviewTask } from '../../../schemas/generated/types.ts'

export type WaitingReview = Pick<ReviewTask, 'openedAt'>

/** How many reviews wait, and how long the oldest has waited: 0 when none does. */
export function sumUpReviews(reviews: WaitingReview[], nowMs: number) {
  const oldestMs = Math.min(nowMs, ...reviews.map(({ openedAt }) => Date.parse(openedAt)))
  return { OpenReviews: reviews.length, OldestOpenReview: Math.floor((nowMs - oldestMs) / 1000) }
}
