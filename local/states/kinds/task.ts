import type { StateOf } from '../asl/definition.ts'
import type { Kind, Visit } from '../engine/kind.ts'
import { contextObject } from '../engine/context-object.ts'
import { queryError, StateError } from '../engine/state-error.ts'
import { recordScheduled } from '../engine/task-events.ts'
import { DATA_LIMIT_BYTES, sizeBytes, type Json } from '../json.ts'
import { fill, fillAs, type Scope } from '../query/template.ts'
import { parseResource, type Resource } from '../tasks/resource.ts'

/** Calls a service; the answer comes back in a later turn. */
export const runTask: Kind<'Task'> = async (visit) => {
  const { turn, frame, state, scope } = visit
  const resource = parseResource(state.Resource) as Resource
  const timeout = await secondsOf('TimeoutSeconds', state, scope)
  const heartbeat = await secondsOf('HeartbeatSeconds', state, scope)
  frame.call = { arguments: await argumentsOf(visit, resource) }
  frame.phase = 'calling'
  if (timeout !== undefined) frame.timeoutAt = turn.nowMs + timeout * 1_000
  if (heartbeat !== undefined) {
    frame.heartbeatMs = heartbeat * 1_000
    frame.heartbeatAt = turn.nowMs + frame.heartbeatMs
  }
  recordScheduled(turn, frame, { timeout, heartbeat })
  return { kind: 'pause' }
}

async function argumentsOf(
  { turn, frame, state, scope }: Visit<StateOf<'Task'>>,
  resource: Resource,
): Promise<Json> {
  const token = resource.pattern === 'token' ? turn.openToken(frame) : undefined
  const context = token ? contextObject(turn.runner, frame, { token }) : (scope.states.context as Json)
  const template = state.Arguments ?? (resource.kind === 'function' ? '{% $states.input %}' : {})
  const filled = await fill(template, 'Arguments', { ...scope, states: { ...scope.states, context } })
  if (sizeBytes(filled) <= DATA_LIMIT_BYTES) return filled
  throw new StateError(
    'States.DataLimitExceeded',
    `The Arguments of the state exceed ${DATA_LIMIT_BYTES} bytes`,
  )
}

async function secondsOf(field: 'TimeoutSeconds' | 'HeartbeatSeconds', state: StateOf<'Task'>, scope: Scope) {
  const template = state[field]
  if (template === undefined) return undefined
  const seconds = await fillAs<number>('number', { field, template }, scope)
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 99_999_999) return seconds
  throw queryError(
    `The field '${field}' must be a whole number from 1 to 99999999, but was ${seconds}`,
    field,
  )
}
