// What is kept of the values of one minute, and the statistics that are read of them.
import { invalid } from './errors.ts'

export interface Bucket {
  sum: number
  count: number
  least: number
  most: number
  /** How often each value came; undefined where only sums were told, or there are too many. */
  values: [value: number, count: number][] | undefined
}

/** More different values than these in one minute leave no percentiles of it. */
const MOST_VALUES = 2000

export const bucketOf = (value: number, count = 1): Bucket => ({
  sum: value * count,
  count,
  least: value,
  most: value,
  values: [[value, count]],
})

function mergeValues(a: Bucket['values'], b: Bucket['values']): Bucket['values'] {
  if (!a || !b) return undefined
  const counts = new Map(a)
  for (const [value, count] of b) counts.set(value, (counts.get(value) ?? 0) + count)
  return counts.size > MOST_VALUES ? undefined : [...counts]
}

export const merge = (a: Bucket, b: Bucket): Bucket => ({
  sum: a.sum + b.sum,
  count: a.count + b.count,
  least: Math.min(a.least, b.least),
  most: Math.max(a.most, b.most),
  values: mergeValues(a.values, b.values),
})

/** The value that so many percent of the values do not exceed; undefined where the values are not known. */
function percentile({ values, least, most }: Bucket, percent: number): number | undefined {
  if (least === most) return least
  if (!values) return undefined
  const sorted = values.toSorted(([a], [b]) => a - b)
  const wanted = (percent / 100) * sorted.reduce((sum, [, count]) => sum + count, 0)
  let seen = 0
  for (const [value, count] of sorted) {
    seen += count
    if (seen >= wanted) return value
  }
  return most
}

const PLAIN: Record<string, (bucket: Bucket) => number> = {
  Sum: ({ sum }) => sum,
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ least }) => least,
  Maximum: ({ most }) => most,
}

/** @throws InvalidParameterValueException for a statistic that is not known here */
export function statisticOf(name: string): (bucket: Bucket) => number | undefined {
  const plain = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined
  if (plain) return plain
  const percent = Number(/^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name)?.[1])
  if (Number.isNaN(percent))
    throw invalid(`The statistic ${name} is not one of ${Object.keys(PLAIN).join(', ')} or pNN.`)
  return (bucket) => percentile(bucket, percent)
}
