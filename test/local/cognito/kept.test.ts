// What survives, and what must never be read anywhere.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  GetUserCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalProcess } from '../../support/local-process.ts'
import { NAME, openCognitoLab, PASSWORD } from './lab.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'reelgate-cognito-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

test('after a kill everybody can sign in, and tokens of before are still good', async () => {
  const lab = await openCognitoLab({ dataDir })
  const poolId = await lab.createPool()
  const clientId = (await lab.createClient(poolId)).ClientId!
  await lab.createUser(poolId, NAME, ['reviewer'])
  await lab.cloud.close()
  lab.cognito.destroy()

  const config = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }
  const auth = (endpoint: string, AuthFlow: 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH', given: object) =>
    new CognitoIdentityProviderClient({ ...config, endpoint, maxAttempts: 1 }).send(
      new InitiateAuthCommand({ ClientId: clientId, AuthFlow, AuthParameters: { ...given } }),
    )
  let local = await startLocalProcess(dataDir)
  try {
    const before = await auth(local.url, 'USER_PASSWORD_AUTH', { USERNAME: NAME, PASSWORD })
    await local.kill()
    local = await startLocalProcess(dataDir)
    const { RefreshToken = '', AccessToken = '' } = before.AuthenticationResult!
    const after = await auth(local.url, 'REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken })
    expect(after.AuthenticationResult?.AccessToken).toBeDefined()
    const keys = createRemoteJWKSet(new URL(`${local.url}/${poolId}/.well-known/jwks.json`))
    expect((await jwtVerify(AccessToken, keys)).payload['cognito:groups']).toEqual(['reviewer'])
  } finally {
    await local.stop()
  }
}, 300_000)

test('no password and no token is in the journal, in a log line, or in the data folder', async () => {
  const lab = await openCognitoLab({ dataDir })
  const poolId = await lab.createPool()
  const { ClientId = '', ClientSecret = '' } = await lab.createClient(poolId, { GenerateSecret: true })
  const openClient = (await lab.createClient(poolId)).ClientId!
  await lab.createUser(poolId)
  const TemporaryPassword = 'Temporary-1'
  const Username = 'nina'
  await lab.cognito.send(new AdminCreateUserCommand({ UserPoolId: poolId, Username, TemporaryPassword }))
  const { Session } = await lab.signIn(openClient, Username, TemporaryPassword)
  const NEW_PASSWORD = 'Brand-new-horse-9'
  await lab.cognito.send(
    new RespondToAuthChallengeCommand({
      ClientId: openClient,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: { USERNAME: Username, NEW_PASSWORD },
    }),
  )
  await lab.signIn(openClient, NAME, 'Mistyped-horse-7').catch(() => undefined)
  const { RefreshToken, AccessToken, IdToken } = (await lab.signIn(openClient)).AuthenticationResult!
  await lab.refresh(openClient, RefreshToken!)
  await lab.cognito.send(new GetUserCommand({ AccessToken }))
  await lab.cognito
    .send(new RevokeTokenCommand({ ClientId, ClientSecret, Token: RefreshToken }))
    .catch(() => undefined)
  lab.cognito.destroy()
  await lab.cloud.close()

  const passwords = [PASSWORD, TemporaryPassword, NEW_PASSWORD, 'Mistyped-horse-7']
  const tokens = [Session!, RefreshToken!, AccessToken!, IdToken!]
  const files = filesBelow(dataDir)
  const leaks = (path: string, secrets: string[]) =>
    secrets.filter((secret) => readFileSync(path).includes(secret))
  expect(files.flatMap((path) => leaks(path, [...passwords, ...tokens]))).toEqual([])
  expect(leaks(join(dataDir, 'cloudtrail.jsonl'), [ClientSecret])).toEqual([])
  const said = lab.lines.join('\n')
  expect([...passwords, ...tokens, ClientSecret].filter((secret) => said.includes(secret))).toEqual([])
  const journaled = lab.journal().filter((record) => record['eventName'] === 'InitiateAuth')
  expect(journaled.length).toBeGreaterThan(3)
  expect(journaled[0]).toMatchObject({ userIdentity: { type: 'Unknown', principalId: 'Anonymous' } })
})

test('the file with the keys is for its owner only', async () => {
  const lab = await openCognitoLab({ dataDir })
  try {
    await lab.createPool()
    const modes = filesBelow(join(dataDir, 'cognito')).map((path) => statSync(path).mode & 0o777)
    expect(modes.length).toBeGreaterThan(0)
    expect(new Set(modes)).toEqual(new Set([0o600]))
  } finally {
    await lab.close()
  }
})
