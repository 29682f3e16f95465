// Authorizers: JSON web tokens of an issuer that publishes its keys.
import { notSupported } from '../../runtime/aws-error.ts'
import { badRequest, conflict } from '../errors.ts'
import { parseIdentitySource } from '../identity-source.ts'
import type { AuthorizerRecord } from '../records.ts'
import type { Store } from '../store.ts'
import { checkMembers, findApi, findPart, makeId, page, pick, requireText, type Input } from './input.ts'

const MEMBERS = ['name', 'authorizerType', 'identitySource', 'jwtConfiguration'] as const
const KNOWN = [...MEMBERS, 'apiId', 'authorizerId']

export function createAuthorizerOperations(store: Store) {
  const save = (apiId: string, record: AuthorizerRecord) => {
    check(record)
    const twin = store.parts(apiId, 'authorizer').find((one) => one.name === record.name)
    if (twin && twin.authorizerId !== record.authorizerId)
      throw badRequest(
        'Authorizer name must be unique. Authorizer ' + record.name + ' already exists in this API.',
      )
    store.savePart([apiId, 'authorizer', record.authorizerId], record)
    return record
  }
  return {
    CreateAuthorizer(input: Input) {
      if (input['authorizerType'] !== 'JWT')
        throw notSupported('apigateway', `authorizers of type ${String(input['authorizerType'])}`)
      checkMembers(input, KNOWN, 'CreateAuthorizer')
      const { apiId } = findApi(store, input)
      requireText(input, 'name')
      return save(apiId, {
        ...pick<AuthorizerRecord>(input, MEMBERS),
        authorizerId: makeId(6),
      } as AuthorizerRecord)
    },
    GetAuthorizer: (input: Input) => findPart(store, input, ['authorizer', 'authorizerId']),
    GetAuthorizers: (input: Input) => page(store.parts(findApi(store, input).apiId, 'authorizer'), input),
    UpdateAuthorizer(input: Input) {
      checkMembers(input, KNOWN, 'UpdateAuthorizer')
      const record = findPart(store, input, ['authorizer', 'authorizerId'])
      return save(String(input['apiId']), { ...record, ...pick<AuthorizerRecord>(input, MEMBERS) })
    },
    DeleteAuthorizer(input: Input) {
      const apiId = String(input['apiId'])
      const { authorizerId } = findPart(store, input, ['authorizer', 'authorizerId'])
      if (store.parts(apiId, 'route').some((route) => route.authorizerId === authorizerId))
        throw conflict('Cannot delete authorizer, is referenced in route')
      store.deletePart(apiId, 'authorizer', authorizerId)
    },
  }
}

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== '')

function check({ authorizerType, identitySource, jwtConfiguration }: AuthorizerRecord): void {
  if (authorizerType !== 'JWT')
    throw notSupported('apigateway', `authorizers of type ${String(authorizerType)}`)
  if (!isTextList(identitySource)) throw badRequest('IdentitySource is required for JWT authorizers')
  if (identitySource.length > 1) throw badRequest('JWT authorizers take one identity source')
  identitySource.forEach(parseIdentitySource)
  const { issuer, audience } = jwtConfiguration ?? {}
  if (!isTextList(audience)) throw badRequest('Audience is required for JWT authorizers')
  if (!issuer || !/^https?:$/.test(URL.parse(issuer)?.protocol ?? ''))
    throw badRequest('Invalid issuer: must be a valid https URL')
}
