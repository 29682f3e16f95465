// The event of payload format 2.0.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { JwtGrant } from '../jwt/authorize.ts'

export interface EventParts {
  request: IncomingMessage
  body: Buffer
  accountId: string
  apiId: string
  /** `<apiId>.execute-api.<region>.amazonaws.com`, whatever host the client has named. */
  domainName: string
  /** Decoded, with the stage's name before it unless that is `$default`. */
  rawPath: string
  routeKey: string
  pathParameters: Record<string, string>
  stage: string
  stageVariables: Record<string, string>
  requestId: string
  atMs: number
  grant: JwtGrant | undefined
}

/** Between this hop and the next only, or told in a place of its own. */
const NOT_PASSED_ON = new Set([
  'connection',
  'cookie',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

export function buildEvent(parts: EventParts): Record<string, unknown> {
  const { request, body, pathParameters, stageVariables } = parts
  const target = request.url ?? '/'
  const rawQueryString = target.includes('?') ? target.slice(target.indexOf('?') + 1) : ''
  const query = joinQuery(rawQueryString)
  const cookies = readCookies(request)
  return {
    version: '2.0',
    routeKey: parts.routeKey,
    rawPath: parts.rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers: readHeaders(parts),
    ...(hasMembers(query) && { queryStringParameters: query }),
    requestContext: requestContext(parts),
    ...(hasMembers(pathParameters) && { pathParameters }),
    ...(hasMembers(stageVariables) && { stageVariables }),
    ...encodeBody(request, body),
  }
}

const hasMembers = (value: object) => Object.keys(value).length > 0

function requestContext(parts: EventParts): Record<string, unknown> {
  const { request, apiId, grant, atMs } = parts
  return {
    accountId: parts.accountId,
    apiId,
    ...(grant && { authorizer: { jwt: grant } }),
    domainName: parts.domainName,
    domainPrefix: apiId,
    http: {
      method: request.method ?? 'GET',
      path: parts.rawPath,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: sourceIp(request),
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId: parts.requestId,
    routeKey: parts.routeKey,
    stage: parts.stage,
    time: commonLogTime(atMs),
    timeEpoch: atMs,
  }
}

const sourceIp = (request: IncomingMessage) => (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')

const pairs = (request: IncomingMessage) =>
  request.rawHeaders.flatMap((name, at, all) =>
    at % 2 === 0 ? [[name.toLowerCase(), all[at + 1] ?? ''] as const] : [],
  )

function readHeaders({ request, body, atMs }: EventParts): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of pairs(request)) {
    if (NOT_PASSED_ON.has(name)) continue
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`
  }
  const forwarded = headers['x-forwarded-for']
  return {
    'x-amzn-trace-id': `Root=1-${Math.floor(atMs / 1000).toString(16)}-${randomBytes(12).toString('hex')}`,
    ...headers,
    'content-length': String(body.length),
    'x-forwarded-for': forwarded ? `${forwarded}, ${sourceIp(request)}` : sourceIp(request),
    'x-forwarded-port': String(request.socket.localPort ?? ''),
    'x-forwarded-proto': 'http',
  }
}

const readCookies = (request: IncomingMessage): string[] =>
  pairs(request)
    .filter(([name]) => name === 'cookie')
    .flatMap(([, value]) => value.split(';').map((one) => one.trim()))
    .filter(Boolean)

function joinQuery(rawQueryString: string): Record<string, string> {
  const query = new URLSearchParams(rawQueryString)
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]))
}

const TEXT = /^(text\/|application\/(json|xml|javascript)\b|application\/[\w.-]+\+(json|xml)\b)/i

/** Text stays text; a form, an image or what says no type travels in base64. */
function encodeBody(request: IncomingMessage, body: Buffer): Record<string, unknown> {
  if (body.length === 0) return { isBase64Encoded: false }
  const isText = TEXT.test(request.headers['content-type'] ?? '') && !request.headers['content-encoding']
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(atMs: number): string {
  const iso = new Date(atMs).toISOString()
  const month = MONTHS[Number(iso.slice(5, 7)) - 1]
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`
}
