// Which route a request goes to: the most specific path, then a method by its name before ANY, then `$default`.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
import type { RouteRecord } from '../records.ts'
import { DEFAULT_ROUTE, parseRouteKey, type RouteKey, type Segment } from '../route-key.ts'

export interface Match {
  route: RouteRecord
  pathParameters: Record<string, string>
}

interface Candidate extends Match {
  key: RouteKey
}

const RANK: Record<Segment['kind'], number> = { literal: 0, parameter: 1, greedy: 2 }

/** `path` is decoded and begins with a slash. */
export function matchRoute(routes: RouteRecord[], method: string, path: string): Match | undefined {
  const given = path.slice(1).split('/')
  const candidates = routes.flatMap((route): Candidate[] => {
    const key = parseRouteKey(route.routeKey)
    if (key === DEFAULT_ROUTE || (key.method !== method && key.method !== 'ANY')) return []
    const pathParameters = matchSegments(key.segments, given)
    return pathParameters ? [{ route, key, pathParameters }] : []
  })
  const [best] = candidates.sort((a, b) => compare(a.key, b.key))
  if (best) return { route: best.route, pathParameters: best.pathParameters }
  const fallback = routes.find(({ routeKey }) => routeKey === DEFAULT_ROUTE)
  return fallback && { route: fallback, pathParameters: {} }
}

function matchSegments(segments: Segment[], given: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {}
  for (const [at, segment] of segments.entries()) {
    const text = given[at]
    if (segment.kind === 'greedy') {
      const rest = given.slice(at).join('/')
      return rest === '' ? undefined : { ...parameters, [segment.name]: rest }
    }
    if (text === undefined || (segment.kind === 'literal' ? text !== segment.text : text === ''))
      return undefined
    if (segment.kind === 'parameter') parameters[segment.name] = text
  }
  return segments.length === given.length ? parameters : undefined
}

function compare(a: RouteKey, b: RouteKey): number {
  for (const [at, segment] of a.segments.entries()) {
    const other = b.segments[at]
    const difference = other ? RANK[segment.kind] - RANK[other.kind] : 1
    if (difference !== 0) return difference
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY')
}
