// What an event of a MediaConvert job does to its entry in the ledger, and what the waiting state is answered.
import type { Job } from '../../../schemas/generated/types.ts'
import { classifyJobError, explainJobError, isSettingsError, withoutPaths } from './job-errors.ts'

/** Statuses on the bus; there is none for a job that was only submitted. */
export type JobEventStatus =
  | 'INPUT_INFORMATION'
  | 'PROGRESSING'
  | 'STATUS_UPDATE'
  | 'COMPLETE'
  | 'ERROR'
  | 'CANCELED'
  | 'NEW_WARNING'
  | 'QUEUE_HOP'

/** `detail` of a "MediaConvert Job State Change" event. */
export interface JobEventDetail {
  jobId: string
  status: JobEventStatus
  /** What our own jobs carry. */
  userMetadata: {
    assetId: string
    revision: string
    /** How many caption tracks of the source the job is to write; absent where none. */
    captions?: string
  }
  jobProgress?: { jobPercentComplete?: number; currentPhase?: string }
  errorCode?: number
  errorMessage?: string
}

const RANK: Record<Job['status'], number> = {
  opened: 0,
  submitted: 1,
  progressing: 2,
  complete: 3,
  error: 3,
  canceled: 3,
}

const NEXT_STATUS: Record<JobEventStatus, Job['status']> = {
  INPUT_INFORMATION: 'submitted',
  NEW_WARNING: 'submitted',
  QUEUE_HOP: 'submitted',
  PROGRESSING: 'progressing',
  STATUS_UPDATE: 'progressing',
  COMPLETE: 'complete',
  ERROR: 'error',
  CANCELED: 'canceled',
}

/** The event is about this job and not about an earlier attempt; the very first event may come before its id is known. */
const concerns = (job: Job, { jobId }: JobEventDetail) =>
  job.providerJobId === undefined ? !job.formerJobIds?.includes(jobId) : job.providerJobId === jobId

function percentOf({ status, jobProgress }: JobEventDetail): number | undefined {
  if (status === 'COMPLETE') return 100
  const percent = jobProgress?.jobPercentComplete
  return percent === undefined || !Number.isFinite(percent)
    ? undefined
    : Math.min(100, Math.max(0, Math.floor(percent)))
}

const endOf = (detail: JobEventDetail, at: string): Partial<Job> => ({
  endedAt: at,
  ...(detail.errorCode !== undefined && { errorCode: String(detail.errorCode) }),
  ...(detail.errorMessage !== undefined && { errorMessage: detail.errorMessage }),
})

/**
 * Percent never falls, a status never goes back, and a job that has ended never changes: duplicates and late events
 * change nothing.
 * @returns what changes in the ledger, or undefined when nothing does
 */
export function decideTransition(job: Job, detail: JobEventDetail, at: string): Partial<Job> | undefined {
  const next = NEXT_STATUS[detail.status]
  if (next === undefined || RANK[job.status] === RANK.complete || !concerns(job, detail)) return undefined
  const moves = RANK[next] > RANK[job.status]
  const percent = percentOf(detail)
  const changes: Partial<Job> = {
    ...(moves && { status: next }),
    ...(job.providerJobId === undefined && { providerJobId: detail.jobId }),
    ...(percent !== undefined && percent > (job.percentComplete ?? -1) && { percentComplete: percent }),
    ...(RANK[next] === RANK.complete && endOf(detail, at)),
  }
  return Object.keys(changes).length > 0 ? changes : undefined
}

export type JobAnswer = { output: { providerJobId: string } } | { error: string; cause: string }

const ERROR_NAMES = {
  content: 'UnsupportedSourceError',
  transient: 'ProviderUnavailableError',
  fault: 'JobFailedError',
} as const

/**
 * A source at fault is named in words for its owner; passing trouble is retried; anything else fails the asset. Captions
 * inside a source are not worth an asset: a job that may have failed for them is tried again, and then without.
 */
export function decideAnswer(job: Job, { captions }: { captions?: string } = {}): JobAnswer {
  const providerJobId = job.providerJobId ?? ''
  if (job.status === 'complete') return { output: { providerJobId } }
  if (job.status === 'canceled')
    return { error: 'JobFailedError', cause: `Transcode job ${providerJobId} was cancelled.` }
  const code = Number(job.errorCode)
  const words = `Transcode job ${providerJobId} failed with ${job.errorCode ?? 'no code'}: ${withoutPaths(job.errorMessage ?? '')}`
  if (captions !== undefined && isSettingsError(code)) return { error: ERROR_NAMES.transient, cause: words }
  return { error: ERROR_NAMES[classifyJobError(code)], cause: explainJobError(code) ?? words }
}
