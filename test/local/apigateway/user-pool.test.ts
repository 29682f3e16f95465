// The template for AWS, unchanged: an API whose authorizer trusts a user pool of the same stack.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { openLab, send, type Lab } from './lab.ts'
import { apiTemplate } from './template.ts'

const PASSWORD = 'Correct-horse-7'
const ref = (name: string) => ({ Ref: name })

const client = {
  UserPoolId: ref('Pool'),
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
}
const group = (GroupName: string) => ({
  Type: 'AWS::Cognito::UserPoolGroup',
  Properties: { UserPoolId: ref('Pool'), GroupName },
})
const TEMPLATE = apiTemplate({
  issuer: { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}' },
  audience: [ref('Web')],
  resources: {
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: 'people' } },
    Web: { Type: 'AWS::Cognito::UserPoolClient', Properties: client },
    Other: { Type: 'AWS::Cognito::UserPoolClient', Properties: client },
    Reviewers: group('reviewer'),
    Viewers: group('viewer'),
  },
  outputs: { PoolId: { Value: ref('Pool') }, Web: { Value: ref('Web') }, Other: { Value: ref('Other') } },
})

let lab: Lab
let cognito: CognitoIdentityProviderClient
let outputs: Record<string, string>

beforeAll(async () => {
  lab = await openLab()
  cognito = new CognitoIdentityProviderClient(lab.client)
  await lab.createStack('pool', TEMPLATE)
  outputs = await lab.outputs('pool')
  const person = { UserPoolId: outputs['PoolId'], Username: 'rita' }
  await cognito.send(new AdminCreateUserCommand({ ...person, MessageAction: 'SUPPRESS' }))
  await cognito.send(new AdminSetUserPasswordCommand({ ...person, Password: PASSWORD, Permanent: true }))
  for (const GroupName of ['reviewer', 'viewer'])
    await cognito.send(new AdminAddUserToGroupCommand({ ...person, GroupName }))
})
afterAll(async () => {
  cognito.destroy()
  await lab.close()
})

async function signIn(ClientId = '') {
  const AuthParameters = { USERNAME: 'rita', PASSWORD }
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
  )
  return AuthenticationResult ?? {}
}
const ask = (token = '') =>
  send(`${outputs['Endpoint']}/private`, { headers: { authorization: `Bearer ${token}` } })

test.each(['IdToken', 'AccessToken'] as const)(
  'lets a signed-in person in by the %s, with groups',
  async (kind) => {
    const answer = await ask((await signIn(outputs['Web']))[kind])
    expect(answer.json()).toMatchObject({
      authorizer: {
        jwt: {
          claims: {
            iss: `https://cognito-idp.ap-northeast-2.amazonaws.com/${outputs['PoolId']}`,
            'cognito:groups': expect.stringMatching(/^\[(reviewer viewer|viewer reviewer)\]$/),
          },
        },
      },
    })
  },
)

test('keeps those out who signed in at another client', async () => {
  const { IdToken, AccessToken } = await signIn(outputs['Other'])
  expect([(await ask(IdToken)).status, (await ask(AccessToken)).status]).toEqual([401, 401])
})

test('keeps everybody out whose hour has passed', async () => {
  const { IdToken } = await signIn(outputs['Web'])
  expect((await ask(IdToken)).status).toBe(200)
  await lab.advance(61 * 60_000)
  const answer = await ask(IdToken)
  expect(answer.status).toBe(401)
  expect(answer.headers['www-authenticate']).toContain('the token has expired')
})
