// Called for the messages of the moderation queue, oldest first: starts jobs while there is room, and puts back what
// finds none, in its order. The states that asked are answered later, by the notice of their job.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { readModerationPage, startModerationJob } from '../../lib/aws/rekognition.ts'
import { writeObject } from '../../lib/aws/s3.ts'
import { hideMessage, sendToFifo } from '../../lib/aws/sqs.ts'
import { answerTask } from '../../lib/aws/step-functions.ts'
import { setting } from '../../lib/environment.ts'
import { InvalidInputError, ThrottledError, UnsupportedSourceError } from '../../lib/errors.ts'
import { jobLedger, type JobLedger } from '../../lib/job-ledger.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import type { Job, ModerationRequest } from '../../schemas/generated/types.ts'
import { validateModerationRequest } from '../../schemas/generated/validators.mjs'
import { lookAtJob, type LookServices, type SubmittedJob } from './look-at-job.ts'
import { notLooked } from './rules/report.ts'
import { isSettled, jobTagOf, planRetrySeconds, requestTokenOf } from './rules/request.ts'
import { settleJob, type SettleServices } from './settle-job.ts'

export interface StartModerationServices extends LookServices, SettleServices {
  ledger: Pick<JobLedger, 'open' | 'note'>
  assets: Pick<AssetStore, 'load' | 'note'>
  startJob: typeof startModerationJob
  sendToFifo: typeof sendToFifo
  hideMessage: typeof hideMessage
  chance: () => number
  settings: LookServices['settings'] & {
    queueUrl: string
    deadLettersUrl: string
    topicArn: string
    roleArn: string
  }
}

function readRequest({ body }: SQSRecord): ModerationRequest | undefined {
  try {
    const parsed: unknown = JSON.parse(body)
    return validateModerationRequest(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** A message that is none of ours is kept for people to see, and never stands in the way of those behind it. */
async function putAside({ body, messageId }: SQSRecord, services: StartModerationServices) {
  const place = { groupId: 'unreadable', deduplicationId: messageId }
  await services.sendToFifo(services.settings.deadLettersUrl, body, place)
  logger.warn('A message of the moderation queue is no request of ours', { messageId })
}

const receiveCountOf = ({ attributes }: SQSRecord) => Number(attributes.ApproximateReceiveCount)

/** Ends a job that the provider does not take: what speaks of the video is a report, the rest is a fault. */
async function settleRefusal(job: Job, error: unknown, services: StartModerationServices) {
  if (error instanceof UnsupportedSourceError) {
    const { code, message } = error
    const report = notLooked({ code, message: `The detector cannot read the video: ${message}` })
    return settleJob(job, { report, status: 'error', errorMessage: message }, services)
  }
  if (!(error instanceof InvalidInputError)) throw error
  logger.error('The provider refuses a request for moderation', error)
  await services.answerTask(job.taskToken, { error: 'JobFailedError', cause: error.message })
  await services.ledger.note(job, job.status, { status: 'error', errorMessage: error.message })
}

/** @returns undefined when the provider does not take it */
async function tryStart(job: Job, request: ModerationRequest, services: StartModerationServices) {
  const { topicArn, roleArn } = services.settings
  try {
    const { providerJobId } = await services.startJob({
      video: request.video,
      clientRequestToken: requestTokenOf(request, job.openedAt),
      jobTag: jobTagOf(request),
      topicArn,
      roleArn,
    })
    return providerJobId
  } catch (error) {
    await settleRefusal(job, error, services)
    return undefined
  }
}

async function submit(
  job: Job,
  request: ModerationRequest,
  services: StartModerationServices,
): Promise<SubmittedJob | undefined> {
  const providerJobId = await tryStart(job, request, services)
  if (providerJobId === undefined) return undefined
  const submittedAt = new Date(services.now()).toISOString()
  await services.ledger.note(job, 'opened', { status: 'submitted', providerJobId, submittedAt })
  return { ...job, status: 'submitted', providerJobId }
}

/** No second notice comes of a job that was started before and has ended since: somebody has to look. */
async function settleIfEnded(job: SubmittedJob, services: StartModerationServices) {
  const end = await lookAtJob(job, services)
  if (end !== undefined) await settleJob(job, end, services)
}

async function admit(record: SQSRecord, services: StartModerationServices): Promise<void> {
  const request = readRequest(record)
  const asset = request && (await services.assets.load(request.assetId))
  if (request === undefined || asset === undefined) return putAside(record, services)
  const { assetId, revision, taskToken, frames } = request
  if (isSettled(asset, revision)) {
    const reason = { code: 'asset-settled', message: 'The asset was settled before its turn came.' }
    await services.answerTask(taskToken, { output: { ...notLooked(reason) } })
    return
  }
  const opened = await services.ledger.open({ assetId, revision, kind: 'moderate', taskToken, frames })
  const { providerJobId } = opened
  if (opened.status !== 'opened' && providerJobId !== undefined) {
    return settleIfEnded({ ...opened, providerJobId }, services)
  }
  const submitted = await submit(opened, request, services)
  if (submitted && receiveCountOf(record) > 1) await settleIfEnded(submitted, services)
}

async function putBack(records: SQSRecord[], services: StartModerationServices): Promise<SQSBatchResponse> {
  const { chance, settings } = services
  const seconds = planRetrySeconds(receiveCountOf(records[0]!), chance())
  for (const { receiptHandle } of records) {
    try {
      await services.hideMessage(settings.queueUrl, receiptHandle, seconds)
    } catch (error) {
      logger.warn('A message stays hidden as long as its queue says', error as Error)
    }
  }
  return { batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })) }
}

/** That there is no room is how it should be in a burst. */
function logPutBack(error: unknown) {
  if (error instanceof ThrottledError) logger.info('There is no room for another moderation job')
  else logger.error('A request for moderation goes back into its queue', error as Error)
}

/** The first that finds no room holds back those behind it: the order stays, and nothing is lost. */
export async function startModeration(
  event: SQSEvent,
  services: StartModerationServices,
): Promise<SQSBatchResponse> {
  for (const [index, record] of event.Records.entries()) {
    try {
      await admit(record, services)
    } catch (error) {
      logPutBack(error)
      return putBack(event.Records.slice(index), services)
    }
  }
  return { batchItemFailures: [] }
}

export const handler = eventHandler(startModeration, () => ({
  ledger: jobLedger(setting('JOBS_TABLE')),
  assets: assetStore(setting('ASSETS_TABLE')),
  startJob: startModerationJob,
  readPage: readModerationPage,
  writeObject,
  sendToFifo,
  hideMessage,
  answerTask,
  now: Date.now,
  chance: Math.random,
  settings: {
    mediaBucket: setting('MEDIA_BUCKET'),
    queueUrl: setting('MODERATION_QUEUE_URL'),
    deadLettersUrl: setting('DEAD_LETTERS_URL'),
    topicArn: setting('MODERATION_TOPIC_ARN'),
    roleArn: setting('REKOGNITION_ROLE_ARN'),
  },
}))
