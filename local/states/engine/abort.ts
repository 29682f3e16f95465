// Stopping what runs below a frame.
import { typeOf } from './context-object.ts'
import { clearAttempt, isActive, type Frame } from './frame.ts'
import { childrenOf, stateOf } from './runner.ts'
import type { Turn } from './turn.ts'

/** Event types exist for these only. */
const ABORTABLE = new Set(['Task', 'Wait', 'Parallel', 'Map'])

/** Stops everything below `frame` that still runs, and says so in the history. */
export function abortChildren(turn: Turn, frame: Frame): void {
  for (const child of childrenOf(turn.runner, frame)) {
    if (!isActive(child)) continue
    abortChildren(turn, child)
    if (child.phase !== 'queued') recordAbort(turn, frame, child)
    stopFrame(turn, child)
  }
}

/** Ends a frame without a word in the history. */
export function stopFrame(turn: Turn, frame: Frame): void {
  if (frame.awaits) turn.runner.stopNested(frame.awaits)
  clearAttempt(frame)
  turn.runner.cancelCall(frame.id)
  frame.phase = 'aborted'
  turn.touch(frame)
}

function recordAbort(turn: Turn, parent: Frame, child: Frame): void {
  const type = typeOf(turn.runner, child)
  if (child.enteredEventId > 0 && ABORTABLE.has(type)) turn.record(child, `${type}StateAborted`)
  if (stateOf(turn.runner, parent).Type !== 'Map') return
  const details = { name: parent.state, index: child.index }
  turn.record(child, 'MapIterationAborted', ['mapIterationAbortedEventDetails', details])
}

/** Stops and forgets the children of an attempt that is over. */
export function abandonChildren(turn: Turn, frame: Frame): void {
  delete frame.fan
  for (const child of childrenOf(turn.runner, frame)) {
    abandonChildren(turn, child)
    if (isActive(child)) stopFrame(turn, child)
    turn.remove(child)
  }
}

/** Stops every frame of the execution. */
export function stopAll(turn: Turn): void {
  for (const frame of turn.runner.frames.values()) if (isActive(frame)) stopFrame(turn, frame)
}
