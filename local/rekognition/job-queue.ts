// Which jobs are worked on now, and how each one ends. All of them are IN_PROGRESS for the API, the waiting ones too.
import type { CloudContext } from '../runtime/context.ts'
import type { DetectionJob, Detector, Outcome } from './detection.ts'
import type { JobRecord } from './job-record.ts'
import { sendNotice } from './notice.ts'
import type { JobStore } from './store.ts'

export interface JobQueue {
  /** Starts what there is room for. */
  kick(): void
  /** Takes up what a crash left behind. */
  resume(): Promise<void>
  /** Leaves running jobs to the next start. */
  stop(): Promise<void>
}

interface Services {
  context: CloudContext
  store: JobStore
  detector: Detector
}

const RETRY_NOTICE_MS = 30_000

export function createJobQueue({ context, store, detector }: Services): JobQueue {
  const { clock, activity } = context
  const running = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  const { signal } = stopping

  const kick = () => {
    if (signal.aborted || running.size >= detector.jobsAtOnce) return
    for (const record of store.openJobs()) {
      if (running.size >= detector.jobsAtOnce) return
      if (running.has(record.id)) continue
      running.set(
        record.id,
        run(record).finally(() => {
          running.delete(record.id)
          kick()
        }),
      )
    }
  }

  /** Never rejects. */
  const run = async (record: JobRecord): Promise<void> => {
    try {
      const outcome = await activity.during(`Rekognition job ${record.id}`, () => detect(record))
      if (!outcome) return
      await until(outcome.notBeforeMs ?? 0)
      if (signal.aborted) return
      await activity.during(`Rekognition job ${record.id}`, async () => {
        end(record, outcome)
        await tell(record)
      })
    } catch (error) {
      context.log(`Rekognition job ${record.id}: its end could not be recorded: ${(error as Error).message}`)
    }
  }

  /** Undefined when the cloud stops. */
  const detect = async (record: JobRecord): Promise<Outcome | undefined> => {
    try {
      const outcome = await detector.detect(jobOf(record), signal)
      return signal.aborted ? undefined : outcome
    } catch (error) {
      if (signal.aborted) return undefined
      context.log(`Rekognition job ${record.id} failed: ${(error as Error).message}`)
      return { status: 'FAILED', told: 'ERROR', statusMessage: 'The local detector met an error of its own.' }
    }
  }

  const end = (record: JobRecord, outcome: Outcome) => {
    record.status = outcome.status
    record.statusMessage = outcome.statusMessage
    record.endedAtMs = clock.now()
    if (record.channel && !outcome.withoutNotice) {
      record.unsent = outcome.status === 'FAILED' ? outcome.told : 'SUCCEEDED'
    }
    if (outcome.status === 'SUCCEEDED') record.metadata = outcome.video
    const seen = outcome.status === 'SUCCEEDED' ? outcome.detections : []
    store.endJob(
      record,
      seen.filter(({ confidence }) => confidence >= record.minConfidence),
    )
  }

  /** Sends the notice and only then forgets that it is owed. */
  const tell = async (record: JobRecord): Promise<void> => {
    if (!record.unsent) return
    try {
      await sendNotice(record, context)
      delete record.unsent
      store.saveJob(record)
    } catch (error) {
      context.log(`Rekognition job ${record.id}: its notice is tried again: ${(error as Error).message}`)
      if (!signal.aborted)
        void until(clock.now() + RETRY_NOTICE_MS).then(() =>
          signal.aborted ? undefined : activity.during(`notice of ${record.id}`, () => tell(record)),
        )
    }
  }

  /** Resolves when the clock says so, or the cloud stops. */
  const until = (atMs: number): Promise<void> => {
    if (clock.now() >= atMs) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = clock.at(atMs, done)
      function done() {
        timer.cancel()
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done, { once: true })
    })
  }

  return {
    kick,
    async resume() {
      for (const record of store.jobsWithUnsentNotice()) await tell(record)
      kick()
    },
    async stop() {
      stopping.abort(new Error('the local cloud stops'))
      await Promise.all(running.values())
    },
  }
}

function jobOf({ video, roleArn, createdAtMs }: JobRecord): DetectionJob {
  const { Bucket, Name, Version } = video.S3Object
  return {
    bucket: Bucket,
    key: Name,
    ...(Version === undefined ? {} : { version: Version }),
    ...(roleArn === undefined ? {} : { roleArn }),
    createdAtMs,
  }
}
