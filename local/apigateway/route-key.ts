// `GET /assets/{id}`: which requests a route is for.
import { badRequest } from './errors.ts'

export interface RouteKey {
  /** `ANY` for every method. */
  method: string
  segments: Segment[]
}

export type Segment =
  | { kind: 'literal'; text: string }
  | { kind: 'parameter'; name: string }
  /** Takes the rest of the path; always the last one. */
  | { kind: 'greedy'; name: string }

export const DEFAULT_ROUTE = '$default'

const KEY = /^(ANY|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/\S*)$/
const PARAMETER = /^\{([\w.:-]+)(\+?)\}$/

/** Throws `BadRequestException` for what is neither `$default` nor a method and a path. */
export function parseRouteKey(key: string): RouteKey | typeof DEFAULT_ROUTE {
  if (key === DEFAULT_ROUTE) return DEFAULT_ROUTE
  const [, method, path] = KEY.exec(key) ?? []
  if (!method || !path)
    throw badRequest(`The provided route key is not formatted properly for HTTP protocol: ${key}`)
  const segments = path.slice(1).split('/').map(parseSegment)
  if (segments.some((one, at) => one.kind === 'greedy' && at < segments.length - 1))
    throw badRequest('The greedy path variable must be the last part of a route')
  const names = segments.flatMap((one) => (one.kind === 'literal' ? [] : one.name))
  if (new Set(names).size < names.length)
    throw badRequest('Path variables of a route must have different names')
  return { method, segments }
}

function parseSegment(text: string): Segment {
  const [, name, plus] = PARAMETER.exec(text) ?? []
  if (name) return { kind: plus ? 'greedy' : 'parameter', name }
  if (/[{}]/.test(text))
    throw badRequest(`Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable`)
  return { kind: 'literal', text }
}
