// A review that ends without an answer: its task must not go on asking people.
import type { Reason } from '../../schemas/generated/types.ts'
import type { ReviewStore } from './review-store.ts'
import { breakOff } from './rules/lines.ts'

const LONGEST_MESSAGE = 1000

/** The fault by its name; its cause may be the JSON of a stack and stays in the execution history and the logs. */
export function describeFailure(failure: { Error?: string } | undefined): Reason {
  const name = failure?.Error === undefined ? '' : ` (${failure.Error})`
  const message = `The review could not be carried out${name}. Publish the asset or reopen the review.`
  return { code: 'review-fault', message: message.slice(0, LONGEST_MESSAGE) }
}

export async function breakOffReview(
  taskId: string,
  reason: string,
  { reviews, now }: { reviews: Pick<ReviewStore, 'change'>; now: () => number },
): Promise<void> {
  await reviews.change(taskId, (task) => {
    if (task === undefined || task.state === 'decided' || task.state === 'expired') return { result: {} }
    const nowMs = now()
    return { result: {}, write: { ...breakOff(task, reason), nowMs } }
  })
}
