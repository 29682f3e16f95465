// Called by the states "Open first line" and "Open second line". The state is answered later, by the review API.
import { answerTask } from '../../lib/aws/step-functions.ts'
import { setting } from '../../lib/environment.ts'
import { defineStep, lambda, logger } from '../../lib/step.ts'
import type { OpenReviewInput, ReviewTask } from '../../schemas/generated/types.ts'
import { validateOpenReviewInput } from '../../schemas/generated/validators.mjs'
import { announcements, queueUrls, type Announcements } from './announcements.ts'
import { reviewStore, type ReviewStore } from './review-store.ts'
import { openLine } from './rules/lines.ts'
import { tellReview, type TellReview } from './tell-review.ts'

export interface OpenReviewServices {
  reviews: Pick<ReviewStore, 'change'>
  queues: Pick<Announcements, 'announce'>
  answerTask: typeof answerTask
  tell: TellReview
  now: () => number
}

/** The queue first: what the bus tells is for the curious. */
async function tellPeople(task: ReviewTask, { queues, tell }: OpenReviewServices) {
  await queues.announce(task)
  await tell(task.line === 'first' ? 'opened' : 'escalated', task)
}

export const openReview = defineStep({
  input: validateOpenReviewInput,
  async run(input: OpenReviewInput, services: OpenReviewServices): Promise<void> {
    const { result, task } = await services.reviews.change(input.taskId, (former) => {
      const opening = openLine(former, input)
      const isNew = opening.kind === 'open'
      return { result: opening, write: isNew ? { ...opening, nowMs: services.now() } : undefined }
    })
    if (result.kind === 'answered') {
      const { decision, by, reason } = result.decision
      await services.answerTask(input.taskToken, { output: { decision, by: by ?? 'system', reason } })
    } else if (result.kind === 'overtaken') {
      logger.warn('A line that is over was opened once more', { taskId: input.taskId, line: input.line })
    } else if (task !== undefined) await tellPeople(task, services)
  },
})

export const handler = lambda(openReview, () => ({
  reviews: reviewStore({ reviews: setting('REVIEW_TABLE'), audit: setting('REVIEW_AUDIT_TABLE') }),
  queues: announcements(queueUrls()),
  answerTask,
  tell: tellReview(setting('EVENT_BUS')),
  now: Date.now,
}))
