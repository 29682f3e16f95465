// What the API of API Gateway does and refuses, and what its changes mean for requests.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteAuthorizerCommand,
  DeleteIntegrationCommand,
  GetApiCommand,
  GetApisCommand,
  GetDeploymentsCommand,
  GetRoutesCommand,
  GetStagesCommand,
  GetTagsCommand,
  ImportApiCommand,
  UpdateApiCommand,
  UpdateIntegrationCommand,
  UpdateStageCommand,
  type CreateApiCommandInput,
  type CreateAuthorizerCommandInput,
  type CreateIntegrationCommandInput,
  type CreateRouteCommandInput,
} from '@aws-sdk/client-apigatewayv2'
import { AddPermissionCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda'
import { openLab, send, type Lab } from './lab.ts'
import { apiTemplate } from './template.ts'

const ISSUER = 'https://issuer.example.com'
const FUNCTION = 'arn:aws:lambda:ap-northeast-2:000000000000:function:some'

let lab: Lab
let outputs: Record<string, string>
let ApiId: string
let endpoint: string

beforeAll(async () => {
  lab = await openLab()
  await lab.createStack('plain', apiTemplate({ issuer: ISSUER }))
  outputs = await lab.outputs('plain')
  ApiId = outputs['ApiId'] ?? ''
  endpoint = outputs['Endpoint'] ?? ''
})
afterAll(() => lab.close())

const makeApi = async () =>
  (await lab.apis.send(new CreateApiCommand({ Name: 'other', ProtocolType: 'HTTP' }))).ApiId ?? ''

describe('an API', () => {
  test('answers at this machine, and says so', async () => {
    const api = await lab.apis.send(new GetApiCommand({ ApiId }))
    expect(api).toMatchObject({
      Name: 'plain',
      ProtocolType: 'HTTP',
      ApiEndpoint: endpoint,
      RouteSelectionExpression: '${request.method} ${request.path}',
      CreatedDate: expect.any(Date),
    })
    expect(endpoint).toBe(`${lab.url}/_api/${ApiId}`)
    expect((await lab.apis.send(new GetApisCommand({}))).Items?.map((one) => one.ApiId)).toContain(ApiId)
  })

  test.each<[string, Partial<CreateApiCommandInput>, string]>([
    ['a WebSocket API', { ProtocolType: 'WEBSOCKET' }, 'LocalCloudNotSupported'],
    ['a quickly made one', { Target: FUNCTION }, 'LocalCloudNotSupported'],
    [
      'credentials for every origin',
      { CorsConfiguration: { AllowCredentials: true, AllowOrigins: ['*'] } },
      'BadRequestException',
    ],
    [
      'an origin with a path',
      { CorsConfiguration: { AllowOrigins: ['https://a.example/x'] } },
      'BadRequestException',
    ],
    ['a method that is none', { CorsConfiguration: { AllowMethods: ['FETCH'] } }, 'BadRequestException'],
  ])('is refused: %s', async (_name, input, name) => {
    const made = lab.apis.send(new CreateApiCommand({ Name: 'x', ProtocolType: 'HTTP', ...input }))
    await expect(made).rejects.toMatchObject({ name })
  })

  test('is not made from OpenAPI, and says what there is instead', async () => {
    await expect(lab.apis.send(new ImportApiCommand({ Body: '{}' }))).rejects.toThrow(/PUT \/v2\/apis/)
  })

  test('that is switched off answers nobody', async () => {
    await lab.apis.send(new UpdateApiCommand({ ApiId, DisableExecuteApiEndpoint: true }))
    expect((await send(`${endpoint}/open`)).status).toBe(404)
    await lab.apis.send(new UpdateApiCommand({ ApiId, DisableExecuteApiEndpoint: false }))
    expect((await send(`${endpoint}/open`)).status).toBe(200)
  })

  test('reads its list in pages', async () => {
    const first = await lab.apis.send(new GetRoutesCommand({ ApiId, MaxResults: '3' }))
    const second = await lab.apis.send(
      new GetRoutesCommand({ ApiId, MaxResults: '3', NextToken: first.NextToken }),
    )
    const keys = [...(first.Items ?? []), ...(second.Items ?? [])].map((route) => route.RouteKey)
    expect(keys.toSorted()).toEqual(['GET /linked', 'GET /open', 'GET /private', 'GET /scoped'])
    expect(second.NextToken).toBeUndefined()
  })
})

describe('a part of an API', () => {
  test.each<[string, Partial<CreateIntegrationCommandInput>, string]>([
    ['an HTTP backend', { IntegrationType: 'HTTP_PROXY' }, 'LocalCloudNotSupported'],
    ['an AWS service', { IntegrationSubtype: 'SQS-SendMessage' }, 'LocalCloudNotSupported'],
    ['payload format 1.0', { PayloadFormatVersion: '1.0' }, 'LocalCloudNotSupported'],
    ['a request mapping', { RequestParameters: { 'append:header.a': '1' } }, 'LocalCloudNotSupported'],
    ['no payload format', { PayloadFormatVersion: undefined }, 'BadRequestException'],
    ['no function', { IntegrationUri: 'https://example.com' }, 'BadRequestException'],
    ['more than 30 seconds', { TimeoutInMillis: 30_001 }, 'BadRequestException'],
  ])('is refused as integration: %s', async (_name, input, name) => {
    const good = {
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: FUNCTION,
      PayloadFormatVersion: '2.0',
    } as const
    const made = lab.apis.send(new CreateIntegrationCommand({ ApiId, ...good, ...input }))
    await expect(made).rejects.toMatchObject({ name })
  })

  test.each<[string, Partial<CreateRouteCommandInput>, string]>([
    ['a twin', { RouteKey: 'GET /open' }, 'ConflictException'],
    ['a method that is none', { RouteKey: 'FETCH /a' }, 'BadRequestException'],
    ['a greedy variable before the end', { RouteKey: 'GET /{a+}/b' }, 'BadRequestException'],
    ['one variable twice', { RouteKey: 'GET /{a}/{a}' }, 'BadRequestException'],
    ['a target that there is not', { Target: 'integrations/none' }, 'BadRequestException'],
    [
      'an authorizer that there is not',
      { AuthorizationType: 'JWT', AuthorizerId: 'none' },
      'BadRequestException',
    ],
    ['IAM', { AuthorizationType: 'AWS_IAM' }, 'LocalCloudNotSupported'],
    ['an authorizer function', { AuthorizationType: 'CUSTOM' }, 'LocalCloudNotSupported'],
    ['models', { RequestModels: { a: 'b' } }, 'LocalCloudNotSupported'],
  ])('is refused as route: %s', async (_name, input, name) => {
    const made = lab.apis.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /new', ...input }))
    await expect(made).rejects.toMatchObject({ name })
  })

  test.each<[string, Partial<CreateAuthorizerCommandInput>, string]>([
    ['a function', { AuthorizerType: 'REQUEST', AuthorizerUri: FUNCTION }, 'LocalCloudNotSupported'],
    ['no audience', { JwtConfiguration: { Issuer: ISSUER } }, 'BadRequestException'],
    ['no issuer', { JwtConfiguration: { Audience: ['a'] } }, 'BadRequestException'],
    [
      'an issuer on a disk',
      { JwtConfiguration: { Issuer: 'file:///a', Audience: ['a'] } },
      'BadRequestException',
    ],
    ['a token in the body', { IdentitySource: ['$request.body.token'] }, 'BadRequestException'],
    ['two sources', { IdentitySource: ['$request.header.a', '$request.header.b'] }, 'BadRequestException'],
    ['a taken name', { Name: 'people' }, 'BadRequestException'],
  ])('is refused as authorizer: %s', async (_name, input, name) => {
    const made = lab.apis.send(
      new CreateAuthorizerCommand({
        ApiId,
        Name: 'new',
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: ISSUER, Audience: ['a'] },
        ...input,
      }),
    )
    await expect(made).rejects.toMatchObject({ name })
  })

  test('is not taken away while a route needs it', async () => {
    const { Items = [] } = await lab.apis.send(new GetRoutesCommand({ ApiId }))
    const { Target, AuthorizerId } = Items.find((route) => route.RouteKey === 'GET /private') ?? {}
    const IntegrationId = Target?.split('/')[1]
    const gone = lab.apis.send(new DeleteIntegrationCommand({ ApiId, IntegrationId }))
    await expect(gone).rejects.toMatchObject({ name: 'ConflictException' })
    const unguarded = lab.apis.send(new DeleteAuthorizerCommand({ ApiId, AuthorizerId }))
    await expect(unguarded).rejects.toMatchObject({ name: 'ConflictException' })
  })
})

describe('the function', () => {
  test('is called only as its own policy allows', async () => {
    const { FunctionName = '', StatementId = '' } = outputs
    await lab.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }))
    const refused = await send(`${endpoint}/open`)
    expect([refused.status, refused.text]).toEqual([500, '{"message":"Internal Server Error"}'])
    expect(lab.lines.join('\n')).toContain('is not authorized to perform: lambda:InvokeFunction')
    const allow = (SourceArn: string) =>
      lab.lambda.send(
        new AddPermissionCommand({
          FunctionName,
          StatementId: StatementId + SourceArn.length,
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
          SourceArn,
        }),
      )
    const api = `arn:aws:execute-api:ap-northeast-2:000000000000:${ApiId}`
    await allow(`${api}/*/*/private`)
    expect((await send(`${endpoint}/open`)).status).toBe(500)
    await allow(`${api}/*/GET/open`)
    expect((await send(`${endpoint}/open`)).status).toBe(200)
    await allow(`${api}/*`)
  })

  test('that takes longer than its integration may is given up', async () => {
    const { Items = [] } = await lab.apis.send(new GetRoutesCommand({ ApiId }))
    const [, IntegrationId] = Items[0]?.Target?.split('/') ?? []
    await lab.apis.send(new UpdateIntegrationCommand({ ApiId, IntegrationId, TimeoutInMillis: 50 }))
    const faults = await lab.counted(ApiId, '5xx')
    const answer = await send(`${endpoint}/open?waitMs=2000`)
    expect([answer.status, answer.text]).toEqual([503, '{"message":"Service Unavailable"}'])
    expect(await lab.counted(ApiId, '5xx')).toBe(faults + 1)
    expect(await lab.counted(ApiId, 'Count')).toBeGreaterThan(faults + 1)
    await lab.apis.send(new UpdateIntegrationCommand({ ApiId, IntegrationId, TimeoutInMillis: 30_000 }))
    expect((await send(`${endpoint}/open`)).status).toBe(200)
  })
})

describe('a stage with a name', () => {
  test('has its own path, its variables, and what was deployed on it', async () => {
    const stage = { ApiId, StageName: 'v1', StageVariables: { colour: 'blue' } }
    await lab.apis.send(new CreateStageCommand(stage))
    expect((await send(`${endpoint}/v1/open`)).status).toBe(404)
    await lab.apis.send(new CreateDeploymentCommand({ ApiId, StageName: 'v1' }))
    expect((await send(`${endpoint}/v1/open`)).json()).toMatchObject({
      routeKey: 'GET /open',
      rawPath: '/v1/open',
      stage: 'v1',
      stageVariables: { colour: 'blue' },
    })
  })

  test('does not change before the next deployment', async () => {
    const { Items = [] } = await lab.apis.send(new GetRoutesCommand({ ApiId }))
    const { Target } = Items.find((route) => route.RouteKey === 'GET /open') ?? {}
    await lab.apis.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /late', Target }))
    expect((await send(`${endpoint}/late`)).status).toBe(200)
    expect((await send(`${endpoint}/v1/late`)).status).toBe(404)
    await lab.apis.send(new CreateDeploymentCommand({ ApiId, StageName: 'v1' }))
    expect((await send(`${endpoint}/v1/late`)).status).toBe(200)
  })

  test('can go back to an earlier deployment', async () => {
    const { Items = [] } = await lab.apis.send(new GetDeploymentsCommand({ ApiId }))
    const [first] = Items.filter((one) => !one.AutoDeployed)
    const input = { ApiId, StageName: 'v1', DeploymentId: first?.DeploymentId }
    await lab.apis.send(new UpdateStageCommand(input))
    expect((await send(`${endpoint}/v1/late`)).status).toBe(404)
    expect((await send(`${endpoint}/v1/open`)).status).toBe(200)
  })

  test('of an API without any stage there is none', async () => {
    const other = await makeApi()
    expect((await send(endpoint.replace(ApiId, other))).status).toBe(404)
    expect((await lab.apis.send(new GetStagesCommand({ ApiId: other }))).Items).toEqual([])
  })
})

describe('an update of the stack', () => {
  const cors = (AllowOrigins: string[]) => ({ CorsConfiguration: { AllowOrigins, MaxAge: '60' } })
  const origin = 'http://localhost:5173'
  const ask = () => send(`${endpoint}/open`, { headers: { origin } })

  test('changes CORS, tags and the issuer in place, and takes them away again', async () => {
    expect((await ask()).status).toBe(403)
    const api = { ...cors([origin]), Tags: { team: 'review' } }
    await lab.updateStack('plain', apiTemplate({ issuer: 'https://other.example.com', api }))
    expect((await ask()).headers['access-control-allow-origin']).toBe(origin)
    const ResourceArn = `arn:aws:apigateway:ap-northeast-2::/apis/${ApiId}`
    expect((await lab.apis.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({ team: 'review' })
    await lab.updateStack('plain', apiTemplate({ issuer: ISSUER }))
    expect((await ask()).status).toBe(403)
    expect((await lab.apis.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({})
    expect((await lab.outputs('plain'))['ApiId']).toBe(ApiId)
  })

  test('fails on what is not supported, and says where to look', async () => {
    const wrong = apiTemplate({ issuer: ISSUER, api: { Body: { openapi: '3.0.1' } } })
    await expect(lab.updateStack('plain', wrong)).rejects.toThrow(/extraneous key \[Body\]/)
    expect((await send(`${endpoint}/open`)).status).toBe(200)
  })
})
