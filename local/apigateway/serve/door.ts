// Requests to the APIs: found by path or host, matched to a stage and a route, authorised, handed to the function.
import type { CloudContext } from '../../runtime/context.ts'
import type { Door, DoorExchange } from '../../runtime/service.ts'
import { apiDomain, hostedApi, readAddress } from '../address.ts'
import { functionOf } from '../integration-uri.ts'
import { createAuthorizer, type JwtGrant } from '../jwt/authorize.ts'
import { createKeyRing } from '../jwt/key-ring.ts'
import type { Store } from '../store.ts'
import { isAllowedOrigin, isPreflight, preflightReply, withCors } from './cors.ts'
import { buildEvent } from './event.ts'
import { findSite, type Site } from './find-site.ts'
import { createInvoker } from './invoke.ts'
import { matchRoute, type Match } from './match-route.ts'
import { measureReply } from './measure.ts'
import { readBody } from './read-body.ts'
import { internalServerError, makeRequestId, message, sendReply, type Reply } from './reply.ts'

const notFound = () => message(404, 'Not Found')

interface Visit extends Site, Match {
  exchange: DoorExchange
  requestId: string
}

export function createDoor(context: CloudContext, store: Store): { door: Door; close(): void } {
  const { region, accountId } = context
  const authorize = createAuthorizer(context, createKeyRing(context))
  const invoker = createInvoker(context)
  const siteOf = (raw: DoorExchange['raw']) => findSite(store, readAddress(region, raw))

  const admit = async (visit: Visit): Promise<Reply | { grant?: JwtGrant }> => {
    const { route, definition, exchange } = visit
    if (route.authorizationType === 'NONE') return {}
    const authorizer = definition.authorizers.find(({ authorizerId }) => authorizerId === route.authorizerId)
    if (!authorizer) return internalServerError()
    const verdict = await authorize({ request: exchange.raw, route, authorizer })
    if ('granted' in verdict) return { grant: verdict.granted }
    const { statusCode, challenge } = verdict
    return message(statusCode, statusCode === 401 ? 'Unauthorized' : 'Forbidden', {
      'www-authenticate': challenge,
    })
  }

  const forward = async (visit: Visit): Promise<Reply> => {
    const { route, definition, exchange, api, stage } = visit
    const integration = definition.integrations.find(
      (one) => route.target === `integrations/${one.integrationId}`,
    )
    const functionArn = integration && functionOf(integration.integrationUri)
    const admitted = await admit(visit)
    if ('statusCode' in admitted) return admitted
    if (!functionArn) return internalServerError()
    const body = await readBody(exchange.request)
    if (!body) return message(413, 'Request Entity Too Large', { connection: 'close' })
    const event = buildEvent({
      ...visit,
      request: exchange.request,
      body,
      accountId,
      apiId: api.apiId,
      domainName: apiDomain(region, api.apiId),
      routeKey: route.routeKey,
      stage: stage.stageName,
      stageVariables: stage.stageVariables,
      atMs: context.clock.now(),
      grant: admitted.grant,
    })
    const sourceArn = `arn:aws:execute-api:${region}:${accountId}:${api.apiId}/${stage.stageName}/${resourceOf(visit)}`
    return invoker.invoke({ functionArn, sourceArn, timeoutMs: integration.timeoutInMillis, event })
  }

  const answer = async (exchange: DoorExchange, requestId: string): Promise<Reply> => {
    const site = siteOf(exchange.raw)
    if (!site) return notFound()
    const { definition, path } = site
    const { method, headers } = exchange.raw
    const { corsConfiguration: cors } = definition
    const match = matchRoute(definition.routes, method, path)
    if (!match && cors && isPreflight(method, headers)) return preflightReply(cors, headers.origin ?? '')
    const reply = match ? await forward({ ...site, ...match, exchange, requestId }) : notFound()
    return withCors(reply, cors, headers.origin)
  }

  const door: Door = {
    takes: (raw) => readAddress(region, raw) !== undefined,
    ownsHost: (host) => hostedApi(region, host) !== undefined,
    admitsOrigin(raw) {
      const cors = siteOf(raw)?.definition.corsConfiguration
      return cors !== undefined && isAllowedOrigin(cors, raw.headers.origin ?? '')
    },
    async serve(exchange) {
      const requestId = makeRequestId()
      const reply = await answer(exchange, requestId).catch((error: Error) => {
        // A client that goes away in the middle of its body is no fault of anybody here.
        if (!exchange.response.destroyed)
          context.log(`apigateway: ${error.stack ?? error.message}`.replace(/\s*\n\s*/g, ' | '))
        return internalServerError()
      })
      const apiId = siteOf(exchange.raw)?.api.apiId
      if (apiId !== undefined) measureReply(context, apiId, reply.statusCode)
      sendReply(exchange.response, reply, requestId)
    },
  }
  return { door, close: () => invoker.close() }
}

/** `GET/assets/{id}` as permissions name it; a request by `$default` has no method of its own. */
function resourceOf({ route, exchange }: Visit): string {
  const [method = '', path] = route.routeKey.split(' ')
  return path === undefined ? method : `${method === 'ANY' ? exchange.raw.method : method}${path}`
}
