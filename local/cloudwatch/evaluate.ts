// Which state the latest values put an alarm in.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
import { COMPARISONS, queriesOf } from './alarm.ts'
import type { Alarm, AlarmState } from './alarm.ts'
import { readQueries, runQueries } from './metric-queries.ts'
import { MINUTE_MS } from './store.ts'
import type { Store } from './store.ts'

/** A period of an alarm and what was seen in it. */
interface Seen {
  startMs: number
  value: number | undefined
}

export interface Judgement {
  state: AlarmState
  reason: string
  reasonData: object
}

/** The periods that an alarm looks at, latest first. The minute that `nowMs` is in counts, unless it has just begun. */
function look(
  store: Store,
  alarm: Alarm,
  nowMs: number,
): { seen: Seen[]; periodMs: number; statistic: string } {
  const queries = readQueries(queriesOf(alarm))
  const returned = queries.find(({ isReturned }) => isReturned)!
  const { periodMs } = returned
  const untilMs = Math.ceil(nowMs / MINUTE_MS) * MINUTE_MS
  const window = { fromMs: untilMs - alarm.EvaluationPeriods * periodMs, untilMs, periodMs }
  const values = runQueries(store, queries, () => window).get(returned.id)!
  const seen = Array.from({ length: alarm.EvaluationPeriods }, (_, i) => {
    const startMs = untilMs - (i + 1) * periodMs
    return { startMs, value: values.get(startMs) }
  })
  return { seen, periodMs, statistic: returned.stat?.statistic ?? 'Expression' }
}

/** Undefined where the alarm stays as it is. */
function chooseState(alarm: Alarm, seen: Seen[]): AlarmState | undefined {
  const { DatapointsToAlarm, TreatMissingData, Threshold } = alarm
  const { holds } = COMPARISONS[alarm.ComparisonOperator]
  const known = seen.flatMap(({ value }) => value ?? [])
  const absent = seen.length - known.length
  const breaching = known.filter((value) => holds(value, Threshold)).length
  const counted = breaching + (TreatMissingData === 'breaching' ? absent : 0)
  if (counted >= DatapointsToAlarm) return 'ALARM'
  if (known.length === 0 && TreatMissingData === 'missing') return 'INSUFFICIENT_DATA'
  if (known.length === 0 && TreatMissingData === 'ignore') return undefined
  return 'OK'
}

function explain(alarm: Alarm, state: AlarmState, seen: Seen[]): string {
  const { Threshold, DatapointsToAlarm, EvaluationPeriods } = alarm
  const { holds, words } = COMPARISONS[alarm.ComparisonOperator]
  const known = seen.filter((one): one is { startMs: number; value: number } => one.value !== undefined)
  if (known.length === 0) {
    const treated =
      alarm.TreatMissingData === 'missing' ? '' : ` They are treated as [${alarm.TreatMissingData}].`
    return `Insufficient data: no datapoints were received for the last ${EvaluationPeriods} period(s).${treated}`
  }
  const told = state === 'ALARM' ? known.filter(({ value }) => holds(value, Threshold)) : known
  const shown = told.map(({ value, startMs }) => `${value} (${new Date(startMs).toISOString()})`).join(', ')
  return (
    `Threshold Crossed: ${told.length} out of the last ${EvaluationPeriods} datapoints [${shown}] ` +
    `${told.length === 1 ? 'was' : 'were'} ${state === 'ALARM' ? '' : 'not '}${words} the threshold (${Threshold}) ` +
    `(minimum ${DatapointsToAlarm} datapoint${DatapointsToAlarm === 1 ? '' : 's'} for OK -> ALARM transition).`
  )
}

/** Undefined where the alarm stays as it is. */
export function judge(store: Store, alarm: Alarm, nowMs: number): Judgement | undefined {
  const { seen, periodMs, statistic } = look(store, alarm, nowMs)
  const state = chooseState(alarm, seen)
  if (state === undefined || state === alarm.StateValue) return undefined
  return {
    state,
    reason: explain(alarm, state, seen),
    reasonData: {
      version: '1.0',
      queryDate: new Date(nowMs).toISOString(),
      statistic,
      period: periodMs / 1000,
      recentDatapoints: seen.flatMap(({ value }) => value ?? []),
      threshold: alarm.Threshold,
    },
  }
}
