// Which jobs run now: as many as the machine carries, highest priority first, none of a paused queue.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Timer } from '../runtime/clock.ts'
import { PID_FILE } from './engine/run-ffmpeg.ts'
import type { JobRecord } from './job-record.ts'
import type { RunnerServices } from './job-runner.ts'
import { runJob, scratchRoot, seconds, settle } from './job-runner.ts'

export interface Scheduler {
  /** Starts what there is room for. */
  kick(): void
  /** The live record of a job that runs, or undefined. */
  running(id: string): JobRecord | undefined
  /** Ends a job that waits or runs; its event is sent when this resolves. */
  cancel(record: JobRecord): Promise<void>
  /** Takes up what a crash left behind. */
  resume(): Promise<void>
  /** Kills encoders and leaves their jobs to the next start. */
  stop(): Promise<void>
}

interface Running {
  record: JobRecord
  controller: AbortController
  done: Promise<void>
}

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000

export function createScheduler(parts: Omit<RunnerServices, 'settleLater'>): Scheduler {
  const { context, store, jobsAtOnce } = parts
  const running = new Map<string, Running>()
  const owed = new Map<string, Timer>()
  let stopped = false

  const settleLater = (record: JobRecord, waitMs = FIRST_WAIT_MS) => {
    const { id } = record.job
    if (stopped) return
    owed.get(id)?.cancel()
    const again = () => {
      owed.delete(id)
      context.activity
        .during(`end of MediaConvert job ${id}`, () => settle(record, context, store))
        .catch(() => settleLater(record, Math.min(2 * waitMs, LONGEST_WAIT_MS)))
    }
    owed.set(id, context.clock.at(context.clock.now() + waitMs, again))
  }
  const services: RunnerServices = { ...parts, settleLater }

  const kick = () => {
    while (!stopped && running.size < jobsAtOnce) {
      const paused = store.queues().filter(({ status }) => status === 'PAUSED')
      const record = store.nextSubmitted(paused.map(({ arn }) => arn))
      if (!record) return
      start(record)
    }
  }

  const start = (record: JobRecord) => {
    const controller = new AbortController()
    const entry: Running = { record, controller, done: Promise.resolve() }
    running.set(record.job.id, entry)
    // The place is free when the job is over, not before its folder is gone and its event is out.
    entry.done = runJob(record, services, controller.signal).finally(() => {
      running.delete(record.job.id)
      kick()
    })
  }

  return {
    kick,
    running: (id) => running.get(id)?.record,
    async cancel(stored) {
      const entry = running.get(stored.job.id)
      const record = entry?.record ?? stored
      record.job.status = 'CANCELED'
      record.job.timing.finishTime = seconds(context.clock.now())
      record.unsent = { status: 'CANCELED', detail: {} }
      store.saveJob(record)
      entry?.controller.abort(new Error('the job was cancelled'))
      await settle(record, context, store)
    },
    async resume() {
      removeLeftovers(scratchRoot(context))
      for (const record of store.jobsWithUnsentEvent())
        await settle(record, context, store).catch(() => settleLater(record))
      for (const record of store.jobsWith('PROGRESSING')) {
        record.job.status = 'SUBMITTED'
        store.saveJob(record)
      }
      kick()
    },
    async stop() {
      stopped = true
      for (const timer of owed.values()) timer.cancel()
      for (const { controller } of running.values()) controller.abort(new Error('the local cloud stops'))
      await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}

/** Scratch folders of a killed process, and encoders that outlived it. */
function removeLeftovers(root: string): void {
  if (!existsSync(root)) return
  for (const name of readdirSync(root)) {
    killLeftEncoder(join(root, name, PID_FILE))
    rmSync(join(root, name), { recursive: true, force: true })
  }
}

function killLeftEncoder(pidFile: string): void {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'))
    // The number may belong to another process by now: only an ffmpeg that reports to a pipe is one of ours.
    const command = execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
    if (pid > 1 && command.includes('-progress pipe:1')) process.kill(pid, 'SIGKILL')
  } catch {
    // No such file, no such process, or no `ps`: nothing to end.
  }
}
