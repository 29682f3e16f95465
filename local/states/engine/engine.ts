// All executions: which run, what outside events concern them, and how they come back after a restart.
import { AwsError } from '../../runtime/aws-error.ts'
import type { Timer } from '../../runtime/clock.ts'
import type { CloudContext } from '../../runtime/context.ts'
import type { MachineDefinition } from '../asl/definition.ts'
import type { Json } from '../json.ts'
import type { Database } from '../store/database.ts'
import type { Execution, ExecutionStore } from '../store/executions.ts'
import { LAST_EVENT, type FrameStore } from '../store/frames.ts'
import { collectNested, fail, liveAttempt, succeed } from './answers.ts'
import { createRunner, type ManagedRunner } from './create-runner.ts'
import { endExecution } from './ending.ts'
import { newFrame } from './frame.ts'
import { createNotices } from './notices.ts'
import { revive } from './redrive.ts'
import type { Job } from './runner.ts'
import type { StateError } from './state-error.ts'
import { hashToken, isOwnToken, maskTokens, tokenOf } from './tokens.ts'
import type { World } from './world.ts'

export interface Engine {
  /** Stores and starts a new execution. */
  launch(execution: Execution, definition: string): void
  /** Aborts a running execution; one that is over stays as it is. */
  stop(execution: Execution, end: { error?: string; cause?: string }): Promise<void>
  /** Starts an execution again where it did not succeed. */
  redrive(execution: Execution): Promise<void>
  /** Answers an attempt by its token. */
  /** The machine whose execution waits, or waited, for the token; undefined for a token of nobody. */
  machineOfToken(token: unknown): string | undefined
  answer(token: string, answer: { output: Json } | { failure: StateError }): Promise<void>
  heartbeat(token: string): Promise<void>
  /** Resolves with the execution when it is over. */
  whenOver(id: number): Promise<Execution>
  resume(): void
  close(): void
}

export interface EngineParts {
  context: CloudContext
  database: Database
  executions: ExecutionStore
  frames: FrameStore
  callTask: World['callTask']
  /** Called when an execution is over, to let go of what was kept for it. */
  forget(execution: Execution): void
  stopNested: World['stopNested']
}

/** How long to wait before a turn that could not be stored is tried again. */
const RELOAD_MS = 2_000

export function createEngine(parts: EngineParts): Engine {
  const { context, database, executions, frames } = parts
  const runners = new Map<number, ManagedRunner>()
  const waiters = new Map<number, ((execution: Execution) => void)[]>()
  const notices = createNotices(context, frames)
  const reloads = new Set<Timer>()
  let closed = false

  const world: World = {
    clock: context.clock,
    activity: context.activity,
    log: (line) => context.log(line),
    callTask: parts.callTask,
    stopNested: parts.stopNested,
    tokenOf: (execution, frame) =>
      tokenOf(database.secret, { executionId: execution.id, frameId: frame.id, attempt: frame.attempt }),
    commit(runner, changes, wasRunning) {
      const { execution } = runner
      const isEnd = wasRunning && execution.status !== 'RUNNING'
      const isRestart = !wasRunning && execution.status === 'RUNNING'
      database.transaction(() => {
        for (const event of changes.events) frames.append(execution.id, event)
        for (const { id } of changes.removed) frames.remove(execution.id, id)
        for (const frame of changes.frames) frames.save(execution.id, frame)
        for (const { token, frame, attempt } of changes.tokens) {
          frames.addToken(hashToken(token), { executionId: execution.id, frameId: frame.id, attempt })
        }
        if (changes.execution) executions.save(execution)
        if (isEnd || isRestart) notices.store(execution)
      })
      if (isEnd || isRestart) notices.send()
    },
    checkNested(runner, frameId, arn) {
      if (executions.find(arn)?.status !== 'RUNNING')
        ignore(runner.enqueue((turn) => collectNested(turn, frameId, arn)))
    },
    ended(runner) {
      const { execution } = runner
      if (!runners.delete(execution.id)) return
      for (const { executionId, frameId } of frames.awaiting(execution.arn)) {
        const waiting = runners.get(executionId)
        if (waiting) ignore(waiting.enqueue((turn) => collectNested(turn, frameId, execution.arn)))
      }
      for (const resolve of waiters.get(execution.id) ?? []) resolve(execution)
      waiters.delete(execution.id)
      parts.forget(execution)
    },
    lost(runner, error) {
      context.log(`states: a step of ${runner.execution.arn} could not be stored: ${error.message}`)
      runners.delete(runner.execution.id)
      const timer = context.clock.at(context.clock.now() + RELOAD_MS, () => {
        reloads.delete(timer)
        const stored = closed ? undefined : executions.get(runner.execution.id)
        if (stored?.status === 'RUNNING') load(stored).resume()
      })
      reloads.add(timer)
    },
  }

  // The turn's own failure is handled where it happens.
  const ignore = (turn: Promise<void>) => void turn.catch(() => undefined)

  function load(execution: Execution): ManagedRunner {
    const definition = JSON.parse(executions.definition(execution.definitionHash)) as MachineDefinition
    const stored = frames.load(execution.id)
    const [last] = frames.history(execution.id, LAST_EVENT)
    execution.lastEventId = last?.id ?? 0
    const runner = createRunner(world, execution, { definition, frames: stored })
    runners.set(execution.id, runner)
    return runner
  }

  const runnerOf = (execution: Execution) => runners.get(execution.id)

  async function onToken(
    token: string,
    job: (at: { frameId: number; attempt: number }) => Job,
  ): Promise<void> {
    if (!isOwnToken(database.secret, token))
      throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'")
    const known = frames.findToken(hashToken(token))
    if (!known) throw new AwsError('TaskDoesNotExist', "Task does not exist: 'The task does not exist'")
    const runner = runners.get(known.executionId)
    if (!runner) throw taskTimedOut()
    await runner.enqueue(job(known))
  }

  return {
    launch(execution, definition) {
      const { StartAt } = JSON.parse(definition) as MachineDefinition
      database.transaction(() => {
        executions.insert(execution, definition)
        frames.append(execution.id, startedEvent(execution))
        execution.lastFrameId = 1
        frames.save(
          execution.id,
          newFrame({ id: 1, state: StartAt, input: JSON.parse(execution.input) as Json, lastEventId: 0 }),
        )
        executions.save(execution)
        notices.store(execution)
      })
      notices.send()
      load(execution).resume()
    },
    async stop(execution, end) {
      await runnerOf(execution)?.enqueue((turn) => {
        if (turn.runner.execution.status === 'RUNNING') endExecution(turn, { status: 'ABORTED', ...end })
      })
    },
    async redrive(execution) {
      const runner = load(execution)
      await runner.enqueue(revive)
      runner.resume()
    },
    machineOfToken(token) {
      const known = typeof token === 'string' ? frames.findToken(hashToken(token)) : undefined
      return known && executions.get(known.executionId)?.machineArn
    },
    answer: (token, answer) =>
      onToken(token, (at) => async (turn) => {
        const frame = liveAttempt(turn, at)
        if (!frame) throw taskTimedOut()
        if ('output' in answer) await succeed(turn, frame, answer.output)
        else await fail(turn, frame, answer.failure)
      }),
    heartbeat: (token) =>
      onToken(token, (at) => (turn) => {
        const frame = liveAttempt(turn, at)
        if (!frame) throw taskTimedOut()
        if (frame.heartbeatMs === undefined) return
        frame.heartbeatAt = turn.nowMs + frame.heartbeatMs
        turn.touch(frame)
      }),
    whenOver: (id) =>
      new Promise((resolve) => {
        const stored = executions.get(id)
        if (stored && stored.status !== 'RUNNING') return resolve(stored)
        waiters.set(id, [...(waiters.get(id) ?? []), resolve])
      }),
    resume() {
      notices.send()
      for (const execution of executions.running()) load(execution).resume()
    },
    close() {
      closed = true
      notices.close()
      for (const timer of reloads) timer.cancel()
      for (const runner of runners.values()) runner.close()
      runners.clear()
    },
  }
}

const taskTimedOut = () =>
  new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")

function startedEvent(execution: Execution) {
  const { input, roleArn, versionArn } = execution
  const details = {
    input: maskTokens(input),
    inputDetails: { truncated: false },
    roleArn,
    ...(versionArn && { stateMachineVersionArn: versionArn }),
  }
  return {
    id: 1,
    previousEventId: 0,
    type: 'ExecutionStarted',
    at: execution.startedAt,
    detailsName: 'executionStartedEventDetails',
    details,
  }
}
