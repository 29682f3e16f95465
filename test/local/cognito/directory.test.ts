// People, groups and what a pool knows of them, by the API that the command line's administrator uses.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteGroupCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  GetGroupCommand,
  InitiateAuthCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import type {
  CreateUserPoolClientRequest,
  CreateUserPoolRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import { claimsOf, NAME, openCognitoLab, PASSWORD } from './lab.ts'
import type { CognitoLab } from './lab.ts'

let lab: CognitoLab
let UserPoolId: string
beforeAll(async () => {
  lab = await openCognitoLab()
})
afterAll(() => lab.close())
beforeEach(async () => {
  UserPoolId = await lab.createPool()
})

describe('groups', () => {
  const group = (GroupName: string, Precedence?: number) =>
    lab.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName, Precedence }))

  test('have members, and stand in tokens by precedence', async () => {
    await group('viewer', 30)
    await group('operator', 10)
    await group('guest')
    await lab.createUser(UserPoolId)
    for (const GroupName of ['guest', 'viewer', 'operator', 'viewer']) {
      await lab.cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: NAME, GroupName }))
    }
    const { Users } = await lab.cognito.send(new ListUsersInGroupCommand({ UserPoolId, GroupName: 'viewer' }))
    expect(Users!.map((user) => user.Username)).toEqual([NAME])
    const client = (await lab.createClient(UserPoolId)).ClientId!
    const groups = async () =>
      claimsOf((await lab.signIn(client)).AuthenticationResult!.AccessToken!)['cognito:groups']
    expect(await groups()).toEqual(['operator', 'viewer', 'guest'])
    await lab.cognito.send(new DeleteGroupCommand({ UserPoolId, GroupName: 'operator' }))
    const leave = { UserPoolId, Username: NAME, GroupName: 'guest' }
    await lab.cognito.send(new AdminRemoveUserFromGroupCommand(leave))
    expect(await groups()).toEqual(['viewer'])
    const { Groups } = await lab.cognito.send(
      new AdminListGroupsForUserCommand({ UserPoolId, Username: NAME }),
    )
    expect(Groups!.map(({ GroupName }) => GroupName)).toEqual(['viewer'])
  })

  test('exist once, and are missed by name', async () => {
    await group('viewer')
    await expect(group('viewer')).rejects.toMatchObject({ name: 'GroupExistsException' })
    await expect(
      lab.cognito.send(new GetGroupCommand({ UserPoolId, GroupName: 'nobody' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'Group not found.' })
    const toNobody = { UserPoolId, Username: 'nobody', GroupName: 'viewer' }
    await expect(lab.cognito.send(new AdminAddUserToGroupCommand(toNobody))).rejects.toMatchObject({
      name: 'UserNotFoundException',
    })
  })
})

describe('users', () => {
  test('exist once', async () => {
    await lab.createUser(UserPoolId)
    await expect(lab.createUser(UserPoolId)).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'User account already exists',
    })
  })

  test('made without SUPPRESS get no mail, and the log says what to do', async () => {
    await lab.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username: 'uma' }))
    expect(lab.lines.join('\n')).toContain('No invitation is sent to uma')
    const user = await lab.cognito.send(new AdminGetUserCommand({ UserPoolId, Username: 'uma' }))
    expect(user).toMatchObject({ Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' })
  })

  test('change their attributes, but not to what the schema does not have', async () => {
    await lab.createUser(UserPoolId)
    const change = (Name: string, Value: string) =>
      lab.cognito.send(
        new AdminUpdateUserAttributesCommand({
          UserPoolId,
          Username: NAME,
          UserAttributes: [{ Name, Value }],
        }),
      )
    await change('name', 'Rita R.')
    await expect(change('custom:desk', '7')).rejects.toMatchObject({ name: 'InvalidParameterException' })
    await expect(change('sub', 'x')).rejects.toMatchObject({ name: 'InvalidParameterException' })
    const { UserAttributes } = await lab.cognito.send(new AdminGetUserCommand({ UserPoolId, Username: NAME }))
    expect(UserAttributes).toContainEqual({ Name: 'name', Value: 'Rita R.' })
  })

  test.each([
    ['username = "rita"', ['rita']],
    ['username ^= "R"', ['rita', 'ruth']],
    ['email = "otto@example.org"', ['otto']],
    ['cognito:user_status = "CONFIRMED"', ['otto', 'rita', 'ruth']],
  ])('are found by %s', async (Filter, names) => {
    for (const name of ['rita', 'ruth', 'otto']) await lab.createUser(UserPoolId, name)
    const { Users } = await lab.cognito.send(new ListUsersCommand({ UserPoolId, Filter }))
    expect(Users!.map(({ Username }) => Username)).toEqual(names)
  })

  test('are listed page by page', async () => {
    for (const name of ['a', 'b', 'c']) await lab.createUser(UserPoolId, name)
    const seen: string[] = []
    let PaginationToken: string | undefined
    do {
      const page = await lab.cognito.send(new ListUsersCommand({ UserPoolId, Limit: 2, PaginationToken }))
      seen.push(...page.Users!.map((user) => user.Username!))
      PaginationToken = page.PaginationToken
    } while (PaginationToken)
    expect(seen).toEqual(['a', 'b', 'c'])
  })

  test('sign in with their mail address where the pool says so, whatever its case', async () => {
    const pool = await lab.createPool({
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
    })
    const Username = 'Rita@Example.org'
    const { User } = await lab.cognito.send(new AdminCreateUserCommand({ UserPoolId: pool, Username }))
    expect(User!.Username).toMatch(/^[0-9a-f-]{36}$/)
    const password = { UserPoolId: pool, Username, Password: PASSWORD, Permanent: true }
    await lab.cognito.send(new AdminSetUserPasswordCommand(password))
    const client = (await lab.createClient(pool)).ClientId!
    const { IdToken } = (await lab.signIn(client, 'rita@example.ORG')).AuthenticationResult!
    expect(claimsOf(IdToken!)).toMatchObject({
      email: 'rita@example.org',
      'cognito:username': User!.Username,
    })
    await expect(
      lab.cognito.send(new AdminCreateUserCommand({ UserPoolId: pool, Username: 'rita@example.org' })),
    ).rejects.toMatchObject({ name: 'UsernameExistsException' })
  })
})

describe('pools', () => {
  test('are listed with their clients, and go with everything in them', async () => {
    const { ClientId } = await lab.createClient(UserPoolId)
    const { UserPoolClients } = await lab.cognito.send(new ListUserPoolClientsCommand({ UserPoolId }))
    expect(UserPoolClients!.map((client) => client.ClientId)).toEqual([ClientId])
    await lab.createUser(UserPoolId)
    await lab.cognito.send(new DeleteUserPoolCommand({ UserPoolId }))
    const { UserPools } = await lab.cognito.send(new ListUserPoolsCommand({ MaxResults: 60 }))
    expect(UserPools!.map(({ Id }) => Id)).not.toContain(UserPoolId)
    await expect(lab.signIn(ClientId!)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    expect((await fetch(`${lab.url}/${UserPoolId}/.well-known/jwks.json`)).status).toBe(404)
  })

  test('under protection are not deleted', async () => {
    const guarded = { UserPoolId, DeletionProtection: 'ACTIVE' as const }
    await lab.cognito.send(new UpdateUserPoolCommand(guarded))
    await expect(lab.cognito.send(new DeleteUserPoolCommand({ UserPoolId }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
    const { UserPool } = await lab.cognito.send(new DescribeUserPoolCommand({ UserPoolId }))
    expect(UserPool).toMatchObject({ Name: 'reviewers', DeletionProtection: 'ACTIVE' })
  })

  const pool = (settings: Partial<CreateUserPoolRequest>) =>
    new CreateUserPoolCommand({ PoolName: 'p', ...settings })
  const client = (settings: Partial<CreateUserPoolClientRequest>) =>
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'c', ...settings })

  test.each([
    ['MFA', () => pool({ MfaConfiguration: 'OPTIONAL' }), 'LocalCloudNotSupported'],
    ['triggers', () => pool({ LambdaConfig: { PreSignUp: 'arn' } }), 'LocalCloudNotSupported'],
    ['devices', () => pool({ DeviceConfiguration: {} }), 'LocalCloudNotSupported'],
    ['foreign providers', () => client({ SupportedIdentityProviders: ['Google'] }), 'LocalCloudNotSupported'],
    ['the implicit flow', () => client({ AllowedOAuthFlows: ['implicit'] }), 'LocalCloudNotSupported'],
    [
      'plain HTTP callbacks',
      () => client({ CallbackURLs: ['http://a.example'] }),
      'InvalidParameterException',
    ],
    ['script callbacks', () => client({ CallbackURLs: ['javascript:x'] }), 'InvalidParameterException'],
    ['tokens for ever', () => client({ AccessTokenValidity: 25 }), 'InvalidParameterException'],
  ])('with %s are refused', async (_what, command, name) => {
    await expect(lab.cognito.send(command() as CreateUserPoolCommand)).rejects.toMatchObject({ name })
  })
})

test('what AWS wants signed is not done without a signature', async () => {
  const call = (operation: string, input: object) =>
    fetch(lab.url, {
      method: 'POST',
      body: JSON.stringify(input),
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      },
    })
  const refused = await call('AdminGetUser', { UserPoolId, Username: NAME })
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('not signed')])
  const { ClientId } = await lab.createClient(UserPoolId)
  const taken = await call('InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH' })
  expect([taken.status, await taken.text()]).toEqual([400, expect.stringContaining('USERNAME')])
})

test('an administrator signs somebody in by the flow that is meant for it, and only there', async () => {
  const ExplicitAuthFlows = ['ALLOW_ADMIN_USER_PASSWORD_AUTH' as const]
  const { ClientId } = await lab.createClient(UserPoolId, { ExplicitAuthFlows })
  const AuthFlow = 'ADMIN_USER_PASSWORD_AUTH' as const
  await expect(
    lab.cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters: {} })),
  ).rejects.toMatchObject({ message: 'Initiate Auth method not supported.' })
})
