// The flows of InitiateAuth and AdminInitiateAuth, and the answer to the one question they ask.
import type { AuthFlowType, ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { notSupported } from '../runtime/aws-error.ts'
import { hasFlow } from './client-settings.ts'
import { poolOf } from './cognito.ts'
import type { Cognito } from './cognito.ts'
import { invalidParameter } from './errors.ts'
import type { Client, User } from './records.ts'
import { checkSecretHash } from './secret-hash.ts'
import { openSession, resumeSession } from './sessions.ts'
import { answerNewPassword, signIn } from './sign-in.ts'
import { ADMIN_SCOPE, makeTokens } from './tokens.ts'
import { attributeMap, findUser } from './users.ts'

type Parameters = Record<string, string>

interface FlowRequest {
  client: Client
  flow: AuthFlowType
  parameters: Parameters
}

const NOT_HERE = ['USER_SRP_AUTH', 'CUSTOM_AUTH', 'USER_AUTH']

/** `isAdmin` tells the signed AdminInitiateAuth, which alone may hand over a password of an administrator's flow. */
export async function runFlow(cognito: Cognito, isAdmin: boolean, request: FlowRequest) {
  const { client, flow } = request
  if (flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN') return refresh(cognito, request)
  if (flow === 'USER_PASSWORD_AUTH' && !isAdmin) {
    if (!hasFlow(client, 'ALLOW_USER_PASSWORD_AUTH'))
      throw invalidParameter('USER_PASSWORD_AUTH flow not enabled for this client')
    return withPassword(cognito, request)
  }
  if ((flow === 'ADMIN_USER_PASSWORD_AUTH' || flow === 'ADMIN_NO_SRP_AUTH') && isAdmin) {
    if (!hasFlow(client, 'ALLOW_ADMIN_USER_PASSWORD_AUTH'))
      throw invalidParameter('Auth flow not enabled for this client')
    return withPassword(cognito, request)
  }
  if (NOT_HERE.includes(flow))
    throw notSupported(
      'cognito',
      `the flow ${flow}; it has USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, REFRESH_TOKEN_AUTH`,
    )
  throw invalidParameter('Initiate Auth method not supported.')
}

function parameterOf(parameters: Parameters, name: string): string {
  const value = parameters[name]
  if (typeof value !== 'string' || value === '') throw invalidParameter(`Missing required parameter ${name}`)
  return value
}

async function withPassword(cognito: Cognito, { client, parameters }: FlowRequest) {
  const username = parameterOf(parameters, 'USERNAME')
  const password = parameterOf(parameters, 'PASSWORD')
  checkSecretHash(client, username, parameters['SECRET_HASH'])
  const result = await signIn(cognito, { pool: poolOf(cognito, client.poolId), client, username, password })
  if (result.kind === 'signed-in') return newTokens(cognito, client, result.user)
  const { sub: _, ...attributes } = result.user.attributes
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: result.challenge,
    ChallengeParameters: {
      USER_ID_FOR_SRP: result.user.username,
      requiredAttributes: '[]',
      userAttributes: JSON.stringify(attributes),
    },
  }
}

async function newTokens(cognito: Cognito, client: Client, user: User) {
  const { session, refreshToken } = openSession(cognito, { client, user, scope: ADMIN_SCOPE })
  const tokens = await makeTokens(cognito, { client, user, session })
  return {
    ChallengeParameters: {},
    AuthenticationResult: { ...authenticationResult(tokens), RefreshToken: refreshToken },
  }
}

const authenticationResult = (tokens: Awaited<ReturnType<typeof makeTokens>>) => ({
  AccessToken: tokens.accessToken,
  ExpiresIn: tokens.expiresInSeconds,
  TokenType: 'Bearer',
  IdToken: tokens.idToken,
})

/** New tokens of the same session; the refresh token stays as it is. */
async function refresh(cognito: Cognito, { client, parameters }: FlowRequest) {
  if (!hasFlow(client, 'ALLOW_REFRESH_TOKEN_AUTH'))
    throw invalidParameter('REFRESH_TOKEN_AUTH flow not enabled for this client')
  const { session, user } = resumeSession(cognito, client, parameterOf(parameters, 'REFRESH_TOKEN'))
  checkSecretHash(client, user.username, parameters['SECRET_HASH'])
  const tokens = await makeTokens(cognito, { client, user, session })
  return { ChallengeParameters: {}, AuthenticationResult: authenticationResult(tokens) }
}

interface ChallengeAnswer {
  client: Client
  name: ChallengeNameType | undefined
  challenge: string | undefined
  responses: Parameters
}

const ATTRIBUTE_PREFIX = 'userAttributes.'

export async function answerChallenge(cognito: Cognito, answer: ChallengeAnswer) {
  const { client, name, challenge, responses } = answer
  if (name !== 'NEW_PASSWORD_REQUIRED') throw notSupported('cognito', `the challenge ${String(name)}`)
  const username = parameterOf(responses, 'USERNAME')
  const password = parameterOf(responses, 'NEW_PASSWORD')
  checkSecretHash(client, username, responses['SECRET_HASH'])
  if (!challenge) throw invalidParameter('Missing required parameter Session')
  const pool = poolOf(cognito, client.poolId)
  const given = Object.entries(responses).filter(([key]) => key.startsWith(ATTRIBUTE_PREFIX))
  const user = await answerNewPassword(cognito, {
    pool,
    client,
    challenge,
    password,
    attributes: attributeMap(
      given.map(([key, Value]) => ({ Name: key.slice(ATTRIBUTE_PREFIX.length), Value })),
    ),
    isSameUser: (asked) => findUser(cognito, pool, username)?.username === asked.username,
  })
  return newTokens(cognito, client, user)
}
