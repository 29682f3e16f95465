// Where an API answers: below `/_api/<apiId>` of the gateway, and at its own host name when a client sends that.
import type { CloudContext } from '../runtime/context.ts'
import type { RawRequest } from '../runtime/service.ts'

/** No bucket can be named so, and no other service has such a path. */
const PREFIX = '/_api/'

/** `http://127.0.0.1:PORT/_api/<apiId>`, in the port of this run. */
export const apiUrl = (context: CloudContext, apiId: string) => `${context.endpointUrl()}${PREFIX}${apiId}`

/** `<apiId>.execute-api.<region>.amazonaws.com` */
export const apiDomain = (region: string, apiId: string) => `${apiId}.execute-api.${region}.amazonaws.com`

export interface Address {
  apiId: string
  /** As it was sent, percent escapes and all; begins with a slash. */
  path: string
}

export function hostedApi(region: string, host: string): string | undefined {
  const [name = ''] = host.toLowerCase().split(':')
  const apiId = name.slice(0, name.indexOf('.'))
  return apiId && name === apiDomain(region, apiId) ? apiId : undefined
}

/** Undefined for a request that is for no API. */
export function readAddress(region: string, request: RawRequest): Address | undefined {
  const hosted = hostedApi(region, request.headers.host ?? '')
  if (hosted) return { apiId: hosted, path: request.path || '/' }
  if (!request.path.startsWith(PREFIX)) return undefined
  const rest = request.path.slice(PREFIX.length)
  const end = rest.indexOf('/')
  return end < 0 ? { apiId: rest, path: '/' } : { apiId: rest.slice(0, end), path: rest.slice(end) }
}
