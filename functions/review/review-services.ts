// What the routes of the review API use.
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { headObject, signedUrl } from '../../lib/aws/s3.ts'
import { answerTask, isRunning, startNamedExecution } from '../../lib/aws/step-functions.ts'
import { setting } from '../../lib/environment.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { reviewAudit, type ReviewAudit } from '../../lib/review-audit.ts'
import type { ReviewTask } from '../../schemas/generated/types.ts'
import { announcements, queueUrls, type Announcements } from './announcements.ts'
import { reviewStore, type ReviewStore } from './review-store.ts'

export interface ReviewServices {
  reviews: Pick<ReviewStore, 'load' | 'change' | 'listByState' | 'countAppeals'>
  audit: Pick<ReviewAudit, 'record' | 'listOf'>
  queues: Announcements
  assets: Pick<AssetStore, 'load'>
  answerTask: typeof answerTask
  /** Starts the review workflow under a name of its own. */
  startReview: (name: string, input: Record<string, unknown>) => Promise<'started' | 'exists'>
  /** Whether the execution of that name goes on. */
  isUnderReview: (name: string) => Promise<boolean>
  /** Pictures in the media bucket. */
  frames: { exists: (key: string) => Promise<boolean>; url: (key: string) => Promise<string> }
  now: () => number
}

/** So long may a picture be looked at after the answer that names it. */
const FRAME_URL_SECONDS = 300

export function reviewServices(): ReviewServices {
  const auditTable = setting('REVIEW_AUDIT_TABLE')
  const workflowArn = setting('REVIEW_WORKFLOW_ARN')
  const bucket = setting('MEDIA_BUCKET')
  const executionArn = (name: string) => `${workflowArn.replace(':stateMachine:', ':execution:')}:${name}`
  return {
    reviews: reviewStore({ reviews: setting('REVIEW_TABLE'), audit: auditTable }),
    audit: reviewAudit(auditTable),
    queues: announcements(queueUrls()),
    assets: assetStore(setting('ASSETS_TABLE')),
    answerTask,
    startReview: (name, input) => startNamedExecution(workflowArn, name, input),
    isUnderReview: (name) => isRunning(executionArn(name)),
    frames: {
      exists: async (key) => (await headObject({ bucket, key })) !== undefined,
      url: (key) => signedUrl({ bucket, key }, FRAME_URL_SECONDS),
    },
    now: Date.now,
  }
}

/** @throws NotFoundError */
export async function loadTask(taskId: string, { reviews }: ReviewServices): Promise<ReviewTask> {
  const task = await reviews.load(taskId)
  if (task === undefined) throw new NotFoundError(`There is no review task ${taskId}.`)
  return task
}
