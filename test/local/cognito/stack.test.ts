// The pool as a template describes it: the same lines that make it on AWS.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import {
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ListGroupsCommand,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { NAME, openCognitoLab } from './lab.ts'
import type { CognitoLab } from './lab.ts'

const StackName = 'people'
let lab: CognitoLab
let stacks: CloudFormationClient
beforeAll(async () => {
  lab = await openCognitoLab()
  stacks = new CloudFormationClient(lab.config)
})
afterAll(async () => {
  stacks.destroy()
  await lab.close()
})
afterEach(async () => {
  await stacks.send(new DeleteStackCommand({ StackName }))
  await settled().catch(() => undefined)
})

async function settled() {
  for (;;) {
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }))
    if (!Stacks![0]!.StackStatus!.endsWith('_IN_PROGRESS')) return Stacks![0]!
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const group = (GroupName: string, Precedence: number | string) => ({
  Type: 'AWS::Cognito::UserPoolGroup',
  Properties: { UserPoolId: { Ref: 'Pool' }, GroupName, Precedence },
})

const template = (changes: { client?: object; pool?: object } = {}) =>
  JSON.stringify({
    Resources: {
      Pool: {
        Type: 'AWS::Cognito::UserPool',
        Properties: {
          UserPoolName: 'reviewers',
          AdminCreateUserConfig: { AllowAdminCreateUserOnly: 'true' },
          Policies: { PasswordPolicy: { MinimumLength: '12', RequireSymbols: 'false' } },
          Schema: [{ Name: 'email', Required: 'true', Mutable: 'true' }],
          ...changes.pool,
        },
      },
      Client: {
        Type: 'AWS::Cognito::UserPoolClient',
        Properties: {
          UserPoolId: { Ref: 'Pool' },
          ClientName: 'cli',
          ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
          AccessTokenValidity: '30',
          TokenValidityUnits: { AccessToken: 'minutes' },
          ...changes.client,
        },
      },
      Viewer: group('viewer', '30'),
      Reviewer: group('reviewer', 20),
      Domain: {
        Type: 'AWS::Cognito::UserPoolDomain',
        Properties: { UserPoolId: { Ref: 'Pool' }, Domain: 'reelgate-people' },
      },
    },
    Outputs: {
      PoolId: { Value: { Ref: 'Pool' } },
      PoolArn: { Value: { 'Fn::GetAtt': ['Pool', 'Arn'] } },
      Issuer: { Value: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] } },
      ClientId: { Value: { Ref: 'Client' } },
      Group: { Value: { Ref: 'Viewer' } },
      Domain: { Value: { Ref: 'Domain' } },
    },
  })

const create = async (TemplateBody = template()) => {
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody }))
  const { StackStatus, Outputs = [] } = await settled()
  return {
    StackStatus,
    outputs: Object.fromEntries(Outputs.map((one) => [one.OutputKey!, one.OutputValue!])),
  }
}

test('a stack makes a pool in which somebody can sign in', async () => {
  const { StackStatus, outputs } = await create()
  expect(StackStatus).toBe('CREATE_COMPLETE')
  const { PoolId = '', ClientId = '' } = outputs
  expect(outputs).toMatchObject({
    PoolArn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${PoolId}`,
    Issuer: `https://cognito-idp.us-east-1.amazonaws.com/${PoolId}`,
    Group: 'viewer',
    Domain: 'reelgate-people',
  })
  const { Groups } = await lab.cognito.send(new ListGroupsCommand({ UserPoolId: PoolId }))
  expect(Groups!.map(({ GroupName, Precedence }) => [GroupName, Precedence])).toEqual([
    ['reviewer', 20],
    ['viewer', 30],
  ])
  await lab.createUser(PoolId, NAME, ['viewer'])
  const { AuthenticationResult } = await lab.signIn(ClientId)
  expect(AuthenticationResult).toMatchObject({ ExpiresIn: 1800 })
})

test('an update keeps the pool, its people, and what the template still says', async () => {
  const { outputs } = await create()
  const { PoolId: UserPoolId = '', ClientId = '' } = outputs
  await lab.createUser(UserPoolId)
  const TemplateBody = template({
    client: { AccessTokenValidity: 10, CallbackURLs: ['http://localhost:8976/callback'] },
    pool: {
      Schema: [
        { Name: 'email', Required: 'true', Mutable: 'true' },
        { Name: 'desk', AttributeDataType: 'String' },
      ],
    },
  })
  await stacks.send(new UpdateStackCommand({ StackName, TemplateBody }))
  expect((await settled()).StackStatus).toBe('UPDATE_COMPLETE')
  const { UserPoolClient } = await lab.cognito.send(
    new DescribeUserPoolClientCommand({ UserPoolId, ClientId }),
  )
  expect(UserPoolClient).toMatchObject({
    AccessTokenValidity: 10,
    CallbackURLs: ['http://localhost:8976/callback'],
  })
  const { UserPool } = await lab.cognito.send(new DescribeUserPoolCommand({ UserPoolId }))
  expect(UserPool).toMatchObject({
    Policies: { PasswordPolicy: { MinimumLength: 12 } },
    Domain: 'reelgate-people',
  })
  expect(UserPool!.SchemaAttributes!.map(({ Name }) => Name)).toEqual(['email', 'desk'])
  expect((await lab.signIn(ClientId)).AuthenticationResult).toBeDefined()
})

test('removing the stack removes the pool', async () => {
  await create()
  await stacks.send(new DeleteStackCommand({ StackName }))
  await settled().catch(() => undefined)
  const { UserPools } = await lab.cognito.send(new ListUserPoolsCommand({ MaxResults: 60 }))
  expect(UserPools).toEqual([])
})

test('a pool with what the local one cannot do is refused by name', async () => {
  const { StackStatus } = await create(template({ pool: { MfaConfiguration: 'ON' } }))
  expect(StackStatus).toBe('ROLLBACK_COMPLETE')
  const { StackEvents } = await stacks.send(new DescribeStackEventsCommand({ StackName }))
  const reasons = StackEvents!.map((event) => event.ResourceStatusReason).join('\n')
  expect(reasons).toContain('MfaConfiguration ON')
})
