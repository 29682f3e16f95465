// Metrics go in and are read back.
import type { CloudContext } from '../runtime/context.ts'
import { statisticOf } from './bucket.ts'
import { conflicting, invalid } from './errors.ts'
import { readQueries, runQueries } from './metric-queries.ts'
import { readMetricData } from './put-metric-data.ts'
import { dimensionList, readList, readTimeMs } from './reading.ts'
import { alignWindow, readBuckets, readMetric, readPeriodMs } from './series.ts'
import type { Metric, Store } from './store.ts'

const PAGE_SIZE = 500
const MOST_POINTS = 1440

export interface MetricDesk {
  context: CloudContext
  store: Store
  /** Takes up what was logged or counted since. */
  refresh(): void
  /** Something was put: alarms are looked at when the minute is over. */
  onData(): void
}

interface StatisticsInput {
  Namespace?: unknown
  MetricName?: unknown
  Dimensions?: unknown
  StartTime?: unknown
  EndTime?: unknown
  Period?: unknown
  Statistics?: unknown
  ExtendedStatistics?: unknown
  Unit?: string
}

interface ListInput {
  Namespace?: string
  MetricName?: string
  Dimensions?: unknown
  NextToken?: string
  RecentlyActive?: string
}

const matches = (metric: Metric, { Namespace, MetricName, Dimensions }: ListInput) =>
  (!Namespace || metric.namespace === Namespace) &&
  (!MetricName || metric.name === MetricName) &&
  readList<{ Name: string; Value?: string }>(Dimensions).every(({ Name, Value }) => {
    const own = metric.dimensions[Name]
    return own !== undefined && (Value === undefined || own === Value)
  })

export function createMetricOperations({ context, store, refresh, onData }: MetricDesk) {
  return {
    PutMetricData(input: object) {
      const data = readMetricData(input, context.clock.now())
      store.transaction(() => data.forEach((datum) => store.add(datum)))
      onData()
    },

    GetMetricData(input: {
      MetricDataQueries?: unknown
      StartTime?: unknown
      EndTime?: unknown
      ScanBy?: string
    }) {
      refresh()
      const queries = readQueries(input.MetricDataQueries)
      const [fromMs, untilMs] = [
        readTimeMs('StartTime', input.StartTime),
        readTimeMs('EndTime', input.EndTime),
      ]
      const results = runQueries(store, queries, (periodMs) => alignWindow(fromMs, untilMs, periodMs))
      const order = input.ScanBy === 'TimestampAscending' ? 1 : -1
      const shown = queries
        .filter(({ isReturned }) => isReturned)
        .map(({ id, label }) => {
          const points = [...results.get(id)!].sort(([a], [b]) => order * (a - b))
          return {
            Id: id,
            Label: label,
            Timestamps: points.map(([atMs]) => new Date(atMs)),
            Values: points.map(([, value]) => value),
            StatusCode: 'Complete',
          }
        })
      return { MetricDataResults: shown, Messages: [] }
    },

    GetMetricStatistics(input: StatisticsInput) {
      refresh()
      const metric = readMetric(input)
      const plain = readList<string>(input.Statistics)
      const extended = readList<string>(input.ExtendedStatistics)
      if (plain.length + extended.length === 0)
        throw conflicting(
          'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
        )
      const window = alignWindow(
        readTimeMs('StartTime', input.StartTime),
        readTimeMs('EndTime', input.EndTime),
        readPeriodMs(input.Period),
      )
      if ((window.untilMs - window.fromMs) / window.periodMs > MOST_POINTS)
        throw conflicting(`You have requested more than the limit of ${MOST_POINTS} datapoints.`)
      const readers = [...plain, ...extended].map((name) => [name, statisticOf(name)] as const)
      const buckets = readBuckets(store, { metric, unit: input.Unit || undefined }, window)
      const points = [...buckets].map(([atMs, { bucket, unit }]) => {
        const values = new Map(readers.map(([name, read]) => [name, read(bucket)]))
        return {
          Timestamp: new Date(atMs),
          Unit: unit,
          ...Object.fromEntries(plain.map((name) => [name, values.get(name)])),
          ...(extended.length > 0 && {
            ExtendedStatistics: Object.fromEntries(extended.map((name) => [name, values.get(name)])),
          }),
        }
      })
      return { Label: metric.name, Datapoints: points }
    },

    ListMetrics(input: ListInput) {
      refresh()
      const found = store.metrics().filter((metric) => matches(metric, input))
      const start = Number(input.NextToken ?? 0)
      if (!Number.isInteger(start)) throw invalid('The parameter NextToken is not one of ListMetrics.')
      const end = start + PAGE_SIZE
      return {
        Metrics: found.slice(start, end).map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: dimensionList(dimensions),
        })),
        ...(end < found.length && { NextToken: String(end) }),
      }
    },
  }
}
