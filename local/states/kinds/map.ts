import type { StateOf } from '../asl/definition.ts'
import { contextObject } from '../engine/context-object.ts'
import type { FanOut, Frame } from '../engine/frame.ts'
import type { Kind, Visit } from '../engine/kind.ts'
import { startQueued } from '../engine/fan-out.ts'
import { queryError, StateError } from '../engine/state-error.ts'
import { DATA_LIMIT_BYTES, sizeBytes, type Json } from '../json.ts'
import { fill, fillAs, type Scope } from '../query/template.ts'

/** The service runs at most so many items of an inline Map at once. */
const INLINE_CONCURRENCY = 40

/** Runs the item processor for every item; the answers come back in the order of the items. */
export const runMap: Kind<'Map'> = async (visit) => {
  const { turn, frame, state, scope } = visit
  const items = await itemsOf(frame, state, scope)
  const fan = await planFan(items.length, state, scope)
  const inputs = await Promise.all(items.map((value, index) => inputOf(visit, index, value)))
  turn.record(frame, 'MapStateStarted', ['mapStateStartedEventDetails', { length: items.length }])
  if (items.length === 0) {
    turn.record(frame, 'MapStateSucceeded')
    return { kind: 'done', result: [] }
  }
  frame.fan = fan
  frame.phase = 'children'
  inputs.forEach((input, index) => {
    const child = turn.spawn(frame, index, { state: state.ItemProcessor.StartAt, input })
    child.phase = 'queued'
    child.item = { Index: index, Value: items[index] as Json }
  })
  startQueued(turn, frame)
  return { kind: 'pause' }
}

async function itemsOf(frame: Frame, state: StateOf<'Map'>, scope: Scope): Promise<Json[]> {
  if (state.Items !== undefined)
    return fillAs<Json[]>('array', { field: 'Items', template: state.Items }, scope)
  if (Array.isArray(frame.input)) return frame.input
  throw new StateError(
    'States.Runtime',
    "The state's input must be an array, or the field 'Items' must give one",
  )
}

async function inputOf(
  { turn, frame, state, scope }: Visit<StateOf<'Map'>>,
  index: number,
  value: Json,
): Promise<Json> {
  if (state.ItemSelector === undefined) return value
  const context = contextObject(turn.runner, frame, { item: { Index: index, Value: value } })
  const input = await fill(state.ItemSelector, 'ItemSelector', {
    ...scope,
    states: { ...scope.states, context },
  })
  if (sizeBytes(input) <= DATA_LIMIT_BYTES) return input
  throw new StateError(
    'States.DataLimitExceeded',
    `The input of item ${index} exceeds ${DATA_LIMIT_BYTES} bytes`,
  )
}

async function planFan(total: number, state: StateOf<'Map'>, scope: Scope): Promise<FanOut> {
  const number = async (
    field: 'MaxConcurrency' | 'ToleratedFailureCount' | 'ToleratedFailurePercentage',
    most: number,
  ) => {
    const template = state[field]
    if (template === undefined) return undefined
    const value = await fillAs<number>('number', { field, template }, scope)
    if (value >= 0 && value <= most) return value
    throw queryError(`The field '${field}' must be from 0 to ${most}, but was ${value}`, field)
  }
  const limit = (await number('MaxConcurrency', Number.MAX_SAFE_INTEGER)) || INLINE_CONCURRENCY
  const fan: FanOut = { total, limit: Math.min(limit, INLINE_CONCURRENCY), failed: 0 }
  const count = await number('ToleratedFailureCount', Number.MAX_SAFE_INTEGER)
  const percentage = await number('ToleratedFailurePercentage', 100)
  if (count !== undefined) fan.toleratedCount = count
  if (percentage !== undefined) fan.toleratedPercentage = percentage
  return fan
}
