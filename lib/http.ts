// What every function behind the HTTP API has in common: who calls and as what, what the routes take, and how a refusal
// is said (RFC 9457). The table of the routes is schemas/api/routes.json; docs/openapi.json is made from it.
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import routes from '../schemas/api/routes.json' with { type: 'json' }
import type { Problem } from '../schemas/generated/types.ts'
import { mayActAs, rolesIn, type Actor, type Role } from './roles.ts'
import { logger } from './step.ts'

export type RouteKey = keyof typeof routes

export interface ApiRequest {
  by: Actor
  path: Record<string, string>
  query: Record<string, string>
  body: unknown
}

export interface ApiAnswer {
  status: number
  body?: object
  /** Each as a `Set-Cookie` header has it. */
  cookies?: string[]
}

export type Responder<Services> = (request: ApiRequest, services: Services) => Promise<ApiAnswer>

type ApiEvent = APIGatewayProxyEventV2WithJWTAuthorizer

const TITLES: Record<number, string> = {
  400: 'The request is not valid',
  401: 'Nobody is signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'It stands otherwise',
  500: 'A fault of ours',
  503: 'Try again in a moment',
}

export function problem(status: number, code: string, detail: string): ApiAnswer {
  const body: Problem = { title: TITLES[status] ?? 'Refused', status, code, detail }
  return { status, body }
}

/** The answer to each of our errors; any other is a fault, whose words stay in the log. */
const PROBLEMS: Record<string, (message: string) => ApiAnswer> = {
  InvalidInputError: (message) => problem(400, 'invalid-input', message),
  NotFoundError: (message) => problem(404, 'not-found', message),
  ConflictError: () => problem(409, 'conflict', 'Somebody else was quicker; look again.'),
  ThrottledError: () => problem(503, 'busy', 'Too much is asked at once; try again in a moment.'),
  ProviderUnavailableError: () => problem(503, 'unavailable', 'A service does not answer; try again.'),
}

/** AWS says with status 400 that a role of ours may not: no caller can mend that, and its words name our resources. */
const isDenied = ({ cause }: Error) => cause instanceof Error && cause.name.startsWith('AccessDenied')

function answerFor(error: unknown, requestId: string): ApiAnswer {
  const known = error instanceof Error && !isDenied(error) ? PROBLEMS[error.name]?.(error.message) : undefined
  if (known !== undefined && known.status < 500) return known
  logger.error('A request could not be answered', error as Error)
  return known ?? problem(500, 'fault', `Something went wrong; tell us the request ${requestId}.`)
}

/** People are known by their user name; a token of another kind by its subject. */
function callerOf(event: ApiEvent): { name: string; roles: Role[] } | undefined {
  const claims: Record<string, unknown> | undefined = event.requestContext.authorizer?.jwt?.claims
  const name = claims?.['username'] ?? claims?.['cognito:username'] ?? claims?.['sub']
  if (claims === undefined || typeof name !== 'string' || name === '') return undefined
  return { name, roles: rolesIn(claims['cognito:groups']) }
}

type ReadBody = { body: unknown } | { refused: ApiAnswer }

function readBody({ body, isBase64Encoded }: ApiEvent): ReadBody {
  const text = isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? '')
  if (text.trim() === '') return { body: {} }
  try {
    return { body: JSON.parse(text) as unknown }
  } catch {
    return { refused: problem(400, 'invalid-input', 'The body is not JSON.') }
  }
}

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

function encode({ status, body, cookies }: ApiAnswer): APIGatewayProxyStructuredResultV2 {
  if (body === undefined) return { statusCode: status, headers: HEADERS }
  const contentType = status < 400 ? 'application/json' : 'application/problem+json'
  const retry = status === 503 ? { 'retry-after': '2' } : {}
  return {
    statusCode: status,
    headers: { ...HEADERS, ...retry, 'content-type': contentType },
    ...(cookies && { cookies }),
    body: JSON.stringify(body),
  }
}

const isRoute = (key: string): key is RouteKey => key in routes

async function respond<Services>(
  event: ApiEvent,
  responders: Partial<Record<RouteKey, Responder<Services>>>,
  services: () => Services,
): Promise<ApiAnswer> {
  const { routeKey } = event
  const caller = callerOf(event)
  if (caller === undefined) return problem(401, 'unauthorized', 'Sign in first.')
  const responder = isRoute(routeKey) ? responders[routeKey] : undefined
  if (!isRoute(routeKey) || responder === undefined) return problem(404, 'not-found', 'No such route.')
  const needed = routes[routeKey].role as Role
  const role = caller.roles.findLast((one) => mayActAs(one, needed))
  if (role === undefined) {
    return problem(403, 'forbidden', `This needs the role ${needed}.`)
  }
  const read = readBody(event)
  if ('refused' in read) return read.refused
  const { pathParameters, queryStringParameters } = event
  const request: ApiRequest = {
    by: { name: caller.name, role },
    path: (pathParameters ?? {}) as Record<string, string>,
    query: (queryStringParameters ?? {}) as Record<string, string>,
    body: read.body,
  }
  return responder(request, services())
}

/** The Lambda handler of some routes. Neither tokens nor bodies are logged. */
export function apiHandler<Services>(
  responders: Partial<Record<RouteKey, Responder<Services>>>,
  makeServices: () => Services,
) {
  let made: { value: Services } | undefined
  const services = () => (made ??= { value: makeServices() }).value
  return async (event: ApiEvent): Promise<APIGatewayProxyStructuredResultV2> => {
    logger.resetKeys()
    logger.appendKeys({ route: event.routeKey, ...event.pathParameters })
    try {
      return encode(await respond(event, responders, services))
    } catch (error) {
      return encode(answerFor(error, event.requestContext.requestId))
    }
  }
}
