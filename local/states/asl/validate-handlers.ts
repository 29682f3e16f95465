// Retry and Catch, and the targets of transitions.
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Report } from './diagnostics.ts'
import { checkAssign, checkQueries } from './validate-queries.ts'
import type { StatePlace } from './validate-state.ts'
import { isWholeNumber } from './validate.ts'

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

export function checkTarget(target: Json | undefined, at: string, { group, report }: StatePlace): void {
  if (typeof target === 'string' && group && Object.hasOwn(group, target)) return
  report.add('MISSING_TRANSITION_TARGET', at, `Missing 'Next' target: ${JSON.stringify(target)}`)
}

export function checkHandlers(state: JsonObject, at: string, place: StatePlace): void {
  for (const field of ['Retry', 'Catch']) {
    const handlers = state[field]
    if (handlers === undefined) continue
    if (!Array.isArray(handlers)) {
      place.report.schema(`${at}/${field}`, `${field} must be an array`)
      continue
    }
    handlers.forEach((handler, i) => {
      const here = `${at}/${field}[${i}]`
      if (!isObject(handler)) return place.report.schema(here, `An entry of ${field} must be an object`)
      checkErrorEquals(handler.ErrorEquals, `${here}/ErrorEquals`, i === handlers.length - 1, place.report)
      if (field === 'Retry') checkRetrier(handler, here, place.report)
      else checkCatcher(handler, here, place)
    })
  }
}

function checkErrorEquals(names: Json | undefined, at: string, isLast: boolean, report: Report): void {
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
    return report.schema(at, 'ErrorEquals must be an array of at least one error name')
  }
  for (const name of names as string[]) {
    if (name.startsWith('States.') && !ERROR_NAMES.has(name))
      report.schema(at, `No such reserved error name: ${name}`)
  }
  if (!names.includes('States.ALL')) return
  if (names.length > 1) report.schema(at, 'States.ALL must appear alone')
  if (!isLast) report.schema(at, 'States.ALL must be in the last entry')
}

const RETRIER_FIELDS = ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds']

function checkRetrier(retrier: JsonObject, at: string, report: Report): void {
  const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds, JitterStrategy } = retrier
  for (const field of Object.keys(retrier)) {
    if (![...RETRIER_FIELDS, 'JitterStrategy', 'Comment'].includes(field)) {
      report.schema(`${at}/${field}`, `Field '${field}' is not supported in Retry`)
    }
  }
  const whole = (field: string, value: Json | undefined, least: number, most: number) => {
    if (value === undefined || isWholeNumber(value, least, most)) return
    report.schema(`${at}/${field}`, `${field} must be a whole number from ${least} to ${most}`)
  }
  whole('IntervalSeconds', IntervalSeconds, 1, 99_999_999)
  whole('MaxAttempts', MaxAttempts, 0, 99_999_999)
  whole('MaxDelaySeconds', MaxDelaySeconds, 1, 31_622_400)
  if (typeof MaxDelaySeconds === 'number' && MaxDelaySeconds <= ((IntervalSeconds as number) ?? 1)) {
    report.schema(`${at}/MaxDelaySeconds`, 'MaxDelaySeconds must be greater than IntervalSeconds')
  }
  if (BackoffRate !== undefined && !(typeof BackoffRate === 'number' && BackoffRate >= 1)) {
    report.schema(`${at}/BackoffRate`, 'BackoffRate must be a number of at least 1.0')
  }
  if (JitterStrategy !== undefined && JitterStrategy !== 'FULL' && JitterStrategy !== 'NONE') {
    report.schema(`${at}/JitterStrategy`, 'JitterStrategy must be FULL or NONE')
  }
}

function checkCatcher(catcher: JsonObject, at: string, place: StatePlace): void {
  for (const field of Object.keys(catcher)) {
    if (!['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'].includes(field)) {
      place.report.schema(`${at}/${field}`, `Field '${field}' is not supported in Catch`)
    }
  }
  checkTarget(catcher.Next, `${at}/Next`, place)
  checkAssign(catcher.Assign, `${at}/Assign`, ['input', 'context', 'errorOutput'], place.report)
  checkQueries(catcher.Output ?? null, `${at}/Output`, ['input', 'context', 'errorOutput'], place.report)
}
