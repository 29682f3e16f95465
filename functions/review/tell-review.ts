import { putEvent } from '../../lib/aws/eventbridge.ts'
import { checkOutput } from '../../lib/validation.ts'
import type { ReviewTask, ReviewTaskEvent } from '../../schemas/generated/types.ts'
import { validateReviewTaskEvent } from '../../schemas/generated/validators.mjs'

/** Tells the event bus what has happened to a review task. */
export type TellReview = (
  happened: 'opened' | 'escalated' | 'decided' | 'expired',
  task: ReviewTask,
) => Promise<void>

export function tellReview(busName: string): TellReview {
  return async (happened, task) => {
    const { taskId, assetId, revision, kind, line, dueAt, reasons, title, decision } = task
    const detail: ReviewTaskEvent = {
      ...{ taskId, assetId, revision, kind, line, dueAt, reasons },
      ...(title !== undefined && { title }),
      ...(decision && { decision }),
    }
    await putEvent(busName, `review-task.${happened}`, {
      ...checkOutput(validateReviewTaskEvent, detail),
    })
  }
}
