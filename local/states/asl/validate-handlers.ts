// Retry and Catch, and the targets of transitions.
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Spot } from './diagnostics.ts'
import { checkAssign, checkQueries } from './validate-queries.ts'
import type { StatePlace } from './validate-state.ts'
import { checkFields, isWholeNumber } from './validate-values.ts'

/** The reserved names a handler may match. */
const ERROR_NAMES = new Set([
  ...['States.ALL', 'States.TaskFailed', 'States.Timeout', 'States.HeartbeatTimeout', 'States.BranchFailed'],
  ...['States.DataLimitExceeded', 'States.ExceedToleratedFailureThreshold', 'States.ItemReaderFailed'],
  ...[
    'States.NoChoiceMatched',
    'States.Permissions',
    'States.QueryEvaluationError',
    'States.ResultWriterFailed',
  ],
  ...['States.Runtime', 'States.Http.Socket', 'States.IntrinsicFailure', 'States.ParameterPathFailure'],
  'States.ResultPathMatchFailure',
])

export function checkTarget(target: Json | undefined, spot: Spot, { group }: StatePlace): void {
  if (typeof target === 'string' && group && Object.hasOwn(group, target)) return
  spot.add('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${JSON.stringify(target)}`)
}

export function checkHandlers(state: JsonObject, spot: Spot, place: StatePlace): void {
  for (const field of ['Retry', 'Catch'] as const) {
    const handlers = state[field]
    if (handlers === undefined) continue
    const all = spot.to(`/${field}`)
    if (!Array.isArray(handlers)) {
      all.schema(`${field} must be an array`)
      continue
    }
    handlers.forEach((handler, i) => {
      const here = all.to(`[${i}]`)
      if (!isObject(handler)) return here.schema(`An entry of ${field} must be an object`)
      checkErrorEquals(handler.ErrorEquals, here.to('/ErrorEquals'), i === handlers.length - 1)
      if (field === 'Retry') checkRetrier(handler, here)
      else checkCatcher(handler, here, place)
    })
  }
}

function checkErrorEquals(names: Json | undefined, spot: Spot, isLast: boolean): void {
  const isNames = Array.isArray(names) && names.every((name) => typeof name === 'string')
  if (!isNames || names.length === 0)
    return spot.schema('ErrorEquals must be an array of at least one error name')
  for (const name of names) {
    if (name.startsWith('States.') && !ERROR_NAMES.has(name))
      spot.schema(`No such reserved error name: ${name}`)
  }
  if (!names.includes('States.ALL')) return
  if (names.length > 1) spot.schema('States.ALL must appear alone')
  if (!isLast) spot.schema('States.ALL must be in the last entry')
}

const NUMBERS = {
  IntervalSeconds: [1, 99_999_999],
  MaxAttempts: [0, 99_999_999],
  MaxDelaySeconds: [1, 31_622_400],
} as const

function checkRetrier(retrier: JsonObject, spot: Spot): void {
  checkFields(retrier, spot, {
    allowed: ['ErrorEquals', ...Object.keys(NUMBERS), 'BackoffRate', 'JitterStrategy', 'Comment'],
    why: (field) => `Field '${field}' is not supported in Retry`,
  })
  for (const [field, [least, most]] of Object.entries(NUMBERS)) {
    const value = retrier[field]
    if (value === undefined || isWholeNumber(value, least, most)) continue
    spot.to(`/${field}`).schema(`${field} must be a whole number from ${least} to ${most}`)
  }
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds, JitterStrategy } = retrier
  if (Number(MaxDelaySeconds ?? Infinity) <= Number(IntervalSeconds ?? 1)) {
    spot.to('/MaxDelaySeconds').schema('MaxDelaySeconds must be greater than IntervalSeconds')
  }
  if (BackoffRate !== undefined && !(typeof BackoffRate === 'number' && BackoffRate >= 1)) {
    spot.to('/BackoffRate').schema('BackoffRate must be a number of at least 1.0')
  }
  if (JitterStrategy !== undefined && JitterStrategy !== 'FULL' && JitterStrategy !== 'NONE') {
    spot.to('/JitterStrategy').schema('JitterStrategy must be FULL or NONE')
  }
}

function checkCatcher(catcher: JsonObject, spot: Spot, place: StatePlace): void {
  checkFields(catcher, spot, {
    allowed: ['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'],
    why: (field) => `Field '${field}' is not supported in Catch`,
  })
  checkTarget(catcher.Next, spot.to('/Next'), place)
  checkAssign(catcher.Assign, spot.to('/Assign'), ['errorOutput'])
  checkQueries(catcher.Output, spot.to('/Output'), ['errorOutput'])
}
