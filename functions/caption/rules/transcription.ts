// What is said in a film as captions by machine: under which name, and what its end means.
import type { TranscriptionJob } from '../../../lib/aws/transcribe.ts'
import { evidencePrefix } from '../../../lib/output-layout.ts'
import type { Transcript } from '../../../schemas/generated/types.ts'

/** Jobs of one stage begin with it: an account may have several. */
export const jobNameOf = (stage: string, { assetId, revision }: { assetId: string; revision: number }) =>
  `reelgate-${stage}-${assetId}-r${revision}`

/** @returns undefined for a job of somebody else */
export function parseJobName(
  stage: string,
  jobName: string,
): { assetId: string; revision: number } | undefined {
  const prefix = `reelgate-${stage}-`
  const match = jobName.startsWith(prefix)
    ? /^([0-9a-f]{32})-r(\d{1,16})$/.exec(jobName.slice(prefix.length))
    : null
  return match ? { assetId: match[1]!, revision: Number(match[2]) } : undefined
}

export const transcriptPrefix = (assetId: string, revision: number): string =>
  `${evidencePrefix(assetId, revision)}captions/`

/** A film that nobody can transcribe goes on without captions. */
export const notTranscribed = (message: string): Transcript => ({
  reason: { code: 'not-transcribed', message },
})

/** @returns undefined while the job is under way */
export function transcriptOf(job: TranscriptionJob, key: string): Transcript | undefined {
  if (job.status === 'FAILED') {
    const why = job.failureReason?.replace(/\.$/, '') ?? 'the service does not say why'
    return notTranscribed(`The transcription failed: ${why}.`)
  }
  if (job.status !== 'COMPLETED') return undefined
  return { key, ...(job.language !== undefined && { language: job.language }) }
}
