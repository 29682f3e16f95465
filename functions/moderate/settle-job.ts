// Answers the state that waits for a moderation job, once the job has ended.
import type { AssetStore } from '../../lib/asset-store.ts'
import type { Answer } from '../../lib/aws/step-functions.ts'
import { unitChanges } from '../../lib/cost/units.ts'
import { revisionOf, type JobLedger } from '../../lib/job-ledger.ts'
import { logger } from '../../lib/step.ts'
import { unlessOvertaken } from '../../lib/unless-overtaken.ts'
import type { Job } from '../../schemas/generated/types.ts'
import type { JobEnd } from './look-at-job.ts'

export interface SettleServices {
  ledger: Pick<JobLedger, 'note'>
  assets: Pick<AssetStore, 'note'>
  answerTask: (taskToken: string, answer: Answer) => Promise<boolean>
  now: () => number
}

/** A newer revision may have taken the asset over; the execution of the older one is answered all the same. */
async function noteSight(
  job: Job,
  { report, endedAt, durationMs = 0 }: Pick<JobEnd, 'report' | 'durationMs'> & { endedAt: string },
  assets: SettleServices['assets'],
) {
  await unlessOvertaken(() =>
    assets.note(
      { assetId: job.assetId, revision: revisionOf(job) },
      {
        ...(report.looked && { 'timings.moderatedAt': endedAt }),
        ...unitChanges({ 'rekognition-moderation-minute': durationMs / 60_000 }),
      },
    ),
  )
}

/**
 * The record comes first: once the state has its answer, the asset may be closed and its cost settled. Then the answer,
 * and the ledger last: what it calls ended has been answered, and an interruption in between only answers twice.
 */
export async function settleJob(
  job: Job,
  { report, status, errorMessage, durationMs }: JobEnd,
  services: SettleServices,
) {
  const endedAt = new Date(services.now()).toISOString()
  if (status === 'complete')
    await noteSight(
      job,
      { report, endedAt, ...(durationMs !== undefined && { durationMs }) },
      services.assets,
    )
  const answered = await services.answerTask(job.taskToken, { output: { ...report } })
  if (!answered) logger.info('Nobody waited for this report any more', { assetId: job.assetId })
  await services.ledger.note(job, job.status, {
    status,
    endedAt,
    ...(job.providerJobId !== undefined && { providerJobId: job.providerJobId }),
    ...(errorMessage !== undefined && { errorMessage }),
  })
}
