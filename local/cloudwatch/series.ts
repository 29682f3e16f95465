// A metric over time: one statistic for each period.
import { merge, statisticOf } from './bucket.ts'
import type { Bucket } from './bucket.ts'
import { invalid } from './errors.ts'
import { readDimensions, readNumber, readText } from './reading.ts'
import { MINUTE_MS } from './store.ts'
import type { Metric, Store } from './store.ts'

/** Values by the moment at which their period begins, milliseconds of the epoch. */
export type Series = Map<number, number>

export interface Window {
  /** Included. */
  fromMs: number
  /** Not included. */
  untilMs: number
  periodMs: number
}

export interface MetricStat {
  metric: Metric
  statistic: string
  periodMs: number
  unit: string | undefined
}

/** @throws InvalidParameterValueException */
export function readPeriodMs(value: unknown): number {
  const periodSeconds = readNumber('Period', value)
  if (periodSeconds < 60 || periodSeconds % 60 !== 0)
    throw invalid('The local CloudWatch keeps minutes: the parameter Period must be a multiple of 60.')
  return periodSeconds * 1000
}

interface MetricInput {
  Namespace?: unknown
  MetricName?: unknown
  Dimensions?: unknown
}

export const readMetric = (input: MetricInput): Metric => ({
  namespace: readText('Namespace', input.Namespace),
  name: readText('MetricName', input.MetricName),
  dimensions: readDimensions(input.Dimensions),
})

export interface MetricStatInput {
  Metric?: MetricInput
  Period?: unknown
  Stat?: unknown
  Unit?: string
}

export function readMetricStat(input: MetricStatInput): MetricStat {
  const statistic = readText('Stat', input.Stat)
  statisticOf(statistic)
  return {
    metric: readMetric(input.Metric ?? {}),
    statistic,
    periodMs: readPeriodMs(input.Period),
    unit: input.Unit || undefined,
  }
}

/** Periods count from `fromMs`. */
export function readBuckets(
  store: Store,
  { metric, unit }: Pick<MetricStat, 'metric' | 'unit'>,
  window: Window,
) {
  const { fromMs, untilMs, periodMs } = window
  const buckets = new Map<number, { bucket: Bucket; unit: string }>()
  for (const point of store.points(metric, fromMs, untilMs)) {
    if (unit !== undefined && point.unit !== unit) continue
    const startMs = fromMs + Math.floor((point.minuteMs - fromMs) / periodMs) * periodMs
    const before = buckets.get(startMs)
    buckets.set(startMs, {
      bucket: before ? merge(before.bucket, point.bucket) : point.bucket,
      unit: before?.unit ?? point.unit,
    })
  }
  return buckets
}

export function readSeries(store: Store, stat: MetricStat, window: Window): Series {
  const read = statisticOf(stat.statistic)
  const values = [...readBuckets(store, stat, window)].map(
    ([atMs, { bucket }]) => [atMs, read(bucket)] as const,
  )
  return new Map(values.filter((pair): pair is [number, number] => pair[1] !== undefined))
}

/** Where the periods of a window begin. */
export function periodStarts({ fromMs, untilMs, periodMs }: Window): number[] {
  const count = Math.max(0, Math.ceil((untilMs - fromMs) / periodMs))
  return Array.from({ length: count }, (_, i) => fromMs + i * periodMs)
}

/** A window of whole periods of the calendar that covers what is asked, as CloudWatch rounds it. */
export function alignWindow(fromMs: number, untilMs: number, periodMs: number): Window {
  if (fromMs >= untilMs) throw invalid('The parameter StartTime must be less than the parameter EndTime.')
  return {
    fromMs: Math.floor(fromMs / periodMs) * periodMs,
    untilMs: Math.ceil(untilMs / MINUTE_MS) * MINUTE_MS,
    periodMs,
  }
}
