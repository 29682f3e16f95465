// The REST routes of the API Gateway v2 API.
import type { Route } from '../runtime/service.ts'

const APIS = '/v2/apis'
const API = `${APIS}/{apiId}`
const TAGS = '/v2/tags/{resource-arn}'

/** The five operations that every part of an API has. */
const partRoutes = (name: string, path: string, id: string): Route[] => [
  { method: 'POST', path: `${API}/${path}`, operation: `Create${name}`, statusCode: 201 },
  { method: 'GET', path: `${API}/${path}`, operation: `Get${name}s` },
  { method: 'GET', path: `${API}/${path}/{${id}}`, operation: `Get${name}` },
  { method: 'PATCH', path: `${API}/${path}/{${id}}`, operation: `Update${name}` },
  { method: 'DELETE', path: `${API}/${path}/{${id}}`, operation: `Delete${name}`, statusCode: 204 },
]

export const ROUTES: Route[] = [
  { method: 'POST', path: APIS, operation: 'CreateApi', statusCode: 201 },
  { method: 'GET', path: APIS, operation: 'GetApis' },
  { method: 'GET', path: API, operation: 'GetApi' },
  { method: 'PATCH', path: API, operation: 'UpdateApi' },
  { method: 'DELETE', path: API, operation: 'DeleteApi', statusCode: 204 },
  { method: 'DELETE', path: `${API}/cors`, operation: 'DeleteCorsConfiguration', statusCode: 204 },
  ...partRoutes('Route', 'routes', 'routeId'),
  ...partRoutes('Integration', 'integrations', 'integrationId'),
  ...partRoutes('Authorizer', 'authorizers', 'authorizerId'),
  ...partRoutes('Stage', 'stages', 'stageName'),
  ...partRoutes('Deployment', 'deployments', 'deploymentId'),
  { method: 'GET', path: TAGS, operation: 'GetTags' },
  { method: 'POST', path: TAGS, operation: 'TagResource', statusCode: 201 },
  { method: 'DELETE', path: TAGS, operation: 'UntagResource', statusCode: 204 },
]
