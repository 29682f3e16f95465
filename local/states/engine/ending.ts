// The end of an execution.
import type { Json } from '../json.ts'
import type { ExecutionStatus } from '../store/executions.ts'
import { stopAll } from './abort.ts'
import { isActive, type Frame } from './frame.ts'
import type { Turn } from './turn.ts'

const NAMES = {
  SUCCEEDED: ['ExecutionSucceeded', 'executionSucceededEventDetails'],
  FAILED: ['ExecutionFailed', 'executionFailedEventDetails'],
  TIMED_OUT: ['ExecutionTimedOut', 'executionTimedOutEventDetails'],
  ABORTED: ['ExecutionAborted', 'executionAbortedEventDetails'],
} as const

/** Records the end; frames of an execution that did not succeed are kept for a redrive. */
export function endExecution(
  turn: Turn,
  end: { status: Exclude<ExecutionStatus, 'RUNNING'>; output?: Json; error?: string; cause?: string },
  after?: Frame,
): void {
  const { status } = end
  const { runner } = turn
  const { execution } = runner
  stopAll(turn)
  runner.ready.length = 0
  const [type, detailsName] = NAMES[status]
  const output = end.output === undefined ? undefined : JSON.stringify(end.output)
  const details = {
    ...(output !== undefined && { output, outputDetails: { truncated: false } }),
    ...(end.error && { error: end.error }),
    ...(end.cause && { cause: end.cause }),
  }
  turn.record(after, type, [detailsName, details])
  execution.status = status
  execution.stoppedAt = turn.nowMs
  if (output !== undefined) execution.output = output
  if (end.error) execution.error = end.error
  if (end.cause) execution.cause = end.cause
  turn.touchExecution()
  if (status === 'SUCCEEDED') for (const frame of [...runner.frames.values()]) turn.remove(frame)
  else for (const frame of runner.frames.values()) if (isActive(frame)) turn.touch(frame)
}
