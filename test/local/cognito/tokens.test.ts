// What a program gets from a sign-in, checked the way an authorizer checks it.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { openCognitoLab } from './lab.ts'
import type { CognitoLab } from './lab.ts'

let lab: CognitoLab
let poolId: string
let clientId: string
beforeAll(async () => {
  lab = await openCognitoLab()
  poolId = await lab.createPool()
  const client = await lab.createClient(poolId, {
    AccessTokenValidity: 10,
    IdTokenValidity: 2,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'hours' },
  })
  clientId = client.ClientId!
  await lab.createUser(poolId, 'rita', ['viewer', 'reviewer'])
})
afterAll(() => lab.close())

const issuer = () => `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`
const verify = (token: string) => {
  const keys = createRemoteJWKSet(new URL(`${lab.url}/${poolId}/.well-known/jwks.json`))
  return jwtVerify(token, keys, { issuer: issuer(), algorithms: ['RS256'] })
}

describe('a sign-in with a password', () => {
  test('gives an id token with who it is', async () => {
    const { AuthenticationResult } = await lab.signIn(clientId)
    const { payload } = await verify(AuthenticationResult!.IdToken!)
    expect(payload).toMatchObject({
      iss: issuer(),
      aud: clientId,
      token_use: 'id',
      'cognito:username': 'rita',
      'cognito:groups': ['reviewer', 'viewer'],
      email: 'rita@example.org',
      email_verified: true,
    })
    expect(payload.exp! - payload.iat!).toBe(7200)
  })

  test('gives an access token with what it may do, of the same sign-in', async () => {
    const { AuthenticationResult } = await lab.signIn(clientId)
    const { payload } = await verify(AuthenticationResult!.AccessToken!)
    const { payload: id } = await verify(AuthenticationResult!.IdToken!)
    expect(payload).toMatchObject({
      client_id: clientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      username: 'rita',
      'cognito:groups': ['reviewer', 'viewer'],
      sub: id.sub,
      origin_jti: id['origin_jti'],
      auth_time: id['auth_time'],
    })
    expect(payload.aud).toBeUndefined()
    expect(payload.exp! - payload.iat!).toBe(600)
    expect(AuthenticationResult).toMatchObject({ ExpiresIn: 600, TokenType: 'Bearer' })
  })

  test('gives an access token that GetUser takes without a signature', async () => {
    const { AuthenticationResult } = await lab.signIn(clientId)
    const user = await lab.cognito.send(
      new GetUserCommand({ AccessToken: AuthenticationResult!.AccessToken }),
    )
    expect(user.Username).toBe('rita')
    expect(user.UserAttributes).toContainEqual({ Name: 'email', Value: 'rita@example.org' })
  })
})

test('refreshing gives new tokens of the same sign-in, and no new refresh token', async () => {
  const first = (await lab.signIn(clientId)).AuthenticationResult!
  const second = (await lab.refresh(clientId, first.RefreshToken!)).AuthenticationResult!
  const [before, after] = [await verify(first.AccessToken!), await verify(second.AccessToken!)]
  expect(second.RefreshToken).toBeUndefined()
  expect(after.payload['origin_jti']).toBe(before.payload['origin_jti'])
  expect(after.payload.jti).not.toBe(before.payload.jti)
})

test('the keys that anybody may read check signatures and cannot make one', async () => {
  const answer = await fetch(`${lab.url}/${poolId}/.well-known/jwks.json`, {
    headers: { origin: 'https://player.example' },
  })
  const { keys } = (await answer.json()) as { keys: Record<string, unknown>[] }
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']])
})

test('discovery names the issuer of AWS and addresses of this machine', async () => {
  const answer = await fetch(`${lab.url}/${poolId}/.well-known/openid-configuration`)
  expect(await answer.json()).toMatchObject({
    issuer: issuer(),
    jwks_uri: `${lab.url}/${poolId}/.well-known/jwks.json`,
    authorization_endpoint: `${lab.url}/${poolId}/oauth2/authorize`,
    token_endpoint: `${lab.url}/${poolId}/oauth2/token`,
  })
})
