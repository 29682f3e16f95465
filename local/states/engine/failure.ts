// What happens when a state fails: retry it, catch the error, or fail what it is part of.
import type { Catcher } from '../asl/definition.ts'
import { abandonChildren } from './abort.ts'
import { endExecution } from './ending.ts'
import { childFailed } from './fan-out.ts'
import { clearAttempt, type Frame } from './frame.ts'
import { matches } from './matching.ts'
import { planRetry } from './retry.ts'
import { parentOf, stateOf } from './runner.ts'
import { StateError } from './state-error.ts'
import { leaveBy, scopeOf } from './step.ts'
import { HistoryFull, type Turn } from './turn.ts'

export async function handleError(turn: Turn, frame: Frame, thrown: StateError): Promise<void> {
  const failure = located(turn, frame, thrown)
  const state = stateOf(turn.runner, frame)
  if (frame.awaits) turn.runner.stopNested(frame.awaits)
  clearAttempt(frame)
  turn.runner.cancelCall(frame.id)
  const about = { error: failure.error, type: state.Type }
  const delayMs = planRetry(state.Retry, frame.retries, about)
  if (delayMs !== undefined) {
    abandonChildren(turn, frame)
    frame.phase = 'backoff'
    frame.retryCount += 1
    frame.wakeAt = turn.nowMs + delayMs
    return turn.touch(frame)
  }
  const index = (state.Catch ?? []).findIndex(({ ErrorEquals }) =>
    matches(ErrorEquals, about.error, about.type),
  )
  if (index < 0) return failFrame(turn, frame, failure)
  abandonChildren(turn, frame)
  await goToCatcher(turn, frame, { index, failure })
}

/** A failed query is recorded, and its cause says where it happened. */
function located(turn: Turn, frame: Frame, failure: StateError): StateError {
  const { error, cause, location } = failure
  if (location === undefined) return failure
  const where = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.enteredEventId}). `
  const told = new StateError(error, where + cause)
  const details = { error, cause: told.cause, location: location.slice(0, 256), state: frame.state }
  turn.record(frame, 'EvaluationFailed', ['evaluationFailedEventDetails', details])
  return told
}

async function goToCatcher(
  turn: Turn,
  frame: Frame,
  { index, failure }: { index: number; failure: StateError },
): Promise<void> {
  const catcher = stateOf(turn.runner, frame).Catch?.[index] as Catcher
  const errorOutput = { Error: failure.error, Cause: failure.cause }
  const way = { at: `Catch[${index}]/`, next: catcher.Next, assign: catcher.Assign, output: catcher.Output }
  try {
    await leaveBy(turn, frame, { way, scope: scopeOf(turn, frame, { errorOutput }), fallback: errorOutput })
  } catch (error) {
    if (error instanceof HistoryFull || !(error instanceof StateError)) throw error
    // A catcher that itself fails is beyond catching.
    await failFrame(turn, frame, located(turn, frame, error))
  }
}

async function failFrame(turn: Turn, frame: Frame, failure: StateError): Promise<void> {
  frame.phase = 'failed'
  frame.error = { error: failure.error, cause: failure.cause }
  turn.touch(frame)
  if (parentOf(turn.runner, frame)) return childFailed(turn, frame, failure)
  endExecution(turn, { status: 'FAILED', ...frame.error }, frame)
}
