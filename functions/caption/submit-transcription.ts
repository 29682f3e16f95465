// Called by the state "Transcribe". The state is answered later, by the event of the job; at once where the service
// refuses the film: captions are no reason to fail an asset.
import { answerTask } from '../../lib/aws/step-functions.ts'
import { readTranscription, startTranscription, type TranscriptionOrder } from '../../lib/aws/transcribe.ts'
import { setting } from '../../lib/environment.ts'
import { InvalidInputError } from '../../lib/errors.ts'
import { jobLedger, type JobLedger } from '../../lib/job-ledger.ts'
import { defineStep, lambda } from '../../lib/step.ts'
import type { Job, SubmitTranscriptionInput } from '../../schemas/generated/types.ts'
import { validateSubmitTranscriptionInput } from '../../schemas/generated/validators.mjs'
import { settleTranscription, type SettleServices } from './settle-transcription.ts'
import { jobNameOf, notTranscribed, transcriptPrefix } from './rules/transcription.ts'

export interface SubmitTranscriptionServices extends SettleServices {
  ledger: Pick<JobLedger, 'open' | 'note' | 'load'>
  startTranscription: typeof startTranscription
  settings: { stage: string; mediaBucket: string }
}

const orderOf = (
  { assetId, revision, source, transcription }: SubmitTranscriptionInput,
  { stage, mediaBucket }: SubmitTranscriptionServices['settings'],
) => ({
  jobName: jobNameOf(stage, { assetId, revision }),
  source,
  output: { bucket: mediaBucket, prefix: transcriptPrefix(assetId, revision) },
  languages: transcription.languages ?? [],
  vocabulary: transcription.vocabulary,
})

/** Undefined where the service refuses the film; the waiting state has heard so then. */
async function start(job: Job, order: TranscriptionOrder, services: SubmitTranscriptionServices) {
  try {
    return await services.startTranscription(order)
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    const endedAt = new Date(services.now()).toISOString()
    await services.ledger.note(job, 'opened', { status: 'error', endedAt, errorMessage: error.message })
    await services.answerTask(job.taskToken, { output: { ...notTranscribed(error.message) } })
    return undefined
  }
}

export const submitTranscription = defineStep({
  input: validateSubmitTranscriptionInput,
  async run(input: SubmitTranscriptionInput, services: SubmitTranscriptionServices): Promise<void> {
    const { assetId, revision, taskToken } = input
    const { ledger, settings, now } = services
    const job = await ledger.open({ assetId, revision, kind: 'transcribe', taskToken })
    const order = orderOf(input, settings)
    const started = job.status === 'opened' ? await start(job, order, services) : 'exists'
    if (started === 'started') {
      const submittedAt = new Date(now()).toISOString()
      await ledger.note(job, 'opened', { status: 'submitted', providerJobId: order.jobName, submittedAt })
    }
    // The event of a job that was started before may have come before this token did.
    if (started === 'exists') await settleTranscription(order.jobName, job, services)
  },
})

export const handler = lambda(submitTranscription, () => ({
  ledger: jobLedger(setting('JOBS_TABLE')),
  startTranscription,
  readTranscription,
  answerTask,
  now: Date.now,
  settings: { stage: setting('STAGE'), mediaBucket: setting('MEDIA_BUCKET') },
}))
