// Signing in at the user pool, as anybody may try: these calls need no AWS credentials.
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import type {
  AuthenticationResultType,
  InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider'
import { CommandError } from '../errors.ts'
import type { Target } from '../target.ts'
import { clientConfig } from './clients.ts'

export interface Tokens {
  accessToken: string
  refreshToken: string
  /** Milliseconds since 1970, by the clock of this machine. */
  expiresAtMs: number
}

/** What the pool wants to know besides the password. */
export interface Questions {
  newPassword(): Promise<string>
  /** Six digits of an authenticator app. */
  code(): Promise<string>
}

interface Credentials {
  name: string
  password: string
}

type Step = Pick<InitiateAuthCommandOutput, 'ChallengeName' | 'Session' | 'AuthenticationResult'>

const BAD_SIGN_IN = new Set([
  'NotAuthorizedException',
  'UserNotFoundException',
  'PasswordResetRequiredException',
  'UserNotConfirmedException',
  'CodeMismatchException',
  'ExpiredCodeException',
])

/** The words of Cognito are for people; the name of its error is not. */
function refusal(error: unknown): unknown {
  const { name, message } = error as Error
  if (BAD_SIGN_IN.has(name)) return new CommandError(`Not signed in: ${message}`, undefined, { cause: error })
  if (name === 'InvalidPasswordException')
    return new CommandError(message, 'Sign in again and choose another one.', { cause: error })
  return error
}

function toTokens(result: AuthenticationResultType, refreshToken = ''): Tokens {
  return {
    accessToken: result.AccessToken ?? '',
    refreshToken: result.RefreshToken ?? refreshToken,
    expiresAtMs: Date.now() + (result.ExpiresIn ?? 0) * 1000,
  }
}

export type SignInClient = ReturnType<typeof createSignInClient>

export function createSignInClient(
  target: Pick<Target, 'region' | 'endpointUrl' | 'onThisMachine'>,
  ClientId: string,
) {
  const client = new CognitoIdentityProviderClient(clientConfig(target))

  const respond = (step: Step, name: string, answer: Record<string, string>) =>
    client.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: step.ChallengeName,
        Session: step.Session,
        ChallengeResponses: { USERNAME: name, ...answer },
      }),
    )
  const answers: Record<string, (ask: Questions) => Promise<Record<string, string>>> = {
    NEW_PASSWORD_REQUIRED: async (ask) => ({ NEW_PASSWORD: await ask.newPassword() }),
    SOFTWARE_TOKEN_MFA: async (ask) => ({ SOFTWARE_TOKEN_MFA_CODE: await ask.code() }),
  }

  return {
    /** @throws CommandError when the pool does not take them, or asks for something this program cannot give */
    async signIn({ name, password }: Credentials, ask: Questions): Promise<Tokens> {
      try {
        let step: Step = await client.send(
          new InitiateAuthCommand({
            ClientId,
            AuthFlow: 'USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME: name, PASSWORD: password },
          }),
        )
        while (step.AuthenticationResult === undefined) {
          const answer = answers[step.ChallengeName ?? '']
          if (answer === undefined)
            throw new CommandError(
              `The user pool asks for ${step.ChallengeName}, which this program cannot give.`,
            )
          step = await respond(step, name, await answer(ask))
        }
        return toTokens(step.AuthenticationResult)
      } catch (error) {
        throw refusal(error)
      }
    },

    /** Undefined when the sign-in is over. */
    async refresh(refreshToken: string): Promise<Tokens | undefined> {
      try {
        const { AuthenticationResult } = await client.send(
          new InitiateAuthCommand({
            ClientId,
            AuthFlow: 'REFRESH_TOKEN_AUTH',
            AuthParameters: { REFRESH_TOKEN: refreshToken },
          }),
        )
        return AuthenticationResult && toTokens(AuthenticationResult, refreshToken)
      } catch (error) {
        if (BAD_SIGN_IN.has((error as Error).name)) return undefined
        throw error
      }
    },

    revoke: (refreshToken: string) => client.send(new RevokeTokenCommand({ ClientId, Token: refreshToken })),
    close: () => client.destroy(),
  }
}
