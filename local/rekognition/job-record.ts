// A job as it is stored. Its detections stand in a table of their own.
import type { VideoMetadata } from './detection.ts'

export interface NotificationChannel {
  SNSTopicArn: string
  RoleArn: string
}

/** The API's `Video`. */
export interface Video {
  S3Object: { Bucket: string; Name: string; Version?: string }
}

export interface JobRecord {
  id: string
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'
  statusMessage?: string
  video: Video
  /** Percent. */
  minConfidence: number
  jobTag?: string
  channel?: NotificationChannel
  clientRequestToken?: string
  /** Tells a repeated request from another one under the same token. */
  requestHash: string
  /** The caller's role; undefined for the developer. */
  roleArn?: string
  createdAtMs: number
  endedAtMs?: number
  metadata?: VideoMetadata
  /** Signs the page tokens of this job. */
  pageKey: string
  /** The status of a notice that was decided with the end, and may still have to be sent after a crash. */
  unsent?: 'SUCCEEDED' | 'FAILED' | 'ERROR'
}
