// What goes wrong at a sign-in by API, with the names and the words Cognito has for it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  ChangePasswordCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createHmac } from 'node:crypto'
import { NAME, openCognitoLab, PASSWORD } from './lab.ts'
import type { CognitoLab } from './lab.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

let lab: CognitoLab
let poolId: string
let clientId: string
let user: { UserPoolId: string; Username: string }
beforeAll(async () => {
  lab = await openCognitoLab()
})
afterAll(() => lab.close())
beforeEach(async () => {
  poolId = await lab.createPool()
  clientId = (await lab.createClient(poolId, { RefreshTokenValidity: 2 })).ClientId!
  await lab.createUser(poolId)
  user = { UserPoolId: poolId, Username: NAME }
})

const NOT_AUTHORIZED = 'NotAuthorizedException'
const refused = (name: string, message: string | RegExp) => ({
  name,
  message: typeof message === 'string' ? message : (expect.stringMatching(message) as unknown),
})
const WRONG = refused(NOT_AUTHORIZED, 'Incorrect username or password.')

describe('a sign-in', () => {
  test('with a wrong password, or of nobody, fails alike', async () => {
    await expect(lab.signIn(clientId, NAME, 'Wrong-horse-7')).rejects.toMatchObject(WRONG)
    await expect(lab.signIn(clientId, 'nobody')).rejects.toMatchObject(WRONG)
  })

  test('of nobody says so where the client does not hide it', async () => {
    const legacy = await lab.createClient(poolId, { PreventUserExistenceErrors: 'LEGACY' })
    await expect(lab.signIn(legacy.ClientId!, 'nobody')).rejects.toMatchObject(
      refused('UserNotFoundException', 'User does not exist.'),
    )
  })

  test('of a disabled user fails, and what it had ends', async () => {
    const { RefreshToken } = (await lab.signIn(clientId)).AuthenticationResult!
    await lab.cognito.send(new AdminDisableUserCommand(user))
    await expect(lab.signIn(clientId)).rejects.toMatchObject(refused(NOT_AUTHORIZED, 'User is disabled.'))
    await expect(lab.refresh(clientId, RefreshToken!)).rejects.toMatchObject({ name: NOT_AUTHORIZED })
  })

  test('of a user whose password is to be reset says so', async () => {
    await lab.cognito.send(new AdminResetUserPasswordCommand(user))
    await expect(lab.signIn(clientId)).rejects.toMatchObject({ name: 'PasswordResetRequiredException' })
  })

  test('at an unknown client fails', async () => {
    await expect(lab.signIn('nobody')).rejects.toMatchObject(
      refused('ResourceNotFoundException', 'User pool client nobody does not exist.'),
    )
  })

  test('by a flow that the client does not open fails', async () => {
    const closed = await lab.createClient(poolId, { ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] })
    await expect(lab.signIn(closed.ClientId!)).rejects.toMatchObject(
      refused('InvalidParameterException', 'USER_PASSWORD_AUTH flow not enabled for this client'),
    )
    const AuthParameters = { USERNAME: NAME, PASSWORD }
    await expect(
      lab.cognito.send(
        new AdminInitiateAuthCommand({
          UserPoolId: poolId,
          ClientId: clientId,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters,
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  test('by SRP is refused by name', async () => {
    const AuthParameters = { USERNAME: NAME, SRP_A: '1' }
    const command = new InitiateAuthCommand({ ClientId: clientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters })
    await expect(lab.cognito.send(command)).rejects.toMatchObject(
      refused('LocalCloudNotSupported', /USER_SRP_AUTH.*local\/cognito\/SUPPORT\.md/),
    )
  })

  test('is locked for a while after five wrong passwords, whatever comes then', async () => {
    const tryWrong = () => lab.signIn(clientId, NAME, 'Wrong-horse-7').catch(() => undefined)
    await Promise.all(Array.from({ length: 5 }, tryWrong))
    // Each further one doubles the wait: to eight seconds, which the machine's own clock does not outrun.
    for (const waitMs of [1000, 2000, 4000]) {
      await lab.advance(waitMs)
      await tryWrong()
    }
    await expect(lab.signIn(clientId)).rejects.toMatchObject(
      refused(NOT_AUTHORIZED, 'Password attempts exceeded'),
    )
    await lab.advance(HOUR_MS)
    await expect(lab.signIn(clientId)).resolves.toBeDefined()
  })
})

describe('a client with a secret', () => {
  const hashOf = (secret: string, id: string) =>
    createHmac('sha256', secret)
      .update(NAME + id)
      .digest('base64')
  const signInWith = (ClientId: string, SECRET_HASH?: string) =>
    lab.cognito.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: NAME, PASSWORD, ...(SECRET_HASH && { SECRET_HASH }) },
      }),
    )

  test('has to prove that it knows it', async () => {
    const { ClientId = '', ClientSecret = '' } = await lab.createClient(poolId, { GenerateSecret: true })
    await expect(signInWith(ClientId)).rejects.toMatchObject(
      refused(NOT_AUTHORIZED, /SECRET_HASH was not received/),
    )
    const foreign = hashOf('somebody else', ClientId)
    await expect(signInWith(ClientId, foreign)).rejects.toMatchObject(
      refused(NOT_AUTHORIZED, `Unable to verify secret hash for client ${ClientId}`),
    )
    await expect(signInWith(ClientId, hashOf(ClientSecret, ClientId))).resolves.toBeDefined()
  })
})

describe('a refresh token', () => {
  const signedIn = async () => (await lab.signIn(clientId)).AuthenticationResult!

  test('ends when its time is over', async () => {
    const { RefreshToken } = await signedIn()
    await lab.advance(2 * DAY_MS + 1000)
    await expect(lab.refresh(clientId, RefreshToken!)).rejects.toMatchObject(
      refused(NOT_AUTHORIZED, 'Refresh Token has expired'),
    )
  })

  test('ends when it is revoked, with the access tokens made from it', async () => {
    const { RefreshToken, AccessToken } = await signedIn()
    await lab.cognito.send(new RevokeTokenCommand({ ClientId: clientId, Token: RefreshToken }))
    await expect(lab.refresh(clientId, RefreshToken!)).rejects.toMatchObject(
      refused(NOT_AUTHORIZED, 'Refresh Token has been revoked'),
    )
    await expect(lab.cognito.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject(
      refused(NOT_AUTHORIZED, 'Access Token has been revoked'),
    )
  })

  test.each([
    ['the user signs out everywhere', (AccessToken: string) => new GlobalSignOutCommand({ AccessToken })],
    ['an administrator signs the user out', () => new AdminUserGlobalSignOutCommand(user)],
  ])('ends when %s', async (_what, command) => {
    const { RefreshToken, AccessToken } = await signedIn()
    await lab.cognito.send(command(AccessToken!) as GlobalSignOutCommand)
    await expect(lab.refresh(clientId, RefreshToken!)).rejects.toMatchObject({ name: NOT_AUTHORIZED })
  })

  test('is of no use to another client, nor once its user is gone', async () => {
    const { RefreshToken } = await signedIn()
    const other = await lab.createClient(poolId)
    const invalid = refused(NOT_AUTHORIZED, 'Invalid Refresh Token')
    await expect(lab.refresh(other.ClientId!, RefreshToken!)).rejects.toMatchObject(invalid)
    await lab.cognito.send(new AdminDeleteUserCommand(user))
    await expect(lab.refresh(clientId, RefreshToken!)).rejects.toMatchObject(invalid)
  })
})

describe('an access token', () => {
  const tokenAnd = async (change: (token: string) => string) => {
    const { AccessToken } = (await lab.signIn(clientId)).AuthenticationResult!
    return lab.cognito.send(new GetUserCommand({ AccessToken: change(AccessToken!) }))
  }
  const withClaims = (token: string, changes: object) => {
    const [head, body = '', signature] = token.split('.')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object
    return [
      head,
      Buffer.from(JSON.stringify({ ...claims, ...changes })).toString('base64url'),
      signature,
    ].join('.')
  }
  const unsigned = (token: string) =>
    [Buffer.from('{"alg":"none"}').toString('base64url'), token.split('.')[1], ''].join('.')

  test.each([
    ['changed on the way', (token: string) => withClaims(token, { username: 'admin' })],
    ['without a signature', unsigned],
    ['that is none', () => 'not.a.token'],
  ])('%s is not taken', async (_what, change) => {
    await expect(tokenAnd(change)).rejects.toMatchObject({ name: NOT_AUTHORIZED })
  })

  test('is not taken when it is an id token, or too old', async () => {
    const { IdToken, AccessToken } = (await lab.signIn(clientId)).AuthenticationResult!
    const get = (token?: string) => lab.cognito.send(new GetUserCommand({ AccessToken: token }))
    await expect(get(IdToken)).rejects.toMatchObject({ name: NOT_AUTHORIZED })
    await lab.advance(HOUR_MS + 1000)
    await expect(get(AccessToken)).rejects.toMatchObject(refused(NOT_AUTHORIZED, 'Access Token has expired'))
  })
})

describe('a password', () => {
  test.each([
    ['Sh0rt!a', 'Password not long enough'],
    ['correct-horse-7', 'Password must have uppercase characters'],
    ['CORRECT-HORSE-7', 'Password must have lowercase characters'],
    ['Correct-horse', 'Password must have numeric characters'],
    ['Correcthorse7', 'Password must have symbol characters'],
  ])('%s is refused by the policy', async (Password, why) => {
    const command = new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true })
    await expect(lab.cognito.send(command)).rejects.toMatchObject(
      refused('InvalidPasswordException', `Password did not conform with policy: ${why}`),
    )
  })

  test('is changed only by who knows the old one', async () => {
    const { AccessToken } = (await lab.signIn(clientId)).AuthenticationResult!
    const ProposedPassword = 'Another-horse-8'
    const change = (PreviousPassword: string) =>
      lab.cognito.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }))
    await expect(change('Wrong-horse-7')).rejects.toMatchObject(WRONG)
    await change(PASSWORD)
    await expect(lab.signIn(clientId)).rejects.toMatchObject(WRONG)
    await expect(lab.signIn(clientId, NAME, ProposedPassword)).resolves.toBeDefined()
  })
})

describe('a first sign-in', () => {
  const TemporaryPassword = 'Temporary-1'
  const Username = 'nina'
  beforeEach(() =>
    lab.cognito.send(new AdminCreateUserCommand({ UserPoolId: poolId, Username, TemporaryPassword })),
  )
  const answer = (Session: string | undefined, NEW_PASSWORD: string, USERNAME = Username) =>
    lab.cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId: clientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: { USERNAME, NEW_PASSWORD },
      }),
    )

  test('asks for a new password, once', async () => {
    const { ChallengeName, Session } = await lab.signIn(clientId, Username, TemporaryPassword)
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
    await expect(answer(Session, 'weak')).rejects.toMatchObject({ name: 'InvalidPasswordException' })
    await expect(answer(Session, PASSWORD, NAME)).rejects.toMatchObject({ name: NOT_AUTHORIZED })
    expect((await answer(Session, PASSWORD)).AuthenticationResult?.IdToken).toBeDefined()
    await expect(answer(Session, 'Another-horse-8')).rejects.toMatchObject({ name: NOT_AUTHORIZED })
    expect((await lab.signIn(clientId, Username)).AuthenticationResult).toBeDefined()
  })

  test('takes no answer that comes too late, and no temporary password after a week', async () => {
    const { Session } = await lab.signIn(clientId, Username, TemporaryPassword)
    await lab.advance(3 * 60_000 + 1000)
    await expect(answer(Session, PASSWORD)).rejects.toMatchObject(
      refused(NOT_AUTHORIZED, /session is expired/),
    )
    await lab.advance(7 * DAY_MS)
    await expect(lab.signIn(clientId, Username, TemporaryPassword)).rejects.toMatchObject(
      refused(NOT_AUTHORIZED, /Temporary password has expired/),
    )
  })
})
