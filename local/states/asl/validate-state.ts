// The checks of one state, by type.
import { isObject, type Json, type JsonObject } from '../json.ts'
import { parseResource } from '../tasks/resource.ts'
import type { Report } from './diagnostics.ts'
import { DISTRIBUTED_FIELDS, FIELDS, JSONPATH_FIELDS } from './fields.ts'
import { checkHandlers, checkTarget } from './validate-handlers.ts'
import { checkAssign, checkQueries, isQuery, isTimestamp, type Reserved } from './validate-queries.ts'
import { isWholeNumber, type MachineType } from './validate.ts'

export interface StatePlace {
  type: MachineType
  queryLanguage: string
  /** Every name met so far: unique in the whole machine. */
  names: Set<string>
  /** The variables of the scopes outside, which an inner one cannot assign. */
  outer: Set<string>
  report: Report
  /** The states beside this one, which it may go to. */
  group?: JsonObject
  checkGroup?: (group: JsonObject, at: string, place: StatePlace) => void
}

export function checkState(state: JsonObject, at: string, place: StatePlace): void {
  const { report } = place
  const fields = FIELDS[String(state.Type)]
  if (!fields) return report.schema(`${at}/Type`, `No type of state: ${JSON.stringify(state.Type)}`)
  if ((state.QueryLanguage ?? place.queryLanguage) !== 'JSONata') {
    const message = 'The local service runs JSONata only: set "QueryLanguage": "JSONata"'
    return report.schema(`${at}/QueryLanguage`, message)
  }
  for (const field of Object.keys(state)) {
    if (!fields.includes(field)) report.schema(`${at}/${field}`, whyNotAllowed(field, String(state.Type)))
  }
  if (fields.includes('Next')) checkWayOut(state, at, place)
  const reserved: Reserved[] = fields.includes('Retry')
    ? ['input', 'context', 'result']
    : ['input', 'context']
  checkAssign(state.Assign, `${at}/Assign`, reserved, report)
  checkQueries(state.Output ?? null, `${at}/Output`, reserved, report)
  if (fields.includes('Retry')) checkHandlers(state, at, place)
  CHECKS[String(state.Type)]?.(state, at, place)
}

function whyNotAllowed(field: string, type: string): string {
  if (DISTRIBUTED_FIELDS.includes(field)) {
    return `The local service runs inline Maps only: '${field}' belongs to distributed mode (LocalCloudNotSupported)`
  }
  if (JSONPATH_FIELDS.has(field))
    return `Field '${field}' belongs to JSONPath and is not supported in JSONata`
  return `Field '${field}' is not supported in a ${type} state`
}

function checkWayOut(state: JsonObject, at: string, place: StatePlace): void {
  const { Next, End } = state
  if (End !== undefined && typeof End !== 'boolean') place.report.schema(`${at}/End`, 'End must be a boolean')
  if ((Next === undefined) === (End !== true)) {
    return place.report.schema(`${at}/Next`, 'A state must have exactly one of "Next" and "End": true')
  }
  if (Next !== undefined) checkTarget(Next, `${at}/Next`, place)
}

type Check = (state: JsonObject, at: string, place: StatePlace) => void

const CHECKS: Record<string, Check> = {
  Task(state, at, place) {
    const { report } = place
    checkResource(state.Resource, `${at}/Resource`, place)
    checkTemplate(state.Arguments, `${at}/Arguments`, report)
    checkNumber(state.TimeoutSeconds, `${at}/TimeoutSeconds`, 1, report)
    checkNumber(state.HeartbeatSeconds, `${at}/HeartbeatSeconds`, 1, report)
    const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state
    if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
      report.schema(`${at}/HeartbeatSeconds`, 'HeartbeatSeconds must be smaller than TimeoutSeconds')
    }
  },
  Choice(state, at, place) {
    const { Choices, Default } = state
    if (!Array.isArray(Choices) || Choices.length === 0) {
      place.report.schema(`${at}/Choices`, 'Choices must be an array with at least one rule')
    } else Choices.forEach((rule, i) => checkRule(rule, `${at}/Choices[${i}]`, place))
    if (Default !== undefined) checkTarget(Default, `${at}/Default`, place)
  },
  Wait({ Seconds, Timestamp }, at, { report }) {
    if ((Seconds === undefined) === (Timestamp === undefined)) {
      return report.schema(at, 'A Wait state must have exactly one of Seconds and Timestamp')
    }
    checkNumber(Seconds, `${at}/Seconds`, 0, report)
    if (Timestamp === undefined) return
    if (!isQuery(Timestamp) && !isTimestamp(Timestamp)) {
      report.schema(`${at}/Timestamp`, 'Timestamp must be an RFC 3339 time such as 2026-03-14T01:59:00Z')
    }
    checkQueries(Timestamp, `${at}/Timestamp`, ['input', 'context'], report)
  },
  Fail({ Error, Cause }, at, { report }) {
    for (const [field, value] of Object.entries({ Error, Cause })) {
      if (value !== undefined && typeof value !== 'string')
        report.schema(`${at}/${field}`, `${field} must be a string`)
      checkQueries(value ?? null, `${at}/${field}`, ['input', 'context'], report)
    }
  },
  Parallel(state, at, place) {
    const { Branches } = state
    checkTemplate(state.Arguments, `${at}/Arguments`, place.report)
    if (!Array.isArray(Branches) || Branches.length === 0) {
      return place.report.schema(`${at}/Branches`, 'Branches must be an array with at least one branch')
    }
    Branches.forEach((branch, i) =>
      checkNested(branch, ['StartAt', 'States', 'Comment'], `${at}/Branches[${i}]`, place),
    )
  },
  Map(state, at, place) {
    const { Items, ItemSelector, ItemProcessor, MaxConcurrency } = state
    if (Items !== undefined && !Array.isArray(Items) && !isQuery(Items)) {
      place.report.schema(`${at}/Items`, 'Items must be an array or a JSONata expression')
    }
    checkQueries(Items ?? null, `${at}/Items`, ['input', 'context'], place.report)
    checkTemplate(ItemSelector, `${at}/ItemSelector`, place.report)
    checkNumber(MaxConcurrency, `${at}/MaxConcurrency`, 0, place.report)
    checkNumber(state.ToleratedFailureCount, `${at}/ToleratedFailureCount`, 0, place.report)
    checkPercentage(state.ToleratedFailurePercentage, `${at}/ToleratedFailurePercentage`, place.report)
    checkNested(
      ItemProcessor,
      ['StartAt', 'States', 'Comment', 'ProcessorConfig'],
      `${at}/ItemProcessor`,
      place,
    )
    const mode =
      isObject(ItemProcessor) && isObject(ItemProcessor.ProcessorConfig) && ItemProcessor.ProcessorConfig.Mode
    if (mode && mode !== 'INLINE') {
      const message = `The local service runs inline Maps only, not ${String(mode)} ones (LocalCloudNotSupported)`
      place.report.schema(`${at}/ItemProcessor/ProcessorConfig/Mode`, message)
    }
  },
}

function checkResource(resource: unknown, at: string, { type, report }: StatePlace): void {
  const parsed =
    typeof resource === 'string' ? parseResource(resource) : { problem: 'Resource must be a string' }
  if ('problem' in parsed) return report.add('INVALID_RESOURCE', at, parsed.problem)
  if (type === 'EXPRESS' && parsed.pattern !== 'request') {
    report.schema(at, `An EXPRESS machine cannot wait: ${String(resource)}`)
  }
}

function checkRule(rule: Json, at: string, place: StatePlace): void {
  if (!isObject(rule)) return place.report.schema(at, 'A rule must be an object')
  for (const field of Object.keys(rule)) {
    if (!['Condition', 'Next', 'Assign', 'Output', 'Comment'].includes(field)) {
      place.report.schema(`${at}/${field}`, whyNotAllowed(field, 'Choice'))
    }
  }
  if (typeof rule.Condition !== 'boolean' && !isQuery(rule.Condition)) {
    place.report.schema(`${at}/Condition`, 'Condition must be a boolean or a JSONata expression')
  }
  checkTarget(rule.Next, `${at}/Next`, place)
  checkQueries(rule.Condition ?? null, `${at}/Condition`, ['input', 'context'], place.report)
  checkQueries(rule.Output ?? null, `${at}/Output`, ['input', 'context'], place.report)
  checkAssign(rule.Assign, `${at}/Assign`, ['input', 'context'], place.report)
}

function checkNested(group: Json | undefined, fields: string[], at: string, place: StatePlace): void {
  if (!isObject(group))
    return place.report.schema(at, `${at.slice(at.lastIndexOf('/') + 1)} must be an object`)
  for (const field of Object.keys(group)) {
    if (!fields.includes(field))
      place.report.schema(`${at}/${field}`, `Field '${field}' is not supported here`)
  }
  place.checkGroup?.(group, at, place)
}

function checkTemplate(template: Json | undefined, at: string, report: Report): void {
  if (template === undefined) return
  if (!isObject(template) && !isQuery(template))
    report.schema(at, 'Must be an object or a JSONata expression')
  checkQueries(template, at, ['input', 'context'], report)
}

function checkNumber(value: Json | undefined, at: string, least: number, report: Report): void {
  if (value === undefined) return
  if (!isQuery(value) && !isWholeNumber(value, least, 99_999_999)) {
    report.schema(at, `Must be a whole number from ${least} to 99999999 or a JSONata expression`)
  }
  checkQueries(value, at, ['input', 'context'], report)
}

function checkPercentage(value: Json | undefined, at: string, report: Report): void {
  if (value === undefined || isQuery(value))
    return checkQueries(value ?? null, at, ['input', 'context'], report)
  if (typeof value !== 'number' || value < 0 || value > 100)
    report.schema(at, 'Must be a number from 0 to 100')
}
