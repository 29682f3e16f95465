// What comes back to a frame from outside: results of calls, tokens, ends of nested executions, deadlines. Each checks
// first that the frame still waits for it; whatever is late finds another attempt and changes nothing.
import type { StateOf } from '../asl/definition.ts'
import type { Json, JsonObject } from '../json.ts'
import { parseResource, type Resource } from '../tasks/resource.ts'
import { endExecution } from './ending.ts'
import { handleError } from './failure.ts'
import { clearAttempt, isActive, type Frame } from './frame.ts'
import { stateOf } from './runner.ts'
import { StateError } from './state-error.ts'
import { checkSize, guarded, resumeWith } from './step.ts'
import { recordSubmitted, recordSucceeded, recordTaskError } from './task-events.ts'
import type { Turn } from './turn.ts'

/** Names one attempt of one frame. */
export interface Attempt {
  frameId: number
  attempt: number
}

/** The frame if it is still in that attempt of a Task, else undefined. */
export function liveAttempt(turn: Turn, { frameId, attempt }: Attempt): Frame | undefined {
  const frame = turn.runner.frames.get(frameId)
  const waits = frame?.phase === 'calling' || frame?.phase === 'waiting'
  return waits && frame.attempt === attempt ? frame : undefined
}

/** A call has returned. */
export async function takeResult(turn: Turn, at: Attempt, result: Json): Promise<void> {
  const frame = liveAttempt(turn, at)
  if (frame?.phase !== 'calling') return
  const { pattern } = parseResource((stateOf(turn.runner, frame) as StateOf<'Task'>).Resource) as Resource
  if (pattern === 'request' || frame.call?.collect) return succeed(turn, frame, result)
  await guarded(turn, frame, async () => {
    checkSize(frame.state, result, 'a result')
    recordSubmitted(turn, frame, result)
    frame.phase = 'waiting'
    if (pattern !== 'token') frame.awaits = String((result as JsonObject).ExecutionArn)
  })
}

/** A call has failed. */
export async function takeError(turn: Turn, at: Attempt, error: StateError): Promise<void> {
  const frame = liveAttempt(turn, at)
  if (frame?.phase !== 'calling') return
  await fail(turn, frame, error)
}

export async function succeed(turn: Turn, frame: Frame, result: Json): Promise<void> {
  await guarded(turn, frame, async () => {
    checkSize(frame.state, result, 'a result')
    recordSucceeded(turn, frame, result)
    clearAttempt(frame)
    await resumeWith(turn, frame, result)
  })
}

export async function fail(turn: Turn, frame: Frame, error: StateError): Promise<void> {
  recordTaskError(turn, frame, error)
  await handleError(turn, frame, error)
}

/** The nested execution a frame waits for is over: its description is called for. */
export function collectNested(turn: Turn, frameId: number, executionArn: string): void {
  const frame = turn.runner.frames.get(frameId)
  if (frame?.phase !== 'waiting' || frame.awaits !== executionArn) return
  delete frame.awaits
  frame.phase = 'calling'
  frame.call = { arguments: frame.call?.arguments ?? null, collect: executionArn }
  turn.touch(frame)
}

/** The earliest moment at which time alone moves the frame on. */
export const deadlineOf = (frame: Frame): number | undefined => {
  const all = [frame.wakeAt, frame.timeoutAt, frame.heartbeatAt].filter((at) => at !== undefined)
  return isActive(frame) && all.length > 0 ? Math.min(...all) : undefined
}

/** Does what is due at this moment. */
export async function meetDeadline(turn: Turn, frameId: number): Promise<void> {
  const frame = turn.runner.frames.get(frameId)
  if (!frame || (deadlineOf(frame) ?? Infinity) > turn.nowMs) return
  if (due(frame.timeoutAt, turn)) return fail(turn, frame, new StateError('States.Timeout'))
  if (due(frame.heartbeatAt, turn)) return fail(turn, frame, new StateError('States.HeartbeatTimeout'))
  const waited = frame.phase === 'waiting'
  clearAttempt(frame)
  turn.touch(frame)
  if (waited) return resumeWith(turn, frame)
  frame.phase = 'attempting'
  turn.runner.ready.push(frame)
}

const due = (at: number | undefined, turn: Turn) => at !== undefined && at <= turn.nowMs

/** The machine's TimeoutSeconds have run out. */
export function timeOutExecution(turn: Turn): void {
  const { timeoutAt } = turn.runner.execution
  if (timeoutAt !== undefined && timeoutAt <= turn.nowMs) endExecution(turn, { status: 'TIMED_OUT' })
}
