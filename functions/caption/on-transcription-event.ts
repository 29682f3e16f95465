// Called by the rule "Transcribe Job State Change". The event says that a job has ended; the service says how.
import type { EventBridgeEvent } from 'aws-lambda'
import { answerTask } from '../../lib/aws/step-functions.ts'
import { readTranscription } from '../../lib/aws/transcribe.ts'
import { setting } from '../../lib/environment.ts'
import { jobKeyOf, jobLedger, type JobLedger } from '../../lib/job-ledger.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import { settleTranscription, type SettleServices } from './settle-transcription.ts'
import { parseJobName } from './rules/transcription.ts'

interface JobDetail {
  TranscriptionJobName: string
  TranscriptionJobStatus: string
}

export type TranscriptionEvent = EventBridgeEvent<'Transcribe Job State Change', JobDetail>

export interface TranscriptionEventServices extends SettleServices {
  ledger: Pick<JobLedger, 'load' | 'note'>
  stage: string
}

export async function onTranscriptionEvent(event: TranscriptionEvent, services: TranscriptionEventServices) {
  const jobName = event.detail.TranscriptionJobName
  const asset = parseJobName(services.stage, jobName)
  if (asset === undefined) return
  const { assetId, revision } = asset
  const job = await services.ledger.load({ assetId, jobKey: jobKeyOf('transcribe', revision) })
  if (job === undefined) {
    logger.warn('An event for a transcription that nobody waits for', { assetId, jobName })
    return
  }
  await settleTranscription(jobName, job, services)
}

export const handler = eventHandler(onTranscriptionEvent, () => ({
  ledger: jobLedger(setting('JOBS_TABLE')),
  readTranscription,
  answerTask,
  now: Date.now,
  stage: setting('STAGE'),
}))
