import type {
  AdminInitiateAuthRequest,
  AdminRespondToAuthChallengeRequest,
  ChangePasswordRequest,
  GetUserRequest,
  InitiateAuthRequest,
  RespondToAuthChallengeRequest,
  RevokeTokenRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import { AwsError } from '../runtime/aws-error.ts'
import type { Operation } from '../runtime/service.ts'
import { answerChallenge, runFlow } from './auth-flows.ts'
import { clientOf, poolOf } from './cognito.ts'
import type { Cognito } from './cognito.ts'
import { invalidParameter, notAuthorized, wrongPassword } from './errors.ts'
import { hashPassword } from './password.ts'
import { checkPassword } from './password-policy.ts'
import { policyOf } from './pool-settings.ts'
import { sameText } from './secret-hash.ts'
import { hashToken, revokeAllSessions, revokeSession } from './sessions.ts'
import { signIn } from './sign-in.ts'
import { ADMIN_SCOPE, readAccessToken } from './tokens.ts'
import { attributeList } from './users.ts'

/** What AWS takes without a signature: the token or the password in the request says who is calling. */
export const UNSIGNED_OPERATIONS = [
  ...['InitiateAuth', 'RespondToAuthChallenge', 'GetUser', 'GlobalSignOut', 'RevokeToken', 'ChangePassword'],
]

export function authOperations(cognito: Cognito): Record<string, Operation> {
  const { store } = cognito
  return {
    InitiateAuth: ({ ClientId, AuthFlow, AuthParameters = {} }: InitiateAuthRequest) =>
      runFlow(cognito, false, {
        client: clientOf(cognito, ClientId),
        flow: AuthFlow!,
        parameters: AuthParameters,
      }),
    AdminInitiateAuth(input: AdminInitiateAuthRequest) {
      const client = clientOf(cognito, input.ClientId, poolOf(cognito, input.UserPoolId).id)
      return runFlow(cognito, true, { client, flow: input.AuthFlow!, parameters: input.AuthParameters ?? {} })
    },
    RespondToAuthChallenge: (input: RespondToAuthChallengeRequest) =>
      answerChallenge(cognito, {
        client: clientOf(cognito, input.ClientId),
        name: input.ChallengeName,
        challenge: input.Session,
        responses: input.ChallengeResponses ?? {},
      }),
    AdminRespondToAuthChallenge: (input: AdminRespondToAuthChallengeRequest) =>
      answerChallenge(cognito, {
        client: clientOf(cognito, input.ClientId, poolOf(cognito, input.UserPoolId).id),
        name: input.ChallengeName,
        challenge: input.Session,
        responses: input.ChallengeResponses ?? {},
      }),
    async GetUser(input: GetUserRequest) {
      const { user } = await adminBearer(cognito, input.AccessToken)
      return { Username: user.username, UserAttributes: attributeList(user.attributes) }
    },
    async GlobalSignOut(input: GetUserRequest) {
      const { user } = await adminBearer(cognito, input.AccessToken)
      revokeAllSessions(store, user)
      return {}
    },
    RevokeToken: (input: RevokeTokenRequest) => revokeToken(cognito, input),
    ChangePassword: (input: ChangePasswordRequest) => changePassword(cognito, input),
  }
}

/** A token from a browser's sign-in calls the API only when it has the scope for it. */
async function adminBearer(cognito: Cognito, token: string | undefined) {
  const bearer = await readAccessToken(cognito, token)
  if (!String(bearer.claims['scope']).split(' ').includes(ADMIN_SCOPE))
    throw notAuthorized('Access Token does not have required scopes')
  return bearer
}

// An unknown token is no error (RFC 7009): there is nothing left to revoke.
export function revokeToken(cognito: Cognito, input: RevokeTokenRequest) {
  const client = clientOf(cognito, input.ClientId)
  if (client.secret !== undefined && !sameText(input.ClientSecret ?? '', client.secret))
    throw notAuthorized('Client secret is invalid.')
  if (!client.settings.EnableTokenRevocation)
    throw new AwsError('UnsupportedOperationException', 'Revocation is not enabled for this client.')
  if (!input.Token) throw invalidParameter('Missing required parameter Token')
  // Only access and id tokens have dots.
  if (input.Token.includes('.')) throw new AwsError('UnsupportedTokenTypeException', 'Unsupported token type')
  const session = cognito.store.sessionByToken(hashToken(input.Token))
  if (session && session.clientId !== client.id) throw new AwsError('UnauthorizedException', 'Invalid token')
  if (session) revokeSession(cognito.store, session)
  return {}
}

async function changePassword(cognito: Cognito, input: ChangePasswordRequest) {
  const { user, session } = await adminBearer(cognito, input.AccessToken)
  const pool = poolOf(cognito, user.poolId)
  const client = clientOf(cognito, session.clientId)
  checkPassword(input.ProposedPassword, policyOf(pool))
  const password = input.PreviousPassword ?? ''
  const checked = await signIn(cognito, { pool, client, username: user.username, password })
  if (checked.kind !== 'signed-in') throw wrongPassword()
  const hash = await hashPassword(input.ProposedPassword)
  const now = cognito.store.user(pool.id, user.username)
  if (!now) throw wrongPassword()
  cognito.store.savePassword({ ...now, updatedAtMs: cognito.context.clock.now() }, hash)
  return {}
}
