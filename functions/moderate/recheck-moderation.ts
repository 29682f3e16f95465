// Called by the states "Recheck …" when no answer came in time, or none that helps: the notice may be lost, the job may
// still be under way, or its turn may never have come.
import { readModerationPage } from '../../lib/aws/rekognition.ts'
import { writeObject } from '../../lib/aws/s3.ts'
import { setting } from '../../lib/environment.ts'
import { jobKeyOf, jobLedger, type JobLedger } from '../../lib/job-ledger.ts'
import { defineStep, lambda } from '../../lib/step.ts'
import type { Job, ModerationReport, RecheckModerationInput } from '../../schemas/generated/types.ts'
import {
  validateRecheckModerationInput,
  validateRecheckModerationOutput,
} from '../../schemas/generated/validators.mjs'
import { lookAtJob, type LookServices } from './look-at-job.ts'
import { notLooked } from './rules/report.ts'

export interface RecheckModerationServices extends LookServices {
  ledger: Pick<JobLedger, 'load' | 'note'>
  now: () => number
}

const late = (message: string, providerJobId?: string) =>
  notLooked({ code: 'moderation-timeout', message }, providerJobId)

/** A job that the provider never had: it was refused, or its turn did not come. */
const neverStarted = (job: Job | undefined) =>
  job?.status === 'error'
    ? notLooked({ code: 'moderation-refused', message: `The detector took no job: ${job.errorMessage}` })
    : late('The detector had no room for this video in time.')

export const recheckModeration = defineStep({
  input: validateRecheckModerationInput,
  output: validateRecheckModerationOutput,
  async run(
    { assetId, revision, frames }: RecheckModerationInput,
    services: RecheckModerationServices,
  ): Promise<ModerationReport> {
    const job = await services.ledger.load({ assetId, jobKey: jobKeyOf('moderate', revision) })
    if (job?.providerJobId === undefined) return neverStarted(job)
    const { providerJobId } = job
    const end = await lookAtJob({ ...(frames && { frames }), ...job, providerJobId }, services)
    if (end === undefined) return late('The detector did not come to an end in time.', providerJobId)
    const endedAt = new Date(services.now()).toISOString()
    await services.ledger.note(job, job.status, { status: end.status, endedAt })
    return end.report
  },
})

export const handler = lambda(recheckModeration, () => ({
  ledger: jobLedger(setting('JOBS_TABLE')),
  readPage: readModerationPage,
  writeObject,
  now: Date.now,
  settings: { mediaBucket: setting('MEDIA_BUCKET') },
}))
