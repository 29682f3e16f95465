// Metric math: sums, differences and the like of several metrics.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
import { notSupported } from '../runtime/aws-error.ts'
import { unchecked } from './errors.ts'
import type { Series } from './series.ts'

type Value = number | Series | Series[]

/** What an expression may speak of: results by their id, and the moments of the window. */
export interface Scope {
  results: Map<string, Series>
  /** Ids of metrics, not of expressions: what METRICS() means. */
  metrics: string[]
  timesMs: number[]
}

type Node = (scope: Scope) => Value

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|("[^"]*")|([-+*/(),[\]]))/y

function tokenize(text: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text)
    if (!match) throw unsupported(text)
    tokens.push(match[0].trim())
  }
  return tokens
}

const unsupported = (text: string) =>
  notSupported(
    'cloudwatch',
    `the expression ${text}: numbers, + - * /, SUM, AVG, MIN, MAX, FILL and METRICS() are what it knows`,
  )

const OPERATORS: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
}

const AGGREGATES: Record<string, (values: number[]) => number> = {
  SUM: (values) => values.reduce((a, b) => a + b, 0),
  AVG: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
}

/** Moments at which only one side has a value have none. */
function combine(operator: string, a: Value, b: Value): Value {
  const apply = OPERATORS[operator]!
  if (Array.isArray(a) || Array.isArray(b)) throw unsupported(`[…] ${operator} …`)
  if (typeof a === 'number' && typeof b === 'number') return apply(a, b)
  const [one] = [a, b].filter((side) => side instanceof Map)
  const at = (side: number | Series, ms: number) => (typeof side === 'number' ? side : side.get(ms))
  const pairs = [...one!.keys()].flatMap((ms): [number, number][] => {
    const [left, right] = [at(a, ms), at(b, ms)]
    const value = left === undefined || right === undefined ? NaN : apply(left, right)
    return Number.isFinite(value) ? [[ms, value]] : []
  })
  return new Map(pairs)
}

/** Of many series the aggregate of each moment, of one the aggregate of all its moments. */
function aggregate(name: string, value: Value): Value {
  const fold = AGGREGATES[name]!
  if (typeof value === 'number') return value
  if (!Array.isArray(value)) return value.size === 0 ? new Map() : fold([...value.values()])
  const moments = new Set(value.flatMap((series) => [...series.keys()]))
  return new Map(
    [...moments].map((ms) => [ms, fold(value.flatMap((series) => series.get(ms) ?? []))] as const),
  )
}

function fill(value: Value, filler: Value, timesMs: number[]): Value {
  if (typeof filler !== 'number') throw unsupported('FILL with other than a number')
  const one = (series: Series): Series => new Map(timesMs.map((ms) => [ms, series.get(ms) ?? filler]))
  if (typeof value === 'number') return value
  return Array.isArray(value) ? value.map(one) : one(value)
}

const metricsOf = ({ results, metrics }: Scope, part = ''): Series[] =>
  metrics.filter((id) => id.includes(part)).map((id) => results.get(id) ?? new Map<number, number>())

/** @throws LocalCloudNotSupported for what it does not know, ValidationError for an id that is not there */
export function parseExpression(text: string): { ids: string[]; evaluate: Node } {
  const tokens = tokenize(text)
  const ids: string[] = []
  let at = 0
  const take = (wanted: string) => {
    if (tokens[at] !== wanted) throw unsupported(text)
    at++
  }
  const listUntil = (end: string): Node[] => {
    const nodes: Node[] = []
    while (tokens[at] !== end) {
      if (nodes.length > 0) take(',')
      nodes.push(sum())
    }
    take(end)
    return nodes
  }
  const call = (name: string): Node => {
    take('(')
    if (name === 'METRICS') {
      const part = tokens[at]?.startsWith('"') ? tokens[at++]!.slice(1, -1) : ''
      take(')')
      return (scope) => metricsOf(scope, part)
    }
    const [first, second, ...rest] = listUntil(')')
    if (!first || rest.length > 0) throw unsupported(text)
    if (name === 'FILL' && second) return (scope) => fill(first(scope), second(scope), scope.timesMs)
    if (!Object.hasOwn(AGGREGATES, name) || second) throw unsupported(text)
    return (scope) => aggregate(name, first(scope))
  }
  const list = (): Node => {
    const nodes = listUntil(']')
    return (scope) => nodes.map((node) => node(scope)).flatMap((one) => (one instanceof Map ? [one] : []))
  }
  const atom = (): Node => {
    const token = tokens[at++] ?? ''
    if (/^\d/.test(token)) return () => Number(token)
    if (token === '[') return list()
    if (token === '-') {
      const node = atom()
      return (scope) => combine('-', 0, node(scope))
    }
    if (token === '(') {
      const node = sum()
      take(')')
      return node
    }
    if (!/^[A-Za-z_]/.test(token)) throw unsupported(text)
    if (tokens[at] === '(') return call(token)
    ids.push(token)
    return ({ results }) => results.get(token) ?? new Map<number, number>()
  }
  const chain = (operators: string[], next: () => Node): Node => {
    let node = next()
    while (operators.includes(tokens[at] ?? '')) {
      const [left, operator, right] = [node, tokens[at++]!, next()]
      node = (scope) => combine(operator, left(scope), right(scope))
    }
    return node
  }
  const sum = (): Node => chain(['+', '-'], () => chain(['*', '/'], atom))
  const evaluate = sum()
  if (at < tokens.length) throw unsupported(text)
  return { ids, evaluate }
}

/** A number alone holds at every moment of the window. @throws ValidationError for a list of series */
export function asSeries(value: Value, { timesMs }: Scope): Series {
  if (Array.isArray(value)) throw unchecked('The expression gives several time series; one is wanted.')
  return typeof value === 'number' ? new Map(timesMs.map((ms) => [ms, value])) : value
}
