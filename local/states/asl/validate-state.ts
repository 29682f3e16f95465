// The checks of one state, by type.
import { isObject, type Json, type JsonObject } from '../json.ts'
import { parseResource } from '../tasks/resource.ts'
import type { Spot } from './diagnostics.ts'
import { DISTRIBUTED_FIELDS, FIELDS, JSONPATH_FIELDS } from './fields.ts'
import { checkHandlers, checkTarget } from './validate-handlers.ts'
import { checkAssign, checkQueries, isQuery, isTimestamp } from './validate-queries.ts'
import { checkFields, checkNumber, checkPercentage, checkTemplate } from './validate-values.ts'

export interface StatePlace {
  type: 'STANDARD' | 'EXPRESS'
  queryLanguage: string
  /** Every name met so far: unique in the whole machine. */
  names: Set<string>
  /** The variables of the scopes outside, which an inner one cannot assign. */
  outer: Set<string>
  /** The states beside this one, which it may go to. */
  group?: JsonObject
  checkGroup: (group: JsonObject, spot: Spot, place: StatePlace) => void
}

export function checkState(state: JsonObject, spot: Spot, place: StatePlace): void {
  const type = String(state.Type)
  const fields = FIELDS[type]
  if (!fields) return spot.to('/Type').schema(`No type of state: ${JSON.stringify(state.Type)}`)
  if ((state.QueryLanguage ?? place.queryLanguage) !== 'JSONata') {
    return spot
      .to('/QueryLanguage')
      .schema('The local service runs JSONata only: set "QueryLanguage": "JSONata"')
  }
  checkFields(state, spot, { allowed: fields, why: (field) => whyNotAllowed(field, type) })
  if (fields.includes('Next')) checkWayOut(state, spot, place)
  const handles = fields.includes('Retry')
  checkAssign(state.Assign, spot.to('/Assign'), handles ? ['result'] : [])
  checkQueries(state.Output, spot.to('/Output'), handles ? ['result'] : [])
  if (handles) checkHandlers(state, spot, place)
  CHECKS[type]?.(state, spot, place)
}

function whyNotAllowed(field: string, type: string): string {
  if (DISTRIBUTED_FIELDS.includes(field)) {
    return `The local service runs inline Maps only: '${field}' belongs to distributed mode (LocalCloudNotSupported)`
  }
  if (JSONPATH_FIELDS.has(field))
    return `Field '${field}' belongs to JSONPath and is not supported in JSONata`
  return `Field '${field}' is not supported in a ${type} state`
}

function checkWayOut({ Next, End }: JsonObject, spot: Spot, place: StatePlace): void {
  if (End !== undefined && typeof End !== 'boolean') spot.to('/End').schema('End must be a boolean')
  if ((Next === undefined) === (End !== true)) {
    return spot.to('/Next').schema('A state must have exactly one of "Next" and "End": true')
  }
  if (Next !== undefined) checkTarget(Next, spot.to('/Next'), place)
}

type Check = (state: JsonObject, spot: Spot, place: StatePlace) => void

const CHECKS: Record<string, Check> = {
  Task(state, spot, place) {
    checkResource(state.Resource, spot.to('/Resource'), place)
    checkTemplate(state.Arguments, spot.to('/Arguments'))
    checkNumber(state.TimeoutSeconds, spot.to('/TimeoutSeconds'), 1)
    checkNumber(state.HeartbeatSeconds, spot.to('/HeartbeatSeconds'), 1)
    const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state
    if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
      spot.to('/HeartbeatSeconds').schema('HeartbeatSeconds must be smaller than TimeoutSeconds')
    }
  },
  Choice({ Choices, Default }, spot, place) {
    if (!Array.isArray(Choices) || Choices.length === 0) {
      spot.to('/Choices').schema('Choices must be an array with at least one rule')
    } else Choices.forEach((rule, i) => checkRule(rule, spot.to(`/Choices[${i}]`), place))
    if (Default !== undefined) checkTarget(Default, spot.to('/Default'), place)
  },
  Wait({ Seconds, Timestamp }, spot) {
    if ((Seconds === undefined) === (Timestamp === undefined)) {
      return spot.schema('A Wait state must have exactly one of Seconds and Timestamp')
    }
    checkNumber(Seconds, spot.to('/Seconds'), 0)
    checkQueries(Timestamp, spot.to('/Timestamp'))
    if (Timestamp === undefined || isQuery(Timestamp) || isTimestamp(Timestamp)) return
    spot.to('/Timestamp').schema('Timestamp must be an RFC 3339 time such as 2026-03-14T01:59:00Z')
  },
  Fail({ Error, Cause }, spot) {
    for (const [field, value] of Object.entries({ Error, Cause })) {
      if (value !== undefined && typeof value !== 'string')
        spot.to(`/${field}`).schema(`${field} must be a string`)
      checkQueries(value, spot.to(`/${field}`))
    }
  },
  Parallel({ Branches, Arguments }, spot, place) {
    checkTemplate(Arguments, spot.to('/Arguments'))
    if (!Array.isArray(Branches) || Branches.length === 0) {
      return spot.to('/Branches').schema('Branches must be an array with at least one branch')
    }
    Branches.forEach((branch, i) => checkNested(branch, spot.to(`/Branches[${i}]`), place))
  },
  Map(state, spot, place) {
    const { Items, ItemProcessor } = state
    if (Items !== undefined && !Array.isArray(Items) && !isQuery(Items)) {
      spot.to('/Items').schema('Items must be an array or a JSONata expression')
    }
    checkQueries(Items, spot.to('/Items'))
    checkTemplate(state.ItemSelector, spot.to('/ItemSelector'))
    checkNumber(state.MaxConcurrency, spot.to('/MaxConcurrency'), 0)
    checkNumber(state.ToleratedFailureCount, spot.to('/ToleratedFailureCount'), 0)
    checkPercentage(state.ToleratedFailurePercentage, spot.to('/ToleratedFailurePercentage'))
    checkProcessor(ItemProcessor, spot.to('/ItemProcessor'), place)
  },
}

function checkResource(resource: unknown, spot: Spot, { type }: StatePlace): void {
  const parsed =
    typeof resource === 'string' ? parseResource(resource) : { problem: 'Resource must be a string' }
  if ('problem' in parsed) return spot.add('INVALID_RESOURCE', parsed.problem)
  if (type === 'EXPRESS' && parsed.pattern !== 'request') {
    spot.schema(`An EXPRESS machine cannot wait: ${String(resource)}`)
  }
}

function checkRule(rule: Json, spot: Spot, place: StatePlace): void {
  if (!isObject(rule)) return spot.schema('A rule must be an object')
  checkFields(rule, spot, {
    allowed: ['Condition', 'Next', 'Assign', 'Output', 'Comment'],
    why: (field) => whyNotAllowed(field, 'Choice'),
  })
  if (typeof rule.Condition !== 'boolean' && !isQuery(rule.Condition)) {
    spot.to('/Condition').schema('Condition must be a boolean or a JSONata expression')
  }
  checkTarget(rule.Next, spot.to('/Next'), place)
  checkQueries(rule.Condition, spot.to('/Condition'))
  checkQueries(rule.Output, spot.to('/Output'))
  checkAssign(rule.Assign, spot.to('/Assign'))
}

const GROUP_FIELDS = ['StartAt', 'States', 'Comment']

function checkNested(group: Json | undefined, spot: Spot, place: StatePlace): void {
  if (!isObject(group)) return spot.schema('Must be an object with StartAt and States')
  checkFields(group, spot, {
    allowed: GROUP_FIELDS,
    why: (field) => `Field '${field}' is not supported here`,
  })
  place.checkGroup(group, spot, place)
}

function checkProcessor(processor: Json | undefined, spot: Spot, place: StatePlace): void {
  if (!isObject(processor)) return spot.schema('Must be an object with StartAt and States')
  const { ProcessorConfig, ...group } = processor
  checkNested(group, spot, place)
  const mode = isObject(ProcessorConfig) ? (ProcessorConfig.Mode ?? 'INLINE') : 'INLINE'
  if (mode === 'INLINE') return
  const message = `The local service runs inline Maps only, not ${JSON.stringify(mode)} ones (LocalCloudNotSupported)`
  spot.to('/ProcessorConfig/Mode').schema(message)
}
