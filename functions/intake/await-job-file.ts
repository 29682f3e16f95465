// Called by the state "Await job file": remembers the token, then looks once more, since the file may have come in
// the moment between.
import { readText } from '../../lib/aws/s3.ts'
import { answerTask } from '../../lib/aws/step-functions.ts'
import { setting } from '../../lib/environment.ts'
import { jobLedger, type JobLedger } from '../../lib/job-ledger.ts'
import { defineStep, lambda } from '../../lib/step.ts'
import type { AwaitJobFileInput } from '../../schemas/generated/types.ts'
import { validateAwaitJobFileInput } from '../../schemas/generated/validators.mjs'
import { findJobFile } from './find-job-file.ts'

export interface AwaitJobFileServices {
  ledger: Pick<JobLedger, 'open'>
  storage: { readText: typeof readText }
  answerTask: typeof answerTask
}

export const awaitJobFile = defineStep({
  input: validateAwaitJobFileInput,
  async run(
    { assetId, revision, source, taskToken }: AwaitJobFileInput,
    services: AwaitJobFileServices,
  ): Promise<void> {
    await services.ledger.open({ assetId, revision, kind: 'job-file', taskToken })
    const found = await findJobFile(source, services.storage)
    const isThere = 'reasons' in found || found.jobFile !== undefined
    if (isThere) await services.answerTask(taskToken, { output: {} })
  },
})

export const handler = lambda(awaitJobFile, () => ({
  ledger: jobLedger(setting('JOBS_TABLE')),
  storage: { readText },
  answerTask,
}))
