// restJson1: method and path choose the operation.
import { AwsError } from '../runtime/aws-error.ts'
import { HttpAnswer } from '../runtime/service.ts'
import type { RawRequest, Route } from '../runtime/service.ts'
import type { Wire } from './wire.ts'
import { messageOf, parseJson } from './wire-json.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

export function restJsonWire(routes: Route[]): Wire {
  // A literal segment wins over a parameter: `/functions/active` before `/functions/{name}`.
  const compiled = routes.map(compile).sort((a, b) => a.names.length - b.names.length)
  const statusCodes = new Map(routes.map((route) => [route.operation, route.statusCode ?? 200]))
  return {
    decode(request) {
      for (const { route, names, pattern } of compiled) {
        const match = route.method === request.method && pattern.exec(request.path)
        if (!match) continue
        const inPath = names.map((name, i) => [name, decodeURIComponent(match[i + 1] ?? '')] as const)
        const input = inputOf(request, route, Object.fromEntries(inPath))
        return { operation: route.operation, input }
      }
      throw new AwsError(
        'UnknownOperationException',
        `No operation has ${request.method} ${request.path}.`,
        404,
      )
    },
    answer(operation, output) {
      const statusCode = statusCodes.get(operation) ?? 200
      if (output instanceof HttpAnswer) {
        const { body, headers } = output
        return { statusCode: output.statusCode ?? statusCode, headers: { ...JSON_TYPE, ...headers }, body }
      }
      return { statusCode, headers: JSON_TYPE, body: statusCode === 204 ? '' : JSON.stringify(output ?? {}) }
    },
    fail: (error) => ({
      statusCode: error.statusCode,
      headers: { ...JSON_TYPE, 'x-amzn-errortype': error.code },
      body: JSON.stringify({ ...messageOf(error), ...error.members }),
    }),
  }
}

function inputOf(request: RawRequest, route: Route, inPath: Record<string, string>) {
  const inBody = route.payload ? { [route.payload]: request.body } : parseJson(request.body)
  return { ...inQuery(request.query), ...inBody, ...inPath }
}

function inQuery(query: URLSearchParams): Record<string, string | string[]> {
  const names = new Set(query.keys())
  const entries = [...names].map((name) => [name, query.getAll(name)] as const)
  return Object.fromEntries(
    entries.map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? '')]),
  )
}

function compile(route: Route) {
  const names: string[] = []
  const source = route.path.split(/(\{[^}]+\})/).map((piece) => {
    const name = /^\{([^}+]+)(\+?)\}$/.exec(piece)
    if (!name) return piece.replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    names.push(name[1] ?? '')
    return name[2] ? '(.+)' : '([^/]+)'
  })
  return { route, names, pattern: new RegExp(`^${source.join('').replace(/\/$/, '')}/?$`) }
}
