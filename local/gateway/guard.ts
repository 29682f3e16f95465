// Keeps web pages out. The gateway trusts whoever reaches loopback, and a browser reaches it on behalf of any site:
// by DNS rebinding (a foreign Host) or by a cross-origin request (a foreign Origin).
import type { ServerResponse } from 'node:http'
import { AwsError } from '../runtime/aws-error.ts'
import type { Door, RawRequest } from '../runtime/service.ts'
import { readScope } from './scope.ts'

// `sync-` and bucket names stand before the host; every name below localhost is loopback by RFC 6761.
const OWN_HOST = /^(?:[a-z0-9.-]+[.-])?(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i

/** Whether a web page of another origin asks. */
export const isForeign = ({ headers: { origin, host } }: RawRequest): boolean =>
  origin !== undefined && origin !== '' && origin !== `http://${host ?? ''}`

/**
 * Throws `AccessDenied` (403) when the request may come from a web page of somebody else. The door that takes the
 * request may answer at hosts of its own, and to pages that its users have named. `admitted`: the service that is meant
 * knows the page.
 */
export function checkOrigin(request: RawRequest, door: Door | undefined, admitted: boolean): void {
  const host = request.headers.host ?? ''
  if (!OWN_HOST.test(host) && !door?.ownsHost?.(host)) {
    throw new AwsError('AccessDenied', `The Host header "${host}" is not this machine.`, 403)
  }
  const origin = request.headers.origin
  if (!isForeign(request) || admitted) return
  if (door ? !door.admitsOrigin?.(request) : !isPlayback(request)) {
    const right = door ? 'are not admitted here' : 'may only read objects'
    throw new AwsError('AccessDenied', `Pages of ${origin} ${right}.`, 403)
  }
}

/** A page may read an object whose presigned address it has been given: GET or HEAD, from any origin. */
export function isPlayback(request: RawRequest): boolean {
  const reads = ['GET', 'HEAD', 'OPTIONS'].includes(request.method)
  return (
    reads && !request.path.startsWith('/_reelgate/') && /^\/[^/]+\/./.test(request.path) && forS3(request)
  )
}

/** Which service a page means, as far as the request tells: a preflight is not signed. */
export const forS3 = (request: RawRequest) =>
  request.method === 'OPTIONS' || readScope(request)?.service === 's3'

/** CORS for such pages: reading objects, ranges included, and nothing more. The bucket decides what is read. */
export function allowPlayback(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD')
  response.setHeader('Access-Control-Allow-Headers', 'Range, If-None-Match, If-Modified-Since')
  response.setHeader('Access-Control-Expose-Headers', 'Content-Length, Content-Range, ETag, Accept-Ranges')
  response.setHeader('Access-Control-Max-Age', '3600')
}
