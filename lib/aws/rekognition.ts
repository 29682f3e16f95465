import {
  GetContentModerationCommand,
  RekognitionClient,
  StartContentModerationCommand,
  type GetContentModerationResponse,
} from '@aws-sdk/client-rekognition'
import { UnsupportedSourceError } from '../errors.ts'
import type { ObjectId } from './s3.ts'
import { calling } from './translate.ts'

/** Whoever starts a job has a queue to wait in: trying again at once would only be refused again. */
const starter = new RekognitionClient({ maxAttempts: 1 })

/** A long film has hundreds of pages, and the service answers some twenty calls a second for the whole account. */
const reader = new RekognitionClient({ maxAttempts: 10 })

export interface ModerationOrder {
  video: ObjectId & { versionId?: string }
  /** At most 64 letters, digits, `-` and `_`. The same one within 7 days gives the same job, and no second notice. */
  clientRequestToken: string
  /** Comes back in the notice. */
  jobTag: string
  topicArn: string
  /** Publishes the notice; the video is read with the caller's own permissions. */
  roleArn: string
}

/** Errors that speak of the video, not of the request. */
const REFUSALS: Record<string, string> = {
  InvalidS3ObjectException: 'video-unreadable',
  VideoTooLargeException: 'video-too-large',
}

const nameOfCause = (error: unknown) =>
  error instanceof Error && error.cause instanceof Error ? error.cause.name : ''

/**
 * @throws UnsupportedSourceError when the video cannot be looked at
 * @throws ThrottledError when there is no room for another job
 */
export async function startModerationJob(order: ModerationOrder): Promise<{ providerJobId: string }> {
  const { bucket, key, versionId } = order.video
  const command = new StartContentModerationCommand({
    Video: {
      S3Object: { Bucket: bucket, Name: key, ...(versionId !== undefined && { Version: versionId }) },
    },
    ClientRequestToken: order.clientRequestToken,
    JobTag: order.jobTag,
    NotificationChannel: { SNSTopicArn: order.topicArn, RoleArn: order.roleArn },
  })
  try {
    const { JobId } = await calling('starting a moderation job', () => starter.send(command))
    return { providerJobId: JobId ?? '' }
  } catch (error) {
    const code = REFUSALS[nameOfCause(error)]
    if (code === undefined) throw error
    throw new UnsupportedSourceError(code, (error as Error).message, { cause: error })
  }
}

/** A label as the provider gives it; it gives the labels above it as well, each by itself. */
export interface ModerationLabel {
  /** From the beginning of the film. */
  timestampMs: number
  name: string
  /** Empty at the first level. */
  parentName: string
  /** Percent. */
  confidence: number
}

export interface ModerationPage {
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'
  statusMessage?: string
  modelVersion?: string
  /** Of the film, as the provider measures it. */
  durationMs?: number
  labels: ModerationLabel[]
  nextToken?: string
}

const labelsOf = ({ ModerationLabels = [] }: GetContentModerationResponse): ModerationLabel[] =>
  ModerationLabels.map(({ Timestamp = 0, ModerationLabel: label = {} }) => ({
    timestampMs: Timestamp,
    name: label.Name ?? '',
    parentName: label.ParentName ?? '',
    confidence: label.Confidence ?? 0,
  }))

export interface PageRequest {
  /** At most 1000. */
  maxResults: number
  nextToken?: string | undefined
}

/** One page of what a job has seen, in order of time. @throws NotFoundError after 7 days */
export async function readModerationPage(
  providerJobId: string,
  { maxResults, nextToken }: PageRequest,
): Promise<ModerationPage> {
  const page = await calling('reading moderation labels', () =>
    reader.send(
      new GetContentModerationCommand({
        JobId: providerJobId,
        MaxResults: maxResults,
        SortBy: 'TIMESTAMP',
        AggregateBy: 'TIMESTAMPS',
        ...(nextToken !== undefined && { NextToken: nextToken }),
      }),
    ),
  )
  const durationMs = page.VideoMetadata?.DurationMillis
  return {
    status: page.JobStatus ?? 'IN_PROGRESS',
    labels: labelsOf(page),
    ...(page.StatusMessage !== undefined && { statusMessage: page.StatusMessage }),
    ...(page.ModerationModelVersion !== undefined && { modelVersion: page.ModerationModelVersion }),
    ...(durationMs !== undefined && { durationMs }),
    ...(page.NextToken !== undefined && { nextToken: page.NextToken }),
  }
}
