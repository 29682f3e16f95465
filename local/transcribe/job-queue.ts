// One job after the other; all of them are IN_PROGRESS for the API, the waiting ones too.
import { rmSync } from 'node:fs'
import type { CloudContext } from '../runtime/context.ts'
import { CannotTranscribeError } from './engine/engine.ts'
import type { JobRecord } from './job-record.ts'
import type { JobStore } from './store.ts'
import { transcribeJob } from './transcribe-job.ts'

export interface JobQueue {
  /** Starts the next job if none runs. */
  kick(): void
  /** Ends the job if it runs; its end is told to nobody. */
  drop(name: string): void
  /** Takes up what a crash left behind. */
  resume(): Promise<void>
  /** Leaves a running job to the next start. */
  stop(): Promise<void>
}

interface Running {
  name: string
  controller: AbortController
  done: Promise<void>
}

export function createJobQueue({ context, store }: { context: CloudContext; store: JobStore }): JobQueue {
  let running: Running | undefined
  let isStopping = false

  const kick = () => {
    const [next] = running || isStopping ? [] : store.openJobs()
    if (!next) return
    const controller = new AbortController()
    const done = run(next, controller.signal).finally(() => {
      running = undefined
      kick()
    })
    running = { name: next.name, controller, done }
  }

  /** Never rejects. */
  const run = async (record: JobRecord, signal: AbortSignal): Promise<void> => {
    try {
      await context.activity.during(`Transcribe job ${record.name}`, async () => {
        const ended = await outcomeOf(record, signal)
        if (!ended || !store.find(record.name)) return
        store.save(ended)
        await tell(ended)
      })
    } catch (error) {
      context.log(`Transcribe job ${record.name}: its end could not be told: ${(error as Error).message}`)
    }
  }

  /** Undefined for a job that was dropped, or is left to the next start. */
  const outcomeOf = async (record: JobRecord, signal: AbortSignal): Promise<JobRecord | undefined> => {
    const end = () => ({ endedAtMs: context.clock.now(), owesEvent: true })
    try {
      await transcribeJob(record, { context, workFolder: store.workFolder }, signal)
      return { ...record, status: 'COMPLETED', ...end() }
    } catch (error) {
      if (signal.aborted) return undefined
      const isKnown = error instanceof CannotTranscribeError
      if (!isKnown) context.log(`Transcribe job ${record.name} failed: ${(error as Error).message}`)
      const failureReason = isKnown ? error.message : 'The local speech engine met an error of its own.'
      return { ...record, status: 'FAILED', failureReason, ...end() }
    }
  }

  /** Sends the event and only then forgets that it is owed. */
  const tell = async (record: JobRecord): Promise<void> => {
    await context.emitEvent({
      source: 'aws.transcribe',
      detailType: 'Transcribe Job State Change',
      resources: [],
      detail: {
        TranscriptionJobName: record.name,
        TranscriptionJobStatus: record.status,
        ...(record.failureReason !== undefined && { FailureReason: record.failureReason }),
      },
    })
    const { owesEvent: _owed, ...settled } = record
    store.save(settled)
  }

  return {
    kick,
    drop(name) {
      if (running?.name === name) running.controller.abort(new Error('the job was deleted'))
    },
    async resume() {
      rmSync(store.workFolder, { recursive: true, force: true })
      for (const record of store.jobsThatOweEvents()) await tell(record)
      kick()
    },
    async stop() {
      isStopping = true
      running?.controller.abort(new Error('the local cloud stops'))
      await running?.done
    },
  }
}
