// A user pool with one client and one reviewer, in a cloud of its own whose time can be moved.
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import type {
  CreateUserPoolClientRequest,
  CreateUserPoolRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import { openLab } from '../gateway/lab.ts'

export const PASSWORD = 'Correct-horse-7'
export const NAME = 'rita'

export type CognitoLab = Awaited<ReturnType<typeof openCognitoLab>>

type ClientInput = Partial<CreateUserPoolClientRequest>

export async function openCognitoLab(options: { dataDir?: string } = {}) {
  const lab = await openLab({ virtualClock: true, ...options })
  const cognito = new CognitoIdentityProviderClient({ ...lab.config, maxAttempts: 1 })

  const createPool = async (settings: Partial<CreateUserPoolRequest> = {}) => {
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'reviewers', ...settings }))
    return UserPool!.Id!
  }
  const createClient = async (UserPoolId: string, settings: ClientInput = {}) => {
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({
        ClientName: 'cli',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        PreventUserExistenceErrors: 'ENABLED',
        ...settings,
        UserPoolId,
      }),
    )
    return UserPoolClient!
  }
  const createUser = async (UserPoolId: string, Username = NAME, groups: string[] = []) => {
    const UserAttributes = [
      { Name: 'email', Value: `${Username}@example.org` },
      { Name: 'email_verified', Value: 'true' },
    ]
    await cognito.send(
      new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: 'SUPPRESS' }),
    )
    const Password = PASSWORD
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
    for (const GroupName of groups) {
      await cognito.send(new CreateGroupCommand({ UserPoolId, GroupName })).catch(() => undefined)
      await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }))
    }
  }
  const signIn = (ClientId: string, USERNAME = NAME, password = PASSWORD) =>
    cognito.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD: password },
      }),
    )
  return {
    ...lab,
    url: lab.cloud.url,
    cognito,
    createPool,
    createClient,
    createUser,
    signIn,
    refresh: (ClientId: string, REFRESH_TOKEN: string) =>
      cognito.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN },
        }),
      ),
    async advance(advanceMs: number) {
      const body = JSON.stringify({ advanceMs })
      await fetch(`${lab.cloud.url}/_reelgate/clock`, { method: 'POST', body })
    },
    async close() {
      cognito.destroy()
      await lab.close()
    },
  }
}

/** What a token says, unchecked. */
export const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>
