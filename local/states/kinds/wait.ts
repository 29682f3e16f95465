import { isTimestamp } from '../asl/validate-queries.ts'
import type { StateOf } from '../asl/definition.ts'
import type { Kind } from '../engine/kind.ts'
import { queryError } from '../engine/state-error.ts'
import { fillAs, type Scope } from '../query/template.ts'

const LONGEST_SECONDS = 99_999_999

/** Waits for a number of seconds or until a time; a time that is past does not wait. */
export const runWait: Kind<'Wait'> = async ({ turn, frame, state, scope }) => {
  frame.wakeAt = await untilMs(state, scope, turn.nowMs)
  frame.phase = 'waiting'
  turn.touch(frame)
  return { kind: 'pause' }
}

async function untilMs(state: StateOf<'Wait'>, scope: Scope, nowMs: number): Promise<number> {
  if (state.Timestamp !== undefined) {
    const timestamp = await fillAs<string>('string', { field: 'Timestamp', template: state.Timestamp }, scope)
    if (isTimestamp(timestamp)) return Date.parse(timestamp)
    throw queryError(`The field 'Timestamp' is no RFC 3339 time: '${timestamp.slice(0, 100)}'`, 'Timestamp')
  }
  const seconds = await fillAs<number>('number', { field: 'Seconds', template: state.Seconds ?? 0 }, scope)
  if (seconds >= 0 && seconds <= LONGEST_SECONDS) return nowMs + Math.trunc(seconds) * 1_000
  throw queryError(`The field 'Seconds' must be from 0 to ${LONGEST_SECONDS}, but was ${seconds}`, 'Seconds')
}
