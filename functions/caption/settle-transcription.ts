import type { Answer } from '../../lib/aws/step-functions.ts'
import type { readTranscription } from '../../lib/aws/transcribe.ts'
import { hasEnded, revisionOf, type JobLedger } from '../../lib/job-ledger.ts'
import type { Job } from '../../schemas/generated/types.ts'
import { transcriptOf, transcriptPrefix } from './rules/transcription.ts'

export interface SettleServices {
  ledger: Pick<JobLedger, 'note' | 'load'>
  readTranscription: typeof readTranscription
  answerTask: (taskToken: string, answer: Answer) => Promise<boolean>
  now: () => number
}

/**
 * Asks the service how a job stands and answers the state that waits, where it has ended.
 * @returns whether it has ended
 */
export async function settleTranscription(
  jobName: string,
  job: Job,
  { ledger, readTranscription, answerTask, now }: SettleServices,
): Promise<boolean> {
  const key = `${transcriptPrefix(job.assetId, revisionOf(job))}${jobName}.vtt`
  const transcript = transcriptOf(await readTranscription(jobName), key)
  if (transcript === undefined) return false
  if (!hasEnded(job)) {
    const endedAt = new Date(now()).toISOString()
    const status = transcript.key === undefined ? 'error' : 'complete'
    await ledger.note(job, job.status, { status, endedAt, providerJobId: jobName })
  }
  // A state that was retried meanwhile has put its new token there.
  const current = (await ledger.load(job)) ?? job
  await answerTask(current.taskToken, { output: { ...transcript } })
  return true
}
