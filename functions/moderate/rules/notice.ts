// The notice that Rekognition publishes when a job has ended.
// Source: docs.aws.amazon.com/rekognition/latest/dg/video-notification-payload.html
import type { Job } from '../../../schemas/generated/types.ts'

export interface ModerationNotice {
  providerJobId: string
  status: 'SUCCEEDED' | 'FAILED' | 'ERROR'
  assetId: string
  revision: number
}

const ENDS: unknown[] = ['SUCCEEDED', 'FAILED', 'ERROR'] satisfies ModerationNotice['status'][]
/** A revision after the first is the millisecond of the event that asked for it: thirteen digits. */
const JOB_TAG = /^([0-9a-f]{32}):(0|[1-9]\d{0,14})$/

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** @returns undefined for what is no notice of a moderation job of ours */
export function readNotice(text: string): ModerationNotice | undefined {
  const { JobId, Status, JobTag, API } = fieldsOf(text)
  const tag = typeof JobTag === 'string' ? JOB_TAG.exec(JobTag) : null
  if (tag === null || typeof JobId !== 'string' || !ENDS.includes(Status)) return undefined
  if (API !== undefined && API !== 'StartContentModeration') return undefined
  return {
    providerJobId: JobId,
    status: Status as ModerationNotice['status'],
    assetId: tag[1]!,
    revision: Number(tag[2]),
  }
}

/** A notice may come before the job's name was written down; one of an earlier attempt means nothing any more. */
export const concerns = (job: Job, providerJobId: string): boolean =>
  job.providerJobId === providerJobId ||
  (job.providerJobId === undefined && job.formerJobIds?.includes(providerJobId) !== true)
