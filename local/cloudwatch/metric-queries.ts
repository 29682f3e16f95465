// MetricDataQueries: metrics and expressions over them, as GetMetricData and alarms ask for them.
import { notSupported } from '../runtime/aws-error.ts'
import { unchecked } from './errors.ts'
import { asSeries, parseExpression } from './expression.ts'
import { readFlag, readList, readText } from './reading.ts'
import { periodStarts, readMetricStat, readPeriodMs, readSeries } from './series.ts'
import type { MetricStat, MetricStatInput, Series, Window } from './series.ts'
import type { Store } from './store.ts'

export interface QueryInput {
  Id?: unknown
  MetricStat?: MetricStatInput
  Expression?: string
  Label?: string
  ReturnData?: unknown
  Period?: unknown
  AccountId?: unknown
}

export interface Query {
  id: string
  label: string
  isReturned: boolean
  stat?: MetricStat
  expression?: ReturnType<typeof parseExpression>
  periodMs: number
}

const ID = /^[a-z]\w{0,254}$/

function readQuery(input: QueryInput, periodMs: number): Query {
  const id = readText('Id', input.Id)
  if (!ID.test(id)) throw unchecked(`The id ${id} must begin with a small letter.`)
  if ((input.MetricStat === undefined) === (input.Expression === undefined))
    throw unchecked(`The query ${id} must have either a MetricStat or an Expression.`)
  if (input.AccountId !== undefined)
    throw notSupported('cloudwatch', 'metrics of another account (AccountId)')
  const isReturned = readFlag(input.ReturnData, true)
  if (input.Expression !== undefined) {
    const expression = parseExpression(input.Expression)
    return { id, label: input.Label ?? id, isReturned, expression, periodMs }
  }
  const stat = readMetricStat(input.MetricStat ?? {})
  return { id, label: input.Label ?? stat.metric.name, isReturned, stat, periodMs: stat.periodMs }
}

/** Each after those it speaks of. @throws ValidationError for an id that is not there, twice there, or speaks of itself */
function inOrder(queries: Query[]): Query[] {
  const byId = new Map(queries.map((query) => [query.id, query]))
  if (byId.size < queries.length) throw unchecked('The ids of the queries must be unique.')
  const ordered = new Set<Query>()
  const visit = (query: Query, path: string[]) => {
    if (path.includes(query.id)) throw unchecked(`The expression ${query.id} speaks of itself.`)
    for (const id of query.expression?.ids ?? []) {
      const other = byId.get(id)
      if (!other) throw unchecked(`The expression ${query.id} names ${id}, which is no query.`)
      visit(other, [...path, query.id])
    }
    ordered.add(query)
  }
  for (const query of queries) visit(query, [])
  // METRICS() speaks of every metric.
  return [...ordered].sort((a, b) => Number(b.stat !== undefined) - Number(a.stat !== undefined))
}

/** @throws ValidationError, InvalidParameterValueException, LocalCloudNotSupported */
export function readQueries(value: unknown): Query[] {
  const inputs = readList<QueryInput>(value)
  const periods = inputs.flatMap(({ MetricStat }) => (MetricStat ? [readPeriodMs(MetricStat.Period)] : []))
  const sharedMs = periods.length > 0 ? Math.max(...periods) : 300_000
  return inOrder(
    inputs.map((input) =>
      readQuery(input, input.Period === undefined ? sharedMs : readPeriodMs(input.Period)),
    ),
  )
}

/** The series of every query by its id. */
export function runQueries(
  store: Store,
  queries: Query[],
  windowOf: (periodMs: number) => Window,
): Map<string, Series> {
  const results = new Map<string, Series>()
  const metrics = queries.flatMap(({ id, stat }) => (stat ? [id] : []))
  for (const { id, stat, expression, periodMs } of queries) {
    const window = windowOf(periodMs)
    if (stat) results.set(id, readSeries(store, stat, window))
    else if (expression) {
      const scope = { results, metrics, timesMs: periodStarts(window) }
      results.set(id, asSeries(expression.evaluate(scope), scope))
    }
  }
  return results
}
