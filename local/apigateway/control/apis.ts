// APIs themselves: HTTP APIs only.
import { notSupported } from '../../runtime/aws-error.ts'
import type { CloudContext } from '../../runtime/context.ts'
import { apiUrl } from '../address.ts'
import type { ApiRecord } from '../records.ts'
import type { Store } from '../store.ts'
import { checkCors } from './cors-input.ts'
import { badRequest } from '../errors.ts'
import { checkMembers, findApi, makeId, page, pick, requireText, type Input } from './input.ts'

const CHANGEABLE = [
  'name',
  'description',
  'version',
  'corsConfiguration',
  'disableExecuteApiEndpoint',
] as const
const ROUTE_SELECTION = '${request.method} ${request.path}'
const API_KEY_SELECTION = '$request.header.x-api-key'
const FIXED = ['routeSelectionExpression', 'apiKeySelectionExpression', 'ipAddressType'] as const

export function createApiOperations(context: CloudContext, store: Store) {
  const answer = (record: ApiRecord) => ({
    ...record,
    apiEndpoint: apiUrl(context, record.apiId),
    apiKeySelectionExpression: API_KEY_SELECTION,
    protocolType: 'HTTP',
    routeSelectionExpression: ROUTE_SELECTION,
  })
  return {
    CreateApi(input: Input) {
      checkMembers(input, [...CHANGEABLE, ...FIXED, 'protocolType', 'tags'], 'CreateApi')
      const name = checkApi(input, requireText(input, 'name'))
      if (requireText(input, 'protocolType') !== 'HTTP')
        throw notSupported('apigateway', `APIs of protocol ${String(input['protocolType'])}`)
      const record: ApiRecord = {
        disableExecuteApiEndpoint: false,
        ...pick<ApiRecord>(input, CHANGEABLE),
        name,
        apiId: makeId(10),
        createdDate: new Date(context.clock.now()).toISOString(),
        tags: (input['tags'] ?? {}) as Record<string, string>,
      }
      store.saveApi(record)
      return answer(record)
    },
    GetApi: (input: Input) => answer(findApi(store, input)),
    GetApis: (input: Input) => page(store.apis().map(answer), input),
    UpdateApi(input: Input) {
      checkMembers(input, [...CHANGEABLE, ...FIXED, 'apiId'], 'UpdateApi')
      const record = findApi(store, input)
      const name = checkApi(input, String(input['name'] ?? record.name))
      const changed = { ...record, ...pick<ApiRecord>(input, CHANGEABLE), name }
      store.saveApi(changed)
      return answer(changed)
    },
    DeleteApi: (input: Input) => store.deleteApi(findApi(store, input).apiId),
    DeleteCorsConfiguration(input: Input) {
      const { corsConfiguration: _gone, ...rest } = findApi(store, input)
      store.saveApi(rest)
    },
  }
}

function checkApi(input: Input, name: string): string {
  if (name.length > 128) throw badRequest('The API name must be at most 128 characters')
  if (input['corsConfiguration'] !== undefined) checkCors(input['corsConfiguration'])
  const selection = input['routeSelectionExpression'] ?? ROUTE_SELECTION
  if (String(selection).replaceAll(/[{}]/g, '') !== ROUTE_SELECTION.replaceAll(/[{}]/g, ''))
    throw badRequest('HTTP APIs support only the route selection expression ' + ROUTE_SELECTION)
  return name
}
