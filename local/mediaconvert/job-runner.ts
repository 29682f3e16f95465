// Takes one job from SUBMITTED to its end: runs the engine, keeps the record, tells the bus.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Timer } from '../runtime/clock.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { GroupReport } from './engine/output-report.ts'
import { fullDisk } from './engine/explain-failure.ts'
import { JobError } from './engine/job-error.ts'
import { transcode } from './engine/transcode.ts'
import type { JobEvent } from './events.ts'
import { describeInput, emitJobEvent } from './events.ts'
import type { JobProgress } from './job-progress.ts'
import { describeProgress, jobPercent } from './job-progress.ts'
import type { JobRecord } from './job-record.ts'
import type { JobSettings } from './settings.ts'
import type { Storage } from './storage.ts'
import { storageFault } from './storage.ts'
import type { JobStore } from './store.ts'

export interface RunnerServices {
  context: CloudContext
  store: JobStore
  /** S3 in the name of the job's role. */
  openStorage(record: JobRecord): Storage
  jobsAtOnce: number
  /** Tries again to write an end and to tell it: the disk or the bus does not take it now. */
  settleLater(record: JobRecord): void
}

/** The service's own code for a warning is not published for these; zero is what its examples show. */
const WARNING_CODE = 0
const SAVE_EVERY_MS = 1000

export function scratchRoot(context: CloudContext): string {
  return join(context.dataDir, 'scratch', 'mediaconvert')
}

function scratchFolder({ job }: JobRecord, context: CloudContext): string {
  return join(scratchRoot(context), job.id)
}

/**
 * Runs the job to its end and never rejects. When `signal` is aborted the encoder is killed and the record is left as
 * whoever aborted wants it: cancelled, or in progress and started again by the next process.
 */
export async function runJob(
  record: JobRecord,
  services: RunnerServices,
  signal: AbortSignal,
): Promise<void> {
  const { context, store, settleLater } = services
  const endActivity = context.activity.begin(`MediaConvert job ${record.job.id}`)
  try {
    begin(record, services)
    await announce(record, context, { status: 'PROGRESSING' })
    const groups = await transcodeJob(record, services, signal)
    if (signal.aborted) return
    complete(record, groups, context)
  } catch (error) {
    if (signal.aborted) return
    fail(record, error, context)
  } finally {
    rmSync(scratchFolder(record, context), { recursive: true, force: true })
    try {
      if (!signal.aborted) await settle(record, context, store)
    } catch (error) {
      context.log(
        `MediaConvert job ${record.job.id}: its end could not be recorded yet: ${(error as Error).message}`,
      )
      settleLater(record)
    }
    endActivity()
  }
}

/** Writes the end, sends its event, and only then forgets that it has to be sent. */
export async function settle(record: JobRecord, context: CloudContext, store: JobStore): Promise<void> {
  store.saveJob(record)
  if (!record.unsent) return
  await emitJobEvent(context, record, record.unsent)
  delete record.unsent
  store.saveJob(record)
}

function begin(record: JobRecord, { context, store }: RunnerServices): void {
  const { job } = record
  job.status = 'PROGRESSING'
  job.timing.startTime = seconds(context.clock.now())
  job.currentPhase = 'PROBING'
  job.jobPercentComplete = 0
  store.saveJob(record)
}

/** An event on the way: a bus that does not take it is no reason to fail the job. */
async function announce(record: JobRecord, context: CloudContext, event: JobEvent): Promise<void> {
  try {
    await emitJobEvent(context, record, event)
  } catch (error) {
    context.log(
      `MediaConvert job ${record.job.id}: ${event.status} was not sent: ${(error as Error).message}`,
    )
  }
}

async function transcodeJob(record: JobRecord, services: RunnerServices, signal: AbortSignal) {
  const { context } = services
  const folder = scratchFolder(record, context)
  mkdirSync(folder, { recursive: true })
  const storage = services.openStorage(record)
  const settings = record.job.settings as JobSettings
  const reporter = reportProgress(record, services)
  try {
    const { groups, warnings } = await transcode({
      settings,
      storage,
      folder,
      signal,
      jobsAtOnce: services.jobsAtOnce,
      listener: {
        onSource: async (media) => {
          const inputDetails = [describeInput(media, settings.inputs![0]!.fileInput!)]
          await announce(record, context, { status: 'INPUT_INFORMATION', detail: { inputDetails } })
        },
        onProgress: (phase, percent, frames) => reporter.note({ phase, percent, frames }),
      },
    })
    if (warnings.length > 0 && !signal.aborted) await warn(record, warnings, context)
    return groups
  } finally {
    reporter.stop()
    storage.close()
  }
}

/** Keeps GetJob up to date about once a second, and sends STATUS_UPDATE at the job's interval. */
function reportProgress(record: JobRecord, { context, store }: RunnerServices) {
  const intervalMs = Number(record.job.statusUpdateInterval.slice('SECONDS_'.length)) * 1000
  let progress: JobProgress = { phase: 'PROBING', percent: 0, frames: 0 }
  let savedAtMs = 0
  let timer: Timer
  const arm = () => {
    timer = context.clock.at(context.clock.now() + intervalMs, () => {
      void announce(record, context, { status: 'STATUS_UPDATE', detail: describeProgress(progress) })
      arm()
    })
  }
  arm()
  return {
    note(next: JobProgress) {
      const isNewPhase = next.phase !== progress.phase
      progress = next
      // A cancelled job keeps the state of its end while the encoder dies.
      if (record.job.status !== 'PROGRESSING') return
      record.job.currentPhase = next.phase
      record.job.jobPercentComplete = jobPercent(next)
      if (!isNewPhase && performance.now() - savedAtMs < SAVE_EVERY_MS) return
      savedAtMs = performance.now()
      try {
        store.saveJob(record)
      } catch {
        // A percent that a full disk does not take is no reason to end: whether the job fails is for its outputs to say.
      }
    },
    stop: () => timer.cancel(),
  }
}

async function warn(record: JobRecord, warnings: string[], context: CloudContext): Promise<void> {
  record.job.messages = { info: [], warning: warnings }
  record.job.warnings = [{ code: WARNING_CODE, count: warnings.length }]
  for (const warningMessage of warnings) {
    const detail = { warningCode: WARNING_CODE, warningMessage }
    await announce(record, context, { status: 'NEW_WARNING', detail })
  }
}

function complete(record: JobRecord, groups: GroupReport[], context: CloudContext): void {
  const { job } = record
  job.status = 'COMPLETE'
  job.timing.finishTime = seconds(context.clock.now())
  job.jobPercentComplete = 100
  job.outputGroupDetails = groups.map(({ outputDetails }) => ({
    outputDetails: outputDetails.map(({ durationInMs, videoDetails }) => ({
      durationInMs,
      ...(videoDetails
        ? { videoDetails: { widthInPx: videoDetails.widthInPx, heightInPx: videoDetails.heightInPx } }
        : {}),
    })),
  }))
  const warnings = job.warnings ? { warnings: job.warnings } : {}
  record.unsent = {
    status: 'COMPLETE',
    detail: { outputGroupDetails: groups, paddingInserted: 0, ...warnings },
  }
}

function fail(record: JobRecord, error: unknown, context: CloudContext): void {
  const { job } = record
  const { code, message } = toJobError(error)
  job.status = 'ERROR'
  job.errorCode = code
  job.errorMessage = message
  job.timing.finishTime = seconds(context.clock.now())
  record.unsent = { status: 'ERROR', detail: { errorCode: code, errorMessage: message } }
  context.log(`MediaConvert job ${job.id} ended with error ${code}: ${message}`)
}

function toJobError(error: unknown): JobError {
  if (error instanceof JobError) return error
  if (storageFault(error) === 'full') return fullDisk()
  return new JobError(1999, `Unknown error: ${(error as Error).message}`)
}

export function seconds(atMs: number): number {
  return Math.floor(atMs / 1000)
}
