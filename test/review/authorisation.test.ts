// Every route of the API, asked by nobody, with bad tokens, and by every role, on a whole deployed Reelgate.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { CreateUserPoolClientCommand, CreateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider'
import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import routes from '../../schemas/api/routes.json' with { type: 'json' }
import { startTestCloud, type TestCloud } from '../support/cloud.ts'
import { openOffice, type Office, type Person } from '../support/people.ts'
import { TEST_REGION } from '../support/serverless.ts'

jest.setTimeout(900_000)

const ROLES = ['nobody', 'uploader', 'viewer', 'reviewer', 'operator'] as const
type Group = (typeof ROLES)[number]

/** Who may ask what needs a role: each of these. */
const MAY: Record<string, readonly Group[]> = {
  uploader: ['uploader', 'operator'],
  viewer: ['viewer', 'reviewer', 'operator'],
  reviewer: ['reviewer', 'operator'],
  operator: ['operator'],
}

/** What each route is asked; ids that do not exist, so that only permission decides. */
const BODIES: Record<string, object> = {
  'POST /reviews/{taskId}/decision': { decision: 'approve', reason: 'It is a cartoon.' },
  'POST /assets/{assetId}/reopen': { reason: 'Looked too quickly.' },
  'POST /assets/{assetId}/withdraw': { reason: 'Asked by the owner.' },
  'POST /assets/{assetId}/publish': { reason: 'It is fine.' },
  'POST /assets/{assetId}/captions/{trackId}/release': { reason: 'It is a quotation.' },
}
const QUERIES: Record<string, string> = { 'GET /search': '?q=holiday' }
const pathOf = (route: string) => route.replace(/\{\w+\}/g, 'f'.repeat(32)) + (QUERIES[route] ?? '')

let cloud: TestCloud
let office: Office
const people = {} as Record<Group, Person>
beforeAll(async () => {
  cloud = await startTestCloud()
  office = openOffice(cloud)
  people.nobody = await office.hire('nobody')
  people.uploader = await office.hire('una', 'uploader')
  people.viewer = await office.hire('vera', 'viewer')
  people.reviewer = await office.hire('rui', 'viewer', 'reviewer')
  people.operator = await office.hire('olga', 'operator')
})
afterAll(async () => {
  office?.close()
  await cloud?.stop()
})

const everyRoute = Object.entries(routes).map(([route, { role }]) => [route, role] as const)
const table = everyRoute.flatMap(([route, needed]) =>
  ROLES.map((role) => [route, role, MAY[needed]!.includes(role)] as const),
)

describe('a signed-in person', () => {
  test.each(table)('asks %s as %s: allowed is %s', async (route, role, isAllowed) => {
    const { status, type, body } = await people[role].ask(pathOf(route), BODIES[route])
    // What is asked may be wrong, or not be there: that is told only to those who may ask.
    if (isAllowed) expect([200, 201, 204, 400, 404]).toContain(status)
    else {
      expect({ status, type, code: body.code }).toEqual({
        status: 403,
        type: 'application/problem+json',
        code: 'forbidden',
      })
    }
  })

  test('may show an ID token instead of an access token', async () => {
    expect(await office.ask(people.viewer.tokens().id, 'GET /reviews')).toMatchObject({ status: 200 })
  })
})

/** Good tokens of operators, for others than this API. */
async function signInElsewhere() {
  const { cognito } = office
  const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH' as const, 'ALLOW_REFRESH_TOKEN_AUTH' as const]
  const clientOf = async (UserPoolId: string) => {
    const asked = new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'other', ExplicitAuthFlows })
    return (await cognito.send(asked)).UserPoolClient!.ClientId!
  }
  const otherClient = await office.signIn('olga', await clientOf(cloud.output('UserPoolId')))
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'other' }))
  const otherOffice = openOffice(cloud, {
    UserPoolId: UserPool!.Id!,
    ClientId: await clientOf(UserPool!.Id!),
  })
  const stranger = await otherOffice.hire('olga')
  otherOffice.close()
  return {
    otherClient: otherClient.access,
    otherClientId: otherClient.id,
    otherPool: stranger.tokens().access,
  }
}

describe('somebody without a good token', () => {
  let elsewhere: Awaited<ReturnType<typeof signInElsewhere>>
  beforeAll(async () => void (elsewhere = await signInElsewhere()))

  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  /** Claims as good as those of an operator, signed by a key of one's own. */
  const forge = (kid: string) =>
    new SignJWT({ client_id: cloud.output('UserPoolClientId'), 'cognito:groups': ['operator'] })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setIssuer(`https://cognito-idp.${TEST_REGION}.amazonaws.com/${cloud.output('UserPoolId')}`)
      .setSubject('mallory')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey)
  const kidOf = (token: string) =>
    (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid
  const tampered = (token: string) => {
    const [head, payload, signature] = token.split('.') as [string, string, string]
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    const raised = Buffer.from(JSON.stringify({ ...claims, 'cognito:groups': ['operator'] }))
    return `${head}.${raised.toString('base64url')}.${signature}`
  }
  const unsigned = (token: string) => {
    const head = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
    return `${head}.${token.split('.')[1]}.`
  }

  const TOKENS: Record<string, () => Promise<string | undefined> | string | undefined> = {
    'no token': () => undefined,
    'an empty token': () => '',
    'something that is no token': () => 'let-me-in',
    'a token whose groups were changed': () => tampered(people.viewer.tokens().access),
    'a token without a signature': () => unsigned(people.operator.tokens().access),
    'a token signed by another key': () => forge(kidOf(people.viewer.tokens().access)),
    'a token for another client of the pool': () => elsewhere.otherClient,
    'an ID token for another client of the pool': () => elsewhere.otherClientId,
    'a token of another pool': () => elsewhere.otherPool,
  }

  test.each(everyRoute.flatMap(([route]) => Object.keys(TOKENS).map((what) => [route, what] as const)))(
    'asks %s with %s and gets 401',
    async (route, what) => {
      const { status } = await office.ask(await TOKENS[what]!(), pathOf(route), BODIES[route])
      expect(status).toBe(401)
    },
  )
})

describe('the clock of who asks', () => {
  const HOUR_MS = 3_600_000

  test.each([-12, -1, 1, 12])('%d hours wrong changes nothing: the tokens are good', async (hours) => {
    const date = new Date(Date.now() + hours * HOUR_MS).toUTCString()
    const { status } = await office.ask(people.viewer.tokens().access, 'GET /reviews', undefined, { date })
    expect(status).toBe(200)
  })
})

describe('time passes', () => {
  test.each(everyRoute)('%s answers 401 to an expired token', async (route) => {
    const expired = people.operator.tokens().access
    await cloud.advance(61 * 60_000)
    expect(await office.ask(expired, pathOf(route), BODIES[route])).toMatchObject({ status: 401 })
    // Nor by a clock that has stood still.
    const { exp } = JSON.parse(Buffer.from(expired.split('.')[1]!, 'base64url').toString()) as { exp: number }
    const date = new Date(exp * 1000 - 60_000).toUTCString()
    expect(await office.ask(expired, pathOf(route), BODIES[route], { date })).toMatchObject({ status: 401 })
    await people.operator.signInAgain()
    expect((await people.operator.ask(pathOf(route), BODIES[route])).status).not.toBe(401)
  })
})
