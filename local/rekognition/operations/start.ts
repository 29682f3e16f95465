// StartContentModeration: checks, recognises a repeated request, keeps to the quota, and writes the job down.
import { createHash, randomBytes } from 'node:crypto'
import { AwsError } from '../../runtime/aws-error.ts'
import type { CloudContext } from '../../runtime/context.ts'
import type { Operation } from '../../runtime/service.ts'
import { needText, readNumber, readStructure, readText, TEXT_RULES } from '../check-input.ts'
import { isRefusal } from '../../runtime/caller-s3.ts'
import { invalidS3Object, openFilms } from '../films.ts'
import type { JobRecord, NotificationChannel, Video } from '../job-record.ts'
import type { JobStore } from '../store.ts'

export interface StartParts {
  context: CloudContext
  store: JobStore
  /** How many jobs may be open. */
  openJobs: number
  /** A job was added. */
  onAdded(): void
}

export interface StartRequest {
  video: Video
  minConfidence: number
  clientRequestToken?: string
  channel?: NotificationChannel
  jobTag?: string
}

const DAY_MS = 24 * 3600 * 1000
/** How long the service knows a token again, and keeps results. */
export const KEPT_MS = 7 * DAY_MS
const LARGEST_FILM_BYTES = 10 * 1024 ** 3
const DEFAULT_MIN_CONFIDENCE = 50

export function startOperation({ context, store, openJobs, onAdded }: StartParts): Operation {
  const knownJob = ({ clientRequestToken }: StartRequest, requestHash: string): string | undefined => {
    const known = clientRequestToken === undefined ? undefined : store.findByToken(clientRequestToken)
    if (!known || context.clock.now() - known.createdAtMs >= KEPT_MS) return undefined
    if (known.requestHash === requestHash) return known.id
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'A ClientRequestToken input parameter was reused with an operation, but at least one of the other input ' +
        'parameters is different from the previous call to the operation.',
    )
  }

  return async (input: Record<string, unknown>, call) => {
    const request = readRequest(input)
    const requestHash = hashOf(request)
    const known = knownJob(request, requestHash)
    if (known) return { JobId: known }
    await checkFilm(request.video, context, call.caller.roleArn)
    // The same request may have come in while S3 was asked.
    const meanwhile = knownJob(request, requestHash)
    if (meanwhile) return { JobId: meanwhile }
    const open = store.countOpenJobs()
    if (open >= openJobs) {
      const message = `${open} open Jobs for User ${context.accountId}. Maximum limit: ${openJobs}`
      throw new AwsError('LimitExceededException', message)
    }
    store.purge(context.clock.now() - KEPT_MS)
    const record: JobRecord = {
      id: randomBytes(32).toString('hex'),
      status: 'IN_PROGRESS',
      ...request,
      requestHash,
      ...(call.caller.roleArn === undefined ? {} : { roleArn: call.caller.roleArn }),
      createdAtMs: context.clock.now(),
      pageKey: randomBytes(16).toString('hex'),
    }
    store.insertJob(record)
    onAdded()
    return { JobId: record.id }
  }
}

export function readRequest(input: Record<string, unknown>): StartRequest {
  const film = readStructure(readStructure(input['Video'])?.['S3Object'])
  const bucket = needText(film?.['Bucket'], 'video.s3Object.bucket', TEXT_RULES.bucket)
  const name = needText(film?.['Name'], 'video.s3Object.name', TEXT_RULES.objectName)
  const version = readText(film?.['Version'], 'video.s3Object.version', TEXT_RULES.objectVersion)
  const token = readText(input['ClientRequestToken'], 'clientRequestToken', TEXT_RULES.token)
  const jobTag = readText(input['JobTag'], 'jobTag', TEXT_RULES.jobTag)
  const channel = readStructure(input['NotificationChannel'])
  return {
    video: {
      S3Object: { Bucket: bucket, Name: name, ...(version === undefined ? {} : { Version: version }) },
    },
    minConfidence:
      readNumber(input['MinConfidence'], 'minConfidence', { min: 0, max: 100 }) ?? DEFAULT_MIN_CONFIDENCE,
    ...(token === undefined ? {} : { clientRequestToken: token }),
    ...(jobTag === undefined ? {} : { jobTag }),
    ...(channel === undefined ? {} : { channel: readChannel(channel) }),
  }
}

function readChannel(channel: Record<string, unknown>): NotificationChannel {
  return {
    SNSTopicArn: needText(channel['SNSTopicArn'], 'notificationChannel.sNSTopicArn', TEXT_RULES.topicArn),
    RoleArn: needText(channel['RoleArn'], 'notificationChannel.roleArn', TEXT_RULES.roleArn),
  }
}

const hashOf = ({ clientRequestToken: _token, ...rest }: StartRequest) =>
  createHash('sha256').update(JSON.stringify(rest)).digest('hex')

async function checkFilm(
  { S3Object }: Video,
  context: CloudContext,
  roleArn: string | undefined,
): Promise<void> {
  const films = openFilms(context, roleArn)
  const { Bucket: bucket, Name: key, Version: version } = S3Object
  try {
    const sizeBytes = await films.measure({ bucket, key, ...(version === undefined ? {} : { version }) })
    if (sizeBytes > LARGEST_FILM_BYTES) {
      throw new AwsError(
        'VideoTooLargeException',
        'The file size is too large. The maximum file size is 10GB.',
      )
    }
  } catch (error) {
    throw isRefusal(error) ? invalidS3Object() : error
  } finally {
    films.close()
  }
}
