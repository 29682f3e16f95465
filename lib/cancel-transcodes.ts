import { ConflictError, NotFoundError } from './errors.ts'
import { hasEnded, revisionOf, type JobLedger } from './job-ledger.ts'

export interface CancelServices {
  ledger: Pick<JobLedger, 'listOf'>
  cancelJob: (providerJobId: string) => Promise<void>
}

/**
 * Cancels the transcodes of an asset that still run in the processings that `isOver` names: what nobody waits for is
 * not paid for. A job that has just ended by itself is no fault. Rekognition knows no way to cancel a job.
 */
export async function cancelTranscodes(
  assetId: string,
  isOver: (revision: number) => boolean,
  { ledger, cancelJob }: CancelServices,
): Promise<void> {
  const running = (await ledger.listOf(assetId)).filter(
    (job) => job.kind === 'transcode' && !hasEnded(job) && isOver(revisionOf(job)),
  )
  for (const { providerJobId } of running) {
    if (providerJobId === undefined) continue
    try {
      await cancelJob(providerJobId)
    } catch (error) {
      if (!(error instanceof ConflictError || error instanceof NotFoundError)) throw error
    }
  }
}
