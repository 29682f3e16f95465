import { setImmediate as nextLoop } from 'node:timers/promises'
import { AwsError } from '../../runtime/aws-error.ts'
import type { Timer } from '../../runtime/clock.ts'
import type { MachineDefinition, StateOf } from '../asl/definition.ts'
import type { Execution } from '../store/executions.ts'
import { parseResource, type Resource } from '../tasks/resource.ts'
import { deadlineOf, meetDeadline, takeError, takeResult, timeOutExecution } from './answers.ts'
import { endExecution } from './ending.ts'
import type { Frame } from './frame.ts'
import { stateOf, type Job, type Runner } from './runner.ts'
import { StateError } from './state-error.ts'
import { takeStep } from './step.ts'
import { createTurn, HistoryFull, type Changes, type Turn } from './turn.ts'
import type { World } from './world.ts'

/** Long runs of steps hand the event loop back so often. */
const SLICE_MS = 8

/** A runner, and what only the engine does with it. */
export interface ManagedRunner extends Runner {
  /** Takes up the frames as they were stored. */
  resume(): void
  /** Lets go of timers and calls and stores nothing more. */
  close(): void
}

export function createRunner(
  world: World,
  execution: Execution,
  { definition, frames }: { definition: MachineDefinition; frames: Frame[] },
): ManagedRunner {
  const jobs: { job: Job; settle: (error?: Error) => void }[] = []
  const timers = new Map<number, Timer>()
  const calls = new Map<number, { attempt: number; controller: AbortController }>()
  let executionTimer: Timer | undefined
  let draining = false
  let closed = false

  const runner: ManagedRunner = {
    execution,
    definition,
    frames: new Map(frames.map((frame) => [frame.id, frame])),
    ready: [],
    enqueue(job) {
      if (closed) return Promise.reject(new Error('The Step Functions service is closing.'))
      const done = new Promise<void>((resolve, reject) => {
        jobs.push({ job, settle: (error) => (error === undefined ? resolve() : reject(error)) })
      })
      if (!draining) void drain()
      return done
    },
    cancelCall(frameId) {
      calls.get(frameId)?.controller.abort()
      calls.delete(frameId)
    },
    stopNested: (arn) => world.stopNested(execution, arn),
    resume() {
      for (const frame of runner.frames.values()) {
        if (frame.phase === 'entering' || frame.phase === 'attempting') runner.ready.push(frame)
        follow(frame)
      }
      armExecution()
      if (!draining) void drain()
    },
    close() {
      closed = true
      for (const timer of timers.values()) timer.cancel()
      executionTimer?.cancel()
      for (const call of calls.values()) call.controller.abort()
    },
  }

  async function drain(): Promise<void> {
    draining = true
    const end = world.activity.begin(`execution ${execution.name}`)
    let sliceEndsAt = performance.now() + SLICE_MS
    while (!closed && (jobs.length > 0 || runner.ready.length > 0)) {
      const next = jobs.shift()
      if (next) await takeTurn(next.job).then(() => next.settle(), next.settle)
      else await stepOnce(runner.ready.shift() as Frame).catch(() => undefined)
      if (performance.now() < sliceEndsAt) continue
      await nextLoop()
      sliceEndsAt = performance.now() + SLICE_MS
    }
    for (const { settle } of jobs.splice(0)) settle(new Error('The Step Functions service is closing.'))
    draining = false
    end()
  }

  async function stepOnce(frame: Frame): Promise<void> {
    if (frame.phase === 'entering' || frame.phase === 'attempting')
      await takeTurn((turn) => takeStep(turn, frame))
  }

  async function takeTurn(job: Job): Promise<void> {
    const wasRunning = execution.status === 'RUNNING'
    const { turn, changes } = createTurn(runner, world.clock.now(), (frame) =>
      world.tokenOf(execution, frame),
    )
    try {
      await job(turn)
    } catch (error) {
      // A request that was refused has changed nothing.
      if (error instanceof AwsError) throw error
      endBadly(turn, error as Error)
    }
    if (closed) return
    try {
      world.commit(runner, changes, wasRunning)
    } catch (error) {
      // What is in memory is ahead of what is stored (a full disk): begin again from the store.
      runner.close()
      world.lost(runner, error as Error)
      throw error
    }
    afterCommit(changes)
  }

  function endBadly(turn: Turn, error: Error): void {
    const known = error instanceof StateError ? error : new StateError('States.Runtime', error.message)
    if (!(error instanceof HistoryFull)) world.log(`states: ${execution.arn} ended by ${error.stack}`)
    endExecution(turn, { status: 'FAILED', error: known.error, cause: known.cause })
  }

  function afterCommit(changes: Changes): void {
    for (const { id } of changes.removed) {
      timers.get(id)?.cancel()
      timers.delete(id)
    }
    for (const frame of changes.frames) follow(frame)
    if (changes.execution) armExecution()
    for (const effect of changes.effects) effect()
    if (execution.status !== 'RUNNING' && !closed) world.ended(runner)
  }

  /** Sets the timer of a frame, and starts the call it is to make. */
  function follow(frame: Frame): void {
    timers.get(frame.id)?.cancel()
    timers.delete(frame.id)
    const atMs = deadlineOf(frame)
    if (atMs !== undefined) {
      timers.set(
        frame.id,
        world.clock.at(atMs, () => quietly(runner.enqueue((turn) => meetDeadline(turn, frame.id)))),
      )
    }
    // A call may outlive its attempt, when its token was answered before it returned.
    if (frame.phase === 'calling' && calls.get(frame.id)?.attempt !== frame.attempt) call(frame)
    if (frame.phase === 'waiting' && frame.awaits) world.checkNested(runner, frame.id, frame.awaits)
  }

  function armExecution(): void {
    executionTimer?.cancel()
    if (execution.timeoutAt === undefined || execution.status !== 'RUNNING') return
    executionTimer = world.clock.at(execution.timeoutAt, () => quietly(runner.enqueue(timeOutExecution)))
  }

  function call(frame: Frame): void {
    const mine = { attempt: frame.attempt, controller: new AbortController() }
    calls.set(frame.id, mine)
    const at = { frameId: frame.id, attempt: frame.attempt }
    const state = stateOf(runner, frame) as StateOf<'Task'>
    const end = world.activity.begin(`task ${frame.state} of ${execution.name}`)
    const settled = (job: Job) => {
      if (calls.get(frame.id) === mine) calls.delete(frame.id)
      if (!closed && !mine.controller.signal.aborted) quietly(runner.enqueue(job))
      end()
    }
    world
      .callTask({
        execution,
        resource: parseResource(state.Resource) as Resource,
        arguments: frame.call?.arguments ?? null,
        collect: frame.call?.collect,
        attemptId: `${execution.arn}/${at.frameId}/${at.attempt}`,
        signal: mine.controller.signal,
      })
      .then(
        (result) => settled((turn) => takeResult(turn, at, result)),
        (error: StateError) => settled((turn) => takeError(turn, at, error)),
      )
  }

  // A turn that fails has been reported by the engine; a timer has nobody else to tell.
  const quietly = (turn: Promise<void>) =>
    void turn.catch((error: Error) => closed || world.log(`states: ${error.message}`))

  return runner
}
