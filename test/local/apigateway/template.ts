// The same API as a plain CloudFormation template, with the function's code in it.

/** Gives back what the gateway told it about the caller. */
const CODE = `exports.handler = async ({ routeKey, rawPath, stageVariables, requestContext, queryStringParameters }) => {
  await new Promise((resolve) => setTimeout(resolve, Number(queryStringParameters?.waitMs ?? 0)))
  const { authorizer = null, stage } = requestContext
  return { routeKey, rawPath, stage, stageVariables, authorizer }
}`

const ref = (name: string) => ({ Ref: name })
const att = (name: string, attribute: string) => ({ 'Fn::GetAtt': [name, attribute] })

const route = (key: string, more: object = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: ref('Api'),
    RouteKey: key,
    Target: { 'Fn::Sub': 'integrations/${Integration}' },
    ...more,
  },
})

const AUDIENCE = ['reelgate-web', 'reelgate-cli']

export interface ApiOptions {
  issuer: string | object
  audience?: (string | object)[]
  /** Further members of the API's properties. */
  api?: object
  /** Resources beside those of the API. */
  resources?: object
  outputs?: object
}

/** Routes: GET /open, GET /private (token), GET /scoped (token with `review` or `admin`), GET /linked (?token=). */
export function apiTemplate({ issuer, audience = AUDIENCE, api = {}, resources, outputs }: ApiOptions) {
  const guarded = { AuthorizationType: 'JWT', AuthorizerId: ref('People') }
  const authorizer = (name: string, source: string) => ({
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: ref('Api'),
      Name: name,
      AuthorizerType: 'JWT',
      IdentitySource: [source],
      JwtConfiguration: { Issuer: issuer, Audience: audience },
    },
  })
  return {
    Resources: {
      ...resources,
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'lambda.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          },
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: att('Role', 'Arn'),
          Code: { ZipFile: CODE },
        },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: ref('Function'),
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
          SourceArn: {
            'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/$default/GET/*',
          },
        },
      },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'plain', ProtocolType: 'HTTP', ...api } },
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId: ref('Api'), StageName: '$default', AutoDeploy: 'true' },
      },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: ref('Api'),
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: att('Function', 'Arn'),
          PayloadFormatVersion: '2.0',
          TimeoutInMillis: '20000',
        },
      },
      People: authorizer('people', '$request.header.Authorization'),
      Links: authorizer('links', '$request.querystring.token'),
      Open: route('GET /open'),
      Private: route('GET /private', guarded),
      Scoped: route('GET /scoped', { ...guarded, AuthorizationScopes: ['review', 'admin'] }),
      Linked: route('GET /linked', { ...guarded, AuthorizerId: ref('Links') }),
    },
    Outputs: {
      ...outputs,
      Endpoint: { Value: att('Api', 'ApiEndpoint') },
      ApiId: { Value: ref('Api') },
      FunctionName: { Value: ref('Function') },
      StatementId: { Value: ref('Permission') },
    },
  }
}
