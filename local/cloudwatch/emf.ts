// Metrics inside log lines, as functions write them without asking anyone.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import { bucketOf, merge } from './bucket.ts'
import type { Datum } from './store.ts'

interface Directive {
  Namespace?: string
  Dimensions?: string[][]
  Metrics?: { Name?: string; Unit?: string }[]
}

type Document = Record<string, unknown> & {
  _aws?: { Timestamp?: number; CloudWatchMetrics?: Directive[] }
}

function parseDocument(message: string): Document | undefined {
  if (!message.startsWith('{') || !message.includes('"CloudWatchMetrics"')) return undefined
  try {
    return JSON.parse(message) as Document
  } catch {
    return undefined
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/** The dimensions of one set; undefined where the line does not say the value of one. */
function readSet(set: string[], document: Document): Record<string, string> | undefined {
  const isWhole = set.every((name) => ['string', 'number', 'boolean'].includes(typeof document[name]))
  return isWhole ? Object.fromEntries(set.map((name) => [name, String(document[name])])) : undefined
}

function readDirective({ Namespace, Dimensions, Metrics }: Directive, document: Document): Datum[] {
  const atMs = document._aws?.Timestamp
  if (!Namespace || !isNumber(atMs)) return []
  const wanted: string[][] = Dimensions?.length ? Dimensions : [[]]
  const sets = wanted.map((set) => readSet(set, document)).filter((set) => set !== undefined)
  return (Metrics ?? []).flatMap(({ Name = '', Unit }) => {
    const values = [document[Name]].flat().filter(isNumber)
    if (values.length === 0) return []
    const bucket = values.map((value) => bucketOf(value)).reduce(merge)
    return sets.map((dimensions) => {
      return { namespace: Namespace, name: Name, dimensions, atMs, unit: Unit ?? 'None', bucket }
    })
  })
}

/** What one log line tells; nothing for a line without metrics. A malformed one is no metric, as on AWS. */
export function readEmbeddedMetrics(message: string): Datum[] {
  const document = parseDocument(message)
  const directives = document?._aws?.CloudWatchMetrics
  return document && Array.isArray(directives)
    ? directives.flatMap((directive) => readDirective(directive, document))
    : []
}
