// Called by the rule "MediaConvert Job State Change" for the jobs of this stage: keeps the ledger and answers the
// state "Transcode" when a job has ended. Events come late, twice and in any order.
import type { EventBridgeEvent } from 'aws-lambda'
import { answerTask, type Answer } from '../../lib/aws/step-functions.ts'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { unitChanges } from '../../lib/cost/units.ts'
import { setting } from '../../lib/environment.ts'
import { ThrottledError } from '../../lib/errors.ts'
import { hasEnded, jobKeyOf, jobLedger, type JobLedger } from '../../lib/job-ledger.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import { unlessOvertaken } from '../../lib/unless-overtaken.ts'
import type { Job } from '../../schemas/generated/types.ts'
import { decideAnswer, decideTransition, type JobEventDetail } from './rules/job-events.ts'

export type TranscodeEvent = EventBridgeEvent<'MediaConvert Job State Change', JobEventDetail>

export interface TranscodeEventServices {
  ledger: Pick<JobLedger, 'load' | 'note'>
  assets: Pick<AssetStore, 'note'>
  answerTask: (taskToken: string, answer: Answer) => Promise<boolean>
}

const ATTEMPTS = 5

/**
 * Brings the ledger up to date. Two events at once take turns: who comes second reads again. The entry is read once
 * more after it was written: a state that was retried meanwhile has put its new token there.
 */
async function record(
  id: Pick<Job, 'assetId' | 'jobKey'>,
  event: TranscodeEvent,
  ledger: TranscodeEventServices['ledger'],
) {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const job = await ledger.load(id)
    if (job === undefined) return undefined
    const changes = decideTransition(job, event.detail, event.time)
    if (changes === undefined) return job
    if (await ledger.note(job, job.status, changes)) return ledger.load(id)
  }
  throw new ThrottledError(
    `The job ${id.jobKey} of asset ${id.assetId} changes faster than its events can be recorded.`,
  )
}

/** A newer revision may have taken the asset over; the execution of the older one is answered all the same. */
async function noteCompletion(job: Job, revision: number, assets: TranscodeEventServices['assets']) {
  await unlessOvertaken(() =>
    assets.note(
      { assetId: job.assetId, revision },
      { 'timings.transcodedAt': job.endedAt, ...unitChanges(job.billableUnits ?? {}) },
    ),
  )
}

export async function onTranscodeEvent(
  event: TranscodeEvent,
  { ledger, assets, answerTask }: TranscodeEventServices,
) {
  const { assetId, revision } = event.detail.userMetadata
  const job = await record({ assetId, jobKey: jobKeyOf('transcode', Number(revision)) }, event, ledger)
  if (job === undefined || job.providerJobId !== event.detail.jobId) {
    logger.warn('An event for a job that nobody waits for', { assetId, jobId: event.detail.jobId })
    return
  }
  if (!hasEnded(job)) return
  if (job.status === 'complete') await noteCompletion(job, Number(revision), assets)
  const answered = await answerTask(job.taskToken, decideAnswer(job, event.detail.userMetadata))
  if (!answered) logger.info('Nobody waited for this answer any more', { assetId, jobId: event.detail.jobId })
}

export const handler = eventHandler(onTranscodeEvent, () => ({
  ledger: jobLedger(setting('JOBS_TABLE')),
  assets: assetStore(setting('ASSETS_TABLE')),
  answerTask,
}))
