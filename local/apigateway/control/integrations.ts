// Integrations: a Lambda function that takes the whole request, in payload format 2.0.
import { notSupported } from '../../runtime/aws-error.ts'
import { badRequest, conflict } from '../errors.ts'
import { functionOf } from '../integration-uri.ts'
import type { IntegrationRecord } from '../records.ts'
import type { Store } from '../store.ts'
import { checkMembers, findApi, findPart, makeId, page, pick, requireText, type Input } from './input.ts'

const MEMBERS = [
  'integrationType',
  'integrationUri',
  'integrationMethod',
  'connectionType',
  'payloadFormatVersion',
  'timeoutInMillis',
  'description',
] as const

const KNOWN = [...MEMBERS, 'apiId', 'integrationId']

export function createIntegrationOperations(store: Store) {
  const save = (apiId: string, record: IntegrationRecord) => {
    check(record)
    store.savePart([apiId, 'integration', record.integrationId], record)
    return record
  }
  return {
    CreateIntegration(input: Input) {
      checkMembers(input, KNOWN, 'CreateIntegration')
      const { apiId } = findApi(store, input)
      requireText(input, 'integrationType')
      return save(apiId, {
        ...DEFAULTS,
        integrationUri: '',
        ...pick<IntegrationRecord>(input, MEMBERS),
        integrationId: makeId(7),
      })
    },
    GetIntegration: (input: Input) => findPart(store, input, ['integration', 'integrationId']),
    GetIntegrations: (input: Input) => page(store.parts(findApi(store, input).apiId, 'integration'), input),
    UpdateIntegration(input: Input) {
      checkMembers(input, KNOWN, 'UpdateIntegration')
      const record = findPart(store, input, ['integration', 'integrationId'])
      return save(String(input['apiId']), { ...record, ...pick<IntegrationRecord>(input, MEMBERS) })
    },
    DeleteIntegration(input: Input) {
      const apiId = String(input['apiId'])
      const { integrationId } = findPart(store, input, ['integration', 'integrationId'])
      const target = `integrations/${integrationId}`
      if (store.parts(apiId, 'route').some((route) => route.target === target))
        throw conflict(
          'Cannot delete Integration. Please delete any Routes that reference this Integration first.',
        )
      store.deletePart(apiId, 'integration', integrationId)
    },
  }
}

const DEFAULTS = {
  integrationType: 'AWS_PROXY',
  integrationMethod: 'POST',
  connectionType: 'INTERNET',
  payloadFormatVersion: '',
  timeoutInMillis: 30_000,
} as unknown as IntegrationRecord

function check(record: IntegrationRecord): void {
  const { integrationType: type, payloadFormatVersion: version, timeoutInMillis } = record
  if (type !== 'AWS_PROXY') throw notSupported('apigateway', `integrations of type ${String(type)}`)
  if (!String(version))
    throw badRequest('PayloadFormatVersion is a required parameter for integration type AWS_PROXY')
  if (version !== '2.0') throw notSupported('apigateway', `payload format version ${String(version)}`)
  if (record.connectionType !== 'INTERNET') throw notSupported('apigateway', 'private integrations')
  if (record.integrationMethod !== 'POST')
    throw badRequest('HttpMethod must be POST for AWS_PROXY IntegrationType')
  if (!functionOf(record.integrationUri)) throw badRequest('Invalid Integration URI specified')
  if (!Number.isInteger(timeoutInMillis) || timeoutInMillis < 50 || timeoutInMillis > 30_000)
    throw badRequest('Timeout should be between 50 ms and 30000 ms')
}
