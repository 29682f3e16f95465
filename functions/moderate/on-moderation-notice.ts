// Called by the topic that Rekognition publishes to when a job has ended: answers the state that waits with what was
// seen. Notices come late, twice, and for jobs that nobody knows.
import type { SNSEvent } from 'aws-lambda'
import { assetStore } from '../../lib/asset-store.ts'
import { readModerationPage } from '../../lib/aws/rekognition.ts'
import { writeObject } from '../../lib/aws/s3.ts'
import { answerTask } from '../../lib/aws/step-functions.ts'
import { setting } from '../../lib/environment.ts'
import { ProviderUnavailableError } from '../../lib/errors.ts'
import { hasEnded, jobKeyOf, jobLedger, type JobLedger } from '../../lib/job-ledger.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import { lookAtJob, type JobEnd, type LookServices, type SubmittedJob } from './look-at-job.ts'
import { concerns, readNotice, type ModerationNotice } from './rules/notice.ts'
import { notLooked } from './rules/report.ts'
import { settleJob, type SettleServices } from './settle-job.ts'

export interface ModerationNoticeServices extends LookServices, SettleServices {
  ledger: Pick<JobLedger, 'load' | 'note'>
}

/** The notice says that the job has ended; where the provider does not say so itself yet, it is asked again later. */
async function findEnd(
  job: SubmittedJob,
  { status }: ModerationNotice,
  services: ModerationNoticeServices,
): Promise<JobEnd> {
  const end = await lookAtJob(job, services)
  if (end !== undefined) return end
  if (status === 'SUCCEEDED')
    throw new ProviderUnavailableError(`The job ${job.providerJobId} is announced before it has ended.`)
  const errorMessage = `The detector gave up with ${status}.`
  const report = notLooked({ code: 'moderation-failed', message: errorMessage }, job.providerJobId)
  return { report, status: 'error', errorMessage }
}

async function handleNotice(message: string, services: ModerationNoticeServices) {
  const notice = readNotice(message)
  if (notice === undefined) return logger.warn('A notice that speaks of no moderation job')
  const { assetId, revision, providerJobId } = notice
  const id = { assetId, jobKey: jobKeyOf('moderate', revision) }
  const job = await services.ledger.load(id)
  if (job === undefined || !concerns(job, providerJobId)) {
    return logger.warn('A notice for a job that nobody waits for', { assetId, jobId: providerJobId })
  }
  if (hasEnded(job)) return
  const end = await findEnd({ ...job, providerJobId }, notice, services)
  // A state that was retried while pages were read has put its new token into the ledger.
  const current = (await services.ledger.load(id)) ?? job
  if (concerns(current, providerJobId)) await settleJob({ ...current, providerJobId }, end, services)
}

export async function onModerationNotice(event: SNSEvent, services: ModerationNoticeServices): Promise<void> {
  for (const { Sns } of event.Records) await handleNotice(Sns.Message, services)
}

export const handler = eventHandler(onModerationNotice, () => ({
  ledger: jobLedger(setting('JOBS_TABLE')),
  assets: assetStore(setting('ASSETS_TABLE')),
  readPage: readModerationPage,
  writeObject,
  answerTask,
  now: Date.now,
  settings: { mediaBucket: setting('MEDIA_BUCKET') },
}))
