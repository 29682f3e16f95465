// What is kept of an API, in the members and spelling of the wire (https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/).

export interface CorsConfiguration {
  allowCredentials?: boolean
  allowHeaders?: string[]
  allowMethods?: string[]
  allowOrigins?: string[]
  exposeHeaders?: string[]
  /** Seconds. */
  maxAge?: number
}

export interface ApiRecord {
  apiId: string
  name: string
  description?: string
  version?: string
  corsConfiguration?: CorsConfiguration
  disableExecuteApiEndpoint: boolean
  /** ISO 8601. */
  createdDate: string
  tags: Record<string, string>
}

export interface RouteRecord {
  routeId: string
  /** `GET /assets/{id}`, `ANY /{proxy+}` or `$default`. */
  routeKey: string
  /** `integrations/<integrationId>` */
  target?: string
  authorizationType: 'NONE' | 'JWT'
  authorizerId?: string
  authorizationScopes?: string[]
  operationName?: string
}

export interface IntegrationRecord {
  integrationId: string
  integrationType: 'AWS_PROXY'
  integrationUri: string
  integrationMethod: 'POST'
  connectionType: 'INTERNET'
  payloadFormatVersion: '2.0'
  timeoutInMillis: number
  description?: string
}

export interface AuthorizerRecord {
  authorizerId: string
  name: string
  authorizerType: 'JWT'
  identitySource: string[]
  jwtConfiguration: { issuer: string; audience: string[] }
}

export interface StageRecord {
  stageName: string
  autoDeploy: boolean
  deploymentId?: string
  description?: string
  stageVariables: Record<string, string>
  createdDate: string
  lastUpdatedDate: string
  /** Given back, not carried out. */
  settings: Record<string, unknown>
  tags: Record<string, string>
}

/** What decides how requests are answered; a deployment keeps a copy. */
export interface Definition {
  corsConfiguration?: CorsConfiguration
  routes: RouteRecord[]
  integrations: IntegrationRecord[]
  authorizers: AuthorizerRecord[]
}

export interface DeploymentRecord {
  deploymentId: string
  autoDeployed: boolean
  description?: string
  createdDate: string
  /** Absent for a stage that deploys by itself: it always serves what there is now. */
  definition?: Definition
}
