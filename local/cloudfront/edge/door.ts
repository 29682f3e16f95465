// The edge: a viewer's request through behaviour, signature, function and origin, in CloudFront's order.
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Door, DoorExchange, RawRequest } from '../../runtime/service.ts'
import { domainOf, readEdgeAddress, type EdgeAddress } from '../address.ts'
import type { Desk } from '../control/request.ts'
import type { Node } from '../xml.ts'
import {
  chooseBehaviour,
  findSite,
  functionOf,
  isRestricted,
  keyFinder,
  methodsOf,
  originOf,
  passesQuery,
  responseHeadersPolicyOf,
  type Site,
} from './behaviour.ts'
import { readCookies } from './cookies.ts'
import { askOrigin } from './origin.ts'
import { accessDenied, methodNotAllowed, noDistribution, refusalXml, type Refusal } from './refusal.ts'
import { applyPolicy } from './response-headers.ts'
import { checkSignedAccess, plainQuery } from './signed-access.ts'
import { runViewerFunction, type FunctionEvent, type FunctionResponse } from './viewer-function.ts'

interface Viewing extends EdgeAddress {
  desk: Desk
  site: Site
  behaviour: Node
  raw: RawRequest
  queryString: string
  ip: string
}

const EDGE_HEADERS = { via: '1.1 local.cloudfront.net (CloudFront)', 'x-amz-cf-pop': 'LOCAL1' }

/** What belongs to the connection with the origin, or to the origin alone. */
const KEPT_BACK =
  /^(connection|keep-alive|transfer-encoding|date|x-amz-request-id|x-amzn-requestid|access-control-.*)$/

function checkAccess(viewing: Viewing): Refusal | undefined {
  const { desk, behaviour, raw, queryString, ip } = viewing
  if (!methodsOf(behaviour).includes(raw.method)) return methodNotAllowed()
  if (!isRestricted(behaviour)) return undefined
  const request = {
    address: `http://${raw.headers.host}${raw.path}`,
    queryString,
    cookies: readCookies(raw.headers.cookie),
    ip,
    now: desk.context.clock.now() / 1000,
  }
  return checkSignedAccess(request, keyFinder(desk.store, behaviour))
}

const valued = (entries: Iterable<[string, string]>) =>
  Object.fromEntries([...entries].map(([name, value]) => [name, { value }]))

function functionEvent({ desk, distributionId, path, raw, queryString, ip }: Viewing): FunctionEvent {
  const headers = Object.entries(raw.headers).filter(([name]) => name !== 'cookie')
  return {
    version: '1.0',
    context: {
      distributionDomainName: domainOf(desk.context, distributionId),
      distributionId,
      eventType: 'viewer-request',
      requestId: randomUUID(),
    },
    viewer: { ip },
    request: {
      method: raw.method,
      uri: path,
      querystring: valued(new URLSearchParams(plainQuery(queryString))),
      headers: valued(headers.map(([name, value]) => [name, String(value)])),
      cookies: valued(readCookies(raw.headers.cookie)),
    },
  }
}

/** What the behaviour's function answers by itself. A function that fails is answered as 503, as CloudFront does. */
async function askFunction(viewing: Viewing): Promise<FunctionResponse | { uri: string }> {
  const { desk, behaviour, path } = viewing
  const found = functionOf(desk.store, behaviour)
  if (!found) return { uri: path }
  try {
    return await runViewerFunction(found.code, functionEvent(viewing), found.keys)
  } catch (error) {
    desk.context.log(`cloudfront: the viewer function fails: ${(error as Error).message}`)
    return { statusCode: 503, statusDescription: 'Service Unavailable' }
  }
}

function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  const body = refusalXml(refusal)
  response.writeHead(refusal.statusCode, {
    ...EDGE_HEADERS,
    'content-type': 'text/xml',
    'content-length': Buffer.byteLength(body),
    'x-cache': 'Error from cloudfront',
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

function sendMade(response: ServerResponse, { statusCode, headers = {}, body = '' }: FunctionResponse): void {
  const text =
    typeof body === 'string' ? body : Buffer.from(body.data, body.encoding === 'base64' ? 'base64' : 'utf8')
  const own = Object.entries(headers).map(([name, { value }]) => [name, value] as const)
  response.writeHead(statusCode, {
    ...EDGE_HEADERS,
    'x-cache': 'FunctionGeneratedResponse from cloudfront',
    ...Object.fromEntries(own),
    'content-length': Buffer.byteLength(text),
  })
  response.end(response.req.method === 'HEAD' ? undefined : text)
}

const shownHeaders = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !KEPT_BACK.test(name) && name !== 'set-cookie')
      .map(([name, value]) => [name, String(value)]),
  )

async function serveFromOrigin(viewing: Viewing, path: string, response: ServerResponse): Promise<void> {
  const { desk, site, behaviour, raw, distributionId } = viewing
  const origin = originOf(site, behaviour)
  if (!origin) return sendRefusal(response, accessDenied())
  const queryString = passesQuery(desk.store, behaviour) ? plainQuery(viewing.queryString) : ''
  const asked = { distributionId, origin, method: raw.method, path, queryString, headers: raw.headers }
  const answer = await askOrigin(desk.context, asked)
  const policy = responseHeadersPolicyOf(desk.store, behaviour)
  const { statusCode = 502 } = answer
  const setCookie = answer.headers['set-cookie']
  response.writeHead(statusCode, {
    ...applyPolicy(policy, shownHeaders(answer.headers), raw.headers.origin),
    ...EDGE_HEADERS,
    ...(setCookie && { 'set-cookie': setCookie }),
    'x-cache': `${statusCode < 400 ? 'Miss' : 'Error'} from cloudfront`,
  })
  // A viewer that goes away in the middle of a film is no fault of anybody.
  await pipeline(answer, response).catch(() => response.destroy())
}

async function view(desk: Desk, { raw, response, request }: DoorExchange): Promise<void> {
  const address = readEdgeAddress(raw)
  const site = address && findSite(desk.store, address.distributionId)
  const behaviour = site && chooseBehaviour(site, address.path)
  if (!address || !site || !behaviour) return sendRefusal(response, noDistribution())
  const queryString = request.url?.split('?').slice(1).join('?') ?? ''
  const ip = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  const viewing = { ...address, desk, site, behaviour, raw, queryString, ip }
  const refusal = checkAccess(viewing)
  if (refusal) return sendRefusal(response, refusal)
  const made = await askFunction(viewing)
  if ('statusCode' in made) return sendMade(response, made)
  await serveFromOrigin(viewing, made.uri, response)
}

export function createEdge(desk: Desk): Door {
  return {
    takes: (raw) => readEdgeAddress(raw) !== undefined,
    // As on AWS any page may ask; whether it may read the answer is for the response headers policy to say.
    admitsOrigin: ({ method }) => ['GET', 'HEAD', 'OPTIONS'].includes(method),
    serve: (exchange) =>
      view(desk, exchange).catch((error: Error) => {
        if (exchange.response.destroyed) return
        if (error instanceof URIError) return sendRefusal(exchange.response, accessDenied())
        desk.context.log(`cloudfront: ${error.stack ?? error.message}`.replace(/\s*\n\s*/g, ' | '))
        if (exchange.response.headersSent) return void exchange.response.destroy()
        sendRefusal(exchange.response, {
          statusCode: 502,
          code: 'BadGateway',
          message: 'The origin cannot be asked.',
        })
      }),
  }
}
