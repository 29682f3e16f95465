import { notSupported } from '../../runtime/aws-error.ts'
import { badRequest, conflict } from '../errors.ts'
import type { RouteRecord } from '../records.ts'
import { parseRouteKey } from '../route-key.ts'
import type { Store } from '../store.ts'
import { checkMembers, findApi, findPart, makeId, page, pick, requireText, type Input } from './input.ts'

const MEMBERS = [
  'routeKey',
  'target',
  'authorizationType',
  'authorizerId',
  'authorizationScopes',
  'operationName',
] as const

const KNOWN = [...MEMBERS, 'apiId', 'routeId', 'apiKeyRequired']
const TARGET = /^integrations\/([^/]+)$/

export function createRouteOperations(store: Store) {
  const check = (apiId: string, record: RouteRecord) => {
    parseRouteKey(record.routeKey)
    const twin = store.parts(apiId, 'route').find((one) => one.routeKey === record.routeKey)
    if (twin && twin.routeId !== record.routeId)
      throw conflict(`Route with key ${record.routeKey} already exists for this API`)
    checkTarget(apiId, record.target)
    checkAuthorization(apiId, record)
  }
  const checkTarget = (apiId: string, target: string | undefined) => {
    if (target === undefined) return
    const [, id] = TARGET.exec(target) ?? []
    if (!id || !store.part(apiId, 'integration', id)) throw badRequest(`Invalid target: ${target}`)
  }
  const checkAuthorization = (apiId: string, record: RouteRecord) => {
    const { authorizationType: type, authorizerId, authorizationScopes: scopes } = record
    if (!['NONE', 'JWT'].includes(type))
      throw notSupported('apigateway', `the authorization type ${String(type)}`)
    if (scopes?.length && type !== 'JWT')
      throw badRequest('Scopes are for routes with JWT authorization only')
    if (type === 'JWT' && !(authorizerId && store.part(apiId, 'authorizer', authorizerId)))
      throw badRequest(`Invalid authorizer ID specified: ${authorizerId ?? '(none)'}`)
  }
  const save = (apiId: string, record: RouteRecord) => {
    check(apiId, record)
    store.savePart([apiId, 'route', record.routeId], record)
    return answer(record)
  }
  return {
    CreateRoute(input: Input) {
      checkMembers(input, KNOWN, 'CreateRoute')
      const { apiId } = findApi(store, input)
      const routeKey = requireText(input, 'routeKey')
      const given = pick<RouteRecord>(input, MEMBERS)
      return save(apiId, { authorizationType: 'NONE', ...given, routeKey, routeId: makeId(7) })
    },
    GetRoute: (input: Input) => answer(findPart(store, input, ['route', 'routeId'])),
    GetRoutes: (input: Input) => page(store.parts(findApi(store, input).apiId, 'route').map(answer), input),
    UpdateRoute(input: Input) {
      checkMembers(input, KNOWN, 'UpdateRoute')
      const record = findPart(store, input, ['route', 'routeId'])
      return save(String(input['apiId']), { ...record, ...pick<RouteRecord>(input, MEMBERS) })
    },
    DeleteRoute(input: Input) {
      const { routeId } = findPart(store, input, ['route', 'routeId'])
      store.deletePart(String(input['apiId']), 'route', routeId)
    },
  }
}

const answer = (record: RouteRecord) => ({ ...record, apiKeyRequired: false })
