// CORS as the API is configured. What a function says about it is then replaced.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
import type { IncomingHttpHeaders } from 'node:http'
import type { CorsConfiguration } from '../records.ts'
import type { Reply } from './reply.ts'

/** `*`, an origin, or every origin of a scheme (`https://*`). */
export function isAllowedOrigin({ allowOrigins = [] }: CorsConfiguration, origin: string): boolean {
  return allowOrigins.some(
    (one) => one === '*' || one === origin || (one.endsWith('//*') && origin.startsWith(one.slice(0, -1))),
  )
}

export const isPreflight = (method: string | undefined, headers: IncomingHttpHeaders) =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined

const list = (values: string[] | undefined) => (values?.length ? values.join(',') : undefined)

function originHeaders(cors: CorsConfiguration, origin: string): Record<string, string | undefined> {
  if (!isAllowedOrigin(cors, origin)) return {}
  return {
    'access-control-allow-origin': cors.allowOrigins?.includes('*') ? '*' : origin,
    'access-control-allow-credentials': cors.allowCredentials ? 'true' : undefined,
  }
}

const defined = (headers: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )

/** 204; with no CORS header at all when the origin is not allowed, and so the browser does not go on. */
export function preflightReply(cors: CorsConfiguration, origin: string): Reply {
  const allowed = originHeaders(cors, origin)
  const headers = isAllowedOrigin(cors, origin)
    ? {
        ...allowed,
        'access-control-allow-methods': list(cors.allowMethods),
        'access-control-allow-headers': list(cors.allowHeaders),
        'access-control-max-age': cors.maxAge === undefined ? undefined : String(cors.maxAge),
      }
    : {}
  return { statusCode: 204, headers: defined(headers), body: Buffer.alloc(0) }
}

/** Every answer of an API with CORS carries its headers, refusals too, so that a page can read why. */
export function withCors(
  reply: Reply,
  cors: CorsConfiguration | undefined,
  origin: string | undefined,
): Reply {
  if (!cors) return reply
  const own = Object.entries(reply.headers).filter(([name]) => !name.startsWith('access-control-'))
  const headers = Object.fromEntries(own)
  if (origin === undefined) return { ...reply, headers }
  const expose = isAllowedOrigin(cors, origin) ? list(cors.exposeHeaders) : undefined
  const added = defined({ ...originHeaders(cors, origin), 'access-control-expose-headers': expose })
  return { ...reply, headers: { ...headers, ...added } }
}
