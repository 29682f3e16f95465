// PutMetricData: checks that a metric is one, then keeps it by the minute.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
import { notSupported } from '../runtime/aws-error.ts'
import { bucketOf, merge } from './bucket.ts'
import type { Bucket } from './bucket.ts'
import { conflicting, invalid, missing } from './errors.ts'
import { readDimensions, readList, readNumber, readText, readTimeMs } from './reading.ts'
import type { Datum } from './store.ts'

const MOST_METRICS = 1000
const MOST_VALUES = 150
const HOUR_MS = 3_600_000
const OLDEST_MS = 14 * 24 * HOUR_MS
const NEWEST_MS = 2 * HOUR_MS
const LARGEST_VALUE = 2 ** 360

const MAGNITUDES = ['', 'Kilo', 'Mega', 'Giga', 'Tera']
const SIZES = ['Bytes', 'Bits'].flatMap((what) =>
  MAGNITUDES.map((by) => (by === '' ? what : by + what.toLowerCase())),
)
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
const UNITS = new Set([
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'],
  ...SIZES,
  ...SIZES.map((size) => `${size}/Second`),
])

export function readUnit(unit: unknown): string {
  if (unit === undefined || unit === '') return 'None'
  if (!UNITS.has(String(unit))) throw invalid(`The unit ${String(unit)} is not one of CloudWatch.`)
  return String(unit)
}

function checkValue(value: number): number {
  if (Math.abs(value) > LARGEST_VALUE) throw invalid(`The value ${value} is outside of -2^360 to 2^360.`)
  return value
}

interface DatumInput {
  MetricName?: string
  Dimensions?: unknown
  Timestamp?: unknown
  Value?: unknown
  Values?: unknown
  Counts?: unknown
  StatisticValues?: { SampleCount?: unknown; Sum?: unknown; Minimum?: unknown; Maximum?: unknown }
  Unit?: unknown
  StorageResolution?: unknown
}

function readStatistics({ SampleCount, Sum, Minimum, Maximum }: NonNullable<DatumInput['StatisticValues']>) {
  return {
    count: readNumber('StatisticValues.SampleCount', SampleCount),
    sum: checkValue(readNumber('StatisticValues.Sum', Sum)),
    least: checkValue(readNumber('StatisticValues.Minimum', Minimum)),
    most: checkValue(readNumber('StatisticValues.Maximum', Maximum)),
    values: undefined,
  }
}

function readValues(values: unknown[], counts: unknown[]): Bucket {
  if (values.length > MOST_VALUES) throw invalid(`A metric has at most ${MOST_VALUES} values.`)
  if (counts.length > 0 && counts.length !== values.length)
    throw invalid('The parameters Values and Counts must be of the same length.')
  return values
    .map((value, i) =>
      bucketOf(checkValue(readNumber('Values', value)), readNumber('Counts', counts[i] ?? 1)),
    )
    .reduce(merge)
}

function readBucket({ Value, StatisticValues, Values, Counts }: DatumInput): Bucket {
  const values = readList(Values)
  const given = [Value !== undefined, StatisticValues !== undefined, values.length > 0].filter(Boolean)
  if (given.length === 0) throw missing('MetricData.member.1.Value')
  if (given.length > 1)
    throw conflicting('The parameters Value, Values and StatisticValues are mutually exclusive.')
  if (StatisticValues) return readStatistics(StatisticValues)
  if (values.length > 0) return readValues(values, readList(Counts))
  return bucketOf(checkValue(readNumber('Value', Value)))
}

function readDatum(namespace: string, input: DatumInput, nowMs: number): Datum {
  const atMs = input.Timestamp === undefined ? nowMs : readTimeMs('Timestamp', input.Timestamp)
  if (atMs < nowMs - OLDEST_MS || atMs > nowMs + NEWEST_MS)
    throw invalid('The parameter Timestamp must be within two weeks in the past and two hours in the future.')
  return {
    namespace,
    name: readText('MetricData.member.1.MetricName', input.MetricName),
    dimensions: readDimensions(input.Dimensions),
    atMs,
    unit: readUnit(input.Unit),
    bucket: readBucket(input),
  }
}

/** @throws InvalidParameterValueException, MissingRequiredParameterException, InvalidParameterCombinationException */
export function readMetricData(
  input: { Namespace?: unknown; MetricData?: unknown; EntityMetricData?: unknown },
  nowMs: number,
): Datum[] {
  const namespace = readText('Namespace', input.Namespace)
  if (namespace.startsWith('AWS/'))
    throw invalid('The value AWS/ for parameter Namespace is invalid: it is of the services of AWS.')
  if (input.EntityMetricData !== undefined) throw notSupported('cloudwatch', 'EntityMetricData')
  const data = readList<DatumInput>(input.MetricData)
  if (data.length === 0) throw missing('MetricData')
  if (data.length > MOST_METRICS) throw invalid(`At most ${MOST_METRICS} metrics are taken at once.`)
  return data.map((datum) => readDatum(namespace, datum, nowMs))
}
