import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda'
import type { RouteKey } from '../../lib/http.ts'
import type { Asking } from './lab.ts'

/** A request with a good token, as an HTTP API hands it to its function (payload format 2.0). */
export function requestEvent(
  routeKey: RouteKey,
  { by, role, id = '', body, query }: Asking,
): APIGatewayProxyEventV2WithJWTAuthorizer {
  const [method = '', rawPath = ''] = routeKey.split(' ')
  return {
    version: '2.0',
    routeKey,
    rawPath: rawPath.replace(/\{\w+\}/g, id),
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { 'content-type': 'application/json' },
    pathParameters: { taskId: id, assetId: id },
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      authorizer: {
        principalId: '',
        integrationLatency: 0,
        jwt: { claims: { username: by, 'cognito:groups': `[${role}]` }, scopes: [] },
      },
      domainName: 'api.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey,
      stage: '$default',
      time: '21/Nov/2026:09:00:00 +0000',
      timeEpoch: Date.parse('2026-11-21T09:00:00.000Z'),
    },
  }
}
