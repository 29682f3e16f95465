// Called by the rule for new `*.job.json` objects. A job file that comes before its video is read when the video is
// inspected; one that comes after it wakes, changes or reprocesses the asset, so that the order does not matter.
import type { EventBridgeEvent } from 'aws-lambda'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { putEvent } from '../../lib/aws/eventbridge.ts'
import { listObjects, readText } from '../../lib/aws/s3.ts'
import { answerTask, startExecution } from '../../lib/aws/step-functions.ts'
import { setting } from '../../lib/environment.ts'
import { ProviderUnavailableError } from '../../lib/errors.ts'
import { hasEnded, jobKeyOf, jobLedger, type JobLedger } from '../../lib/job-ledger.ts'
import { eventHandler, logger } from '../../lib/step.ts'
import type { Asset, JobFile, Source } from '../../schemas/generated/types.ts'
import { checkChoices } from './rules/choices.ts'
import { ENOUGH_BYTES, parseJobFile, type ParsedJobFile } from './rules/job-file.ts'
import { checkSourceName, JOB_FILE_SUFFIX, sourceKeyFor } from './rules/job-file-names.ts'
import { decideLateJobFile } from './rules/late-job-file.ts'

interface StorageDetail {
  bucket: { name: string }
  object: { key: string }
}

export type JobFileEvent = EventBridgeEvent<'Object Created', StorageDetail>

export interface JobFileServices {
  storage: { readText: typeof readText; listObjects: typeof listObjects }
  assets: Pick<AssetStore, 'findBySource' | 'note'>
  ledger: Pick<JobLedger, 'load'>
  answerTask: typeof answerTask
  /** Starts the media workflow. */
  reprocess: (input: Record<string, unknown>) => Promise<unknown>
  announce: (detailType: string, detail: Record<string, unknown>) => Promise<void>
  defaultProfile: string
}

/** The storage event of a source, as the workflow takes it, for one more processing of the same asset. */
const uploadEventOf = (source: Source, revision: number) => ({
  revision,
  detail: {
    bucket: { name: source.bucket },
    object: {
      key: source.key,
      etag: source.etag,
      size: source.sizeBytes,
      ...(source.versionId !== undefined && { 'version-id': source.versionId }),
      ...(source.sequencer !== undefined && { sequencer: source.sequencer }),
    },
  },
})

/** A job file that came, at `time`, after the inspection of its video. */
interface LateJobFile {
  jobFile: JobFile
  asset: Asset
  time: string
}

async function apply({ jobFile, asset, time }: LateJobFile, services: JobFileServices) {
  if (decideLateJobFile(asset, jobFile, services.defaultProfile) === 'reprocess') {
    await services.reprocess(uploadEventOf(asset.source, Date.parse(time)))
    return
  }
  const { title, tags, metadata } = jobFile
  await services.assets.note(asset, { title, tags, metadata })
}

async function read(
  object: { bucket: string; key: string },
  { storage }: JobFileServices,
): Promise<ParsedJobFile> {
  const parsed = parseJobFile(await storage.readText(object, ENOUGH_BYTES))
  if ('reasons' in parsed) return parsed
  const reasons = [...checkSourceName(object.key, parsed.jobFile), ...checkChoices(parsed.jobFile)]
  return reasons.length > 0 ? { reasons } : parsed
}

/** A job file that names a source of another name belongs to no video. */
const namesAnother = (parsed: ParsedJobFile) =>
  'reasons' in parsed && parsed.reasons.some(({ field }) => field === '/source')

export async function onJobFile(event: JobFileEvent, services: JobFileServices) {
  const bucket = event.detail.bucket.name
  const jobFileKey = event.detail.object.key
  const parsed = await read({ bucket, key: jobFileKey }, services)
  // Its source begins with the same name; the folder may hold a million others.
  const besides = await services.storage.listObjects(bucket, jobFileKey.slice(0, -JOB_FILE_SUFFIX.length))
  const sourceKey = sourceKeyFor(jobFileKey, 'jobFile' in parsed ? parsed.jobFile : {}, [...besides.keys()])
  const asset = sourceKey && (await services.assets.findBySource(`s3://${bucket}/${sourceKey}`))[0]
  if (sourceKey !== undefined && !asset && !namesAnother(parsed)) {
    // Its upload is on the way into the record, or the index of the record lags behind.
    throw new ProviderUnavailableError(`${sourceKey} is not registered yet; the event is tried again.`)
  }
  if (!asset) {
    const reasons = 'reasons' in parsed ? parsed.reasons : []
    await services.announce(reasons.length > 0 ? 'job-file.rejected' : 'job-file.waiting', {
      bucket,
      jobFileKey,
      reasons,
    })
    return
  }
  const waiting = await services.ledger.load({
    assetId: asset.assetId,
    jobKey: jobKeyOf('job-file', asset.revision),
  })
  if (waiting && !hasEnded(waiting) && (await services.answerTask(waiting.taskToken, { output: {} }))) return
  if (asset.outcome === undefined && asset.inspection === undefined) {
    // It may have been read already or not; the answer stands in the record in a moment.
    throw new ProviderUnavailableError(`Asset ${asset.assetId} is being inspected; the event is tried again.`)
  }
  if ('reasons' in parsed) {
    logger.warn('A job file is not valid', { assetId: asset.assetId, reasons: parsed.reasons })
    await services.announce('job-file.rejected', {
      assetId: asset.assetId,
      bucket,
      jobFileKey,
      reasons: parsed.reasons,
    })
    return
  }
  await apply({ jobFile: parsed.jobFile, asset, time: event.time }, services)
}

export const handler = eventHandler(onJobFile, () => {
  const eventBus = setting('EVENT_BUS')
  const workflowArn = setting('MEDIA_WORKFLOW_ARN')
  return {
    storage: { readText, listObjects },
    assets: assetStore(setting('ASSETS_TABLE')),
    ledger: jobLedger(setting('JOBS_TABLE')),
    answerTask,
    reprocess: (input: Record<string, unknown>) => startExecution(workflowArn, input),
    announce: (detailType: string, detail: Record<string, unknown>) => putEvent(eventBus, detailType, detail),
    defaultProfile: setting('DEFAULT_PROFILE'),
  }
})
