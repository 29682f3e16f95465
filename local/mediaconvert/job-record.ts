// A job as it is stored: the API's own document, and beside it what the API does not show.

export type JobStatus = 'SUBMITTED' | 'PROGRESSING' | 'COMPLETE' | 'CANCELED' | 'ERROR'
export type JobPhase = 'PROBING' | 'TRANSCODING' | 'UPLOADING'

/** The API's `Job`, in wire names; times in epoch seconds. */
export interface Job {
  id: string
  arn: string
  queue: string
  role: string
  settings: unknown
  status: JobStatus
  createdAt: number
  priority: number
  statusUpdateInterval: string
  userMetadata: Record<string, string>
  timing: { submitTime: number; startTime?: number; finishTime?: number }
  clientRequestToken?: string
  accelerationSettings: unknown
  accelerationStatus: 'NOT_APPLICABLE'
  billingTagsSource: string
  currentPhase?: JobPhase
  jobPercentComplete?: number
  retryCount?: number
  errorCode?: number
  errorMessage?: string
  messages?: { info: string[]; warning: string[] }
  warnings?: { code: number; count: number }[]
  outputGroupDetails?: { outputDetails: OutputDetail[] }[]
}

export interface OutputDetail {
  durationInMs: number
  videoDetails?: { widthInPx: number; heightInPx: number }
}

export interface JobRecord {
  job: Job
  createdAtMs: number
  /** Tells a repeated request from another one under the same ClientRequestToken. */
  requestHash: string
  tags: Record<string, string>
  /** An event that was decided with the status, and may still have to be sent after a crash. */
  unsent?: { status: 'COMPLETE' | 'CANCELED' | 'ERROR'; detail: Record<string, unknown> }
}

export function hasEnded(job: Job): boolean {
  return job.status === 'COMPLETE' || job.status === 'CANCELED' || job.status === 'ERROR'
}
