// Routes, and what they need: integrations and authorizers.
import {
  CreateAuthorizerCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  DeleteAuthorizerCommand,
  DeleteIntegrationCommand,
  DeleteRouteCommand,
  UpdateAuthorizerCommand,
  UpdateIntegrationCommand,
  UpdateRouteCommand,
  type CreateAuthorizerCommandInput,
  type CreateIntegrationCommandInput,
  type CreateRouteCommandInput,
} from '@aws-sdk/client-apigatewayv2'
import { asBoolean, asNumber, defined } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Made, Properties, ResourceProvider } from './provider.ts'

type PartProperties = Properties & { ApiId: string }

const ROUTE = [
  'RouteKey',
  'Target',
  'AuthorizationType',
  'AuthorizerId',
  'AuthorizationScopes',
  'OperationName',
]

const INTEGRATION = [
  'IntegrationType',
  'IntegrationUri',
  'IntegrationMethod',
  'ConnectionType',
  'PayloadFormatVersion',
  'TimeoutInMillis',
  'Description',
]

const AUTHORIZER = ['Name', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration']

/** Of API Gateway's REQUEST authorizers and WebSocket APIs: handed on, so that the service refuses what it lacks. */
const REFUSED_BY_SERVICE = [
  'AuthorizerUri',
  'AuthorizerPayloadFormatVersion',
  'AuthorizerResultTtlInSeconds',
  'EnableSimpleResponses',
]

const inputOf = <T>(properties: PartProperties, names: string[]) =>
  defined({
    ...Object.fromEntries(names.map((name) => [name, properties[name]])),
    ApiId: properties.ApiId,
    TimeoutInMillis: names.includes('TimeoutInMillis') ? asNumber(properties['TimeoutInMillis']) : undefined,
    EnableSimpleResponses: asBoolean(properties['EnableSimpleResponses']),
  }) as T

const made = (idName: string, id: string | undefined): Made => ({
  physicalId: id!,
  attributes: { [idName]: id },
})

// What leaves the template goes back to the default of the service.
const ROUTE_DEFAULTS: Pick<CreateRouteCommandInput, 'AuthorizationType' | 'AuthorizationScopes'> = {
  AuthorizationType: 'NONE',
  AuthorizationScopes: [],
}

export const apiGatewayRoute: ResourceProvider<PartProperties> = {
  applies: ['ApiId', ...ROUTE],
  records: ['ApiKeyRequired'],
  required: ['ApiId', 'RouteKey'],
  createOnly: ['ApiId'],
  async create({ clients, properties }) {
    const input = inputOf<CreateRouteCommandInput>(properties, ROUTE)
    const { RouteId } = await clients.apigateway.send(new CreateRouteCommand(input))
    return made('RouteId', RouteId)
  },
  async update({ clients, properties, physicalId: RouteId }) {
    const input = inputOf<CreateRouteCommandInput>(properties, ROUTE)
    await clients.apigateway.send(new UpdateRouteCommand({ ...ROUTE_DEFAULTS, ...input, RouteId }))
    return made('RouteId', RouteId)
  },
  remove: ({ clients, properties: { ApiId }, physicalId: RouteId }) =>
    unlessGone(clients.apigateway.send(new DeleteRouteCommand({ ApiId, RouteId })), 'NotFoundException'),
}

export const apiGatewayIntegration: ResourceProvider<PartProperties> = {
  applies: ['ApiId', ...INTEGRATION],
  required: ['ApiId', 'IntegrationType'],
  createOnly: ['ApiId'],
  async create({ clients, properties }) {
    const input = inputOf<CreateIntegrationCommandInput>(properties, INTEGRATION)
    const { IntegrationId } = await clients.apigateway.send(new CreateIntegrationCommand(input))
    return made('IntegrationId', IntegrationId)
  },
  async update({ clients, properties, physicalId: IntegrationId }) {
    const input = inputOf<CreateIntegrationCommandInput>(properties, INTEGRATION)
    const defaults = { TimeoutInMillis: 30_000, Description: '' }
    await clients.apigateway.send(new UpdateIntegrationCommand({ ...defaults, ...input, IntegrationId }))
    return made('IntegrationId', IntegrationId)
  },
  remove: ({ clients, properties: { ApiId }, physicalId: IntegrationId }) =>
    unlessGone(
      clients.apigateway.send(new DeleteIntegrationCommand({ ApiId, IntegrationId })),
      'NotFoundException',
    ),
}

export const apiGatewayAuthorizer: ResourceProvider<PartProperties> = {
  applies: ['ApiId', ...AUTHORIZER, ...REFUSED_BY_SERVICE],
  required: ['ApiId', 'Name', 'AuthorizerType'],
  createOnly: ['ApiId'],
  async create({ clients, properties }) {
    const input = inputOf<CreateAuthorizerCommandInput>(properties, [...AUTHORIZER, ...REFUSED_BY_SERVICE])
    const { AuthorizerId } = await clients.apigateway.send(new CreateAuthorizerCommand(input))
    return made('AuthorizerId', AuthorizerId)
  },
  async update({ clients, properties, physicalId: AuthorizerId }) {
    const input = inputOf<CreateAuthorizerCommandInput>(properties, [...AUTHORIZER, ...REFUSED_BY_SERVICE])
    await clients.apigateway.send(new UpdateAuthorizerCommand({ ...input, AuthorizerId }))
    return made('AuthorizerId', AuthorizerId)
  },
  remove: ({ clients, properties: { ApiId }, physicalId: AuthorizerId }) =>
    unlessGone(
      clients.apigateway.send(new DeleteAuthorizerCommand({ ApiId, AuthorizerId })),
      'NotFoundException',
    ),
}
