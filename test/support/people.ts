// People of a deployed Reelgate: signed in at its user pool, and what they ask of its API.
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import type { TestCloud } from './cloud.ts'
import { TEST_REGION } from './serverless.ts'

export interface ApiReply<Body> {
  status: number
  type: string | null
  body: Body
}

/** What a refusal says. */
type Problem = Partial<Record<'title' | 'code' | 'detail', string>>

const PASSWORD = 'Correct-Horse-7-Battery'

interface Place {
  UserPoolId: string
  ClientId: string
}

const deployedPlace = (cloud: TestCloud): Place => ({
  UserPoolId: cloud.output('UserPoolId'),
  ClientId: cloud.output('UserPoolClientId'),
})

/** Makes users of a pool, that of the stack unless another is said, and gives them hands. */
export function openOffice(cloud: TestCloud, { UserPoolId, ClientId } = deployedPlace(cloud)) {
  const client = new CognitoIdentityProviderClient({
    endpoint: cloud.url,
    region: TEST_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })

  const ask = async <Body = Problem>(
    token: string | undefined,
    route: string,
    ...[body, headers]: [body?: unknown, headers?: Record<string, string>]
  ): Promise<ApiReply<Body>> => {
    const [method = '', path = ''] = route.split(' ')
    const response = await fetch(cloud.output('ApiEndpoint') + path, {
      method,
      headers: {
        ...headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const type = response.headers.get('content-type')
    return { status: response.status, type, body: (text === '' ? undefined : JSON.parse(text)) as Body }
  }

  const signIn = async (Username: string, toClient = ClientId) => {
    const { AuthenticationResult } = await client.send(
      new InitiateAuthCommand({
        ClientId: toClient,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD },
      }),
    )
    return { access: AuthenticationResult!.AccessToken!, id: AuthenticationResult!.IdToken! }
  }

  return {
    cognito: client,
    ask,
    signIn,

    /** A new user; `ask` asks with an access token that is renewed by another sign-in. */
    async hire(Username: string, ...groups: string[]) {
      await client.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
      await client.send(
        new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }),
      )
      for (const GroupName of groups)
        await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }))
      let tokens = await signIn(Username)
      return {
        name: Username,
        tokens: () => tokens,
        ask: <Body = Problem>(route: string, body?: unknown) => ask<Body>(tokens.access, route, body),
        async signInAgain() {
          tokens = await signIn(Username)
        },
      }
    },
    close: () => client.destroy(),
  }
}

export type Office = ReturnType<typeof openOffice>
export type Person = Awaited<ReturnType<Office['hire']>>
