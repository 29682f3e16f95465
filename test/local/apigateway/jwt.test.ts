import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { generateKeyPair } from 'jose'
import { startIssuer, type Issuer, type TokenOptions } from './issuer.ts'
import { openLab, send, type Lab } from './lab.ts'
import { apiTemplate } from './template.ts'

let lab: Lab
let issuer: Issuer
let endpoint: string

beforeAll(async () => {
  issuer = await startIssuer()
  lab = await openLab()
  await lab.createStack('plain', apiTemplate({ issuer: issuer.url }))
  endpoint = (await lab.outputs('plain'))['Endpoint'] ?? ''
})
afterAll(async () => {
  await lab.close()
  await issuer.close()
})

const nowS = () => Math.floor(lab.now() / 1000)

const claims = (changes: Record<string, unknown> = {}) => {
  const good = { iss: issuer.url, aud: 'reelgate-web', sub: 'mina', iat: nowS(), exp: nowS() + 300 }
  return Object.fromEntries(
    Object.entries({ ...good, ...changes }).filter(([, value]) => value !== undefined),
  )
}
const token = (changes: Record<string, unknown> = {}, options: TokenOptions = {}) =>
  issuer.sign(claims(changes), options)
const ask = (path: string, authorization?: string) =>
  send(endpoint + path, { headers: authorization === undefined ? {} : { authorization } })

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token that is good', () => {
  test.each([
    ['after the word Bearer', async () => `Bearer ${await token()}`],
    ['alone', async () => token()],
    ['for one of several audiences', async () => token({ aud: ['else', 'reelgate-cli'] })],
    ['of a client, without an audience', async () => token({ aud: undefined, client_id: 'reelgate-cli' })],
    ['that has just become valid', async () => token({ nbf: nowS() })],
  ])('is let in %s', async (_name, make) => {
    expect((await ask('/private', await make())).status).toBe(200)
  })

  test('tells the function its claims as text, lists without commas', async () => {
    const given = { roles: ['reviewer', 'viewer'], verified: true, age: 41, address: { city: 'Seoul' } }
    const answer = await ask('/private', `Bearer ${await token(given)}`)
    expect(answer.json()).toMatchObject({
      routeKey: 'GET /private',
      authorizer: {
        jwt: {
          claims: {
            iss: issuer.url,
            sub: 'mina',
            exp: expect.stringMatching(/^\d{10}$/),
            roles: '[reviewer viewer]',
            verified: 'true',
            age: '41',
            address: 'map[city:Seoul]',
          },
          scopes: null,
        },
      },
    })
  })

  test.each([
    ['one of the scopes of the route', { scope: 'profile review' }, ['review']],
    ['a list of scopes', { scp: ['admin', 'review'] }, ['review', 'admin']],
  ])('opens a route with scopes by %s', async (_name, given, scopes) => {
    const answer = await ask('/scoped', await token(given))
    expect(answer.json()).toMatchObject({ authorizer: { jwt: { scopes } } })
  })

  test('may come in the query where the authorizer looks there', async () => {
    expect((await ask(`/linked?token=${await token()}`)).status).toBe(200)
    expect((await ask('/linked', await token())).status).toBe(401)
  })

  test('is not asked for by a route without an authorizer', async () => {
    expect((await ask('/open', 'Bearer nonsense')).json()).toMatchObject({
      routeKey: 'GET /open',
      authorizer: null,
    })
  })
})

describe('a token that is not good', () => {
  const unsigned = async () => `${base64({ alg: 'none', kid: 'first' })}.${base64(claims())}.`
  const forged = async () => token({}, { key: (await generateKeyPair('RS256')).privateKey })
  const shared = async () =>
    token({}, { header: { alg: 'HS256' }, key: new TextEncoder().encode('k'.repeat(32)) })
  const altered = async () => {
    const [head, , signature] = (await token()).split('.')
    return `${head}.${base64(claims({ sub: 'root' }))}.${signature}`
  }
  test.each([
    ['has expired', async () => token({ exp: nowS() - 1 }), 'the token has expired'],
    ['expires now', async () => token({ exp: nowS() }), 'the token has expired'],
    ['never expires', async () => token({ exp: undefined }), 'the token does not have a valid exp claim'],
    ['is for later', async () => token({ nbf: nowS() + 60 }), 'the token is not valid yet'],
    ['is of tomorrow', async () => token({ iat: nowS() + 86_400 }), 'the token was issued in the future'],
    [
      'is of another issuer',
      async () => token({ iss: 'https://evil' }),
      'the token does not have a valid issuer',
    ],
    ['names no issuer', async () => token({ iss: undefined }), 'the token does not have a valid issuer'],
    ['is for somebody else', async () => token({ aud: 'shop' }), 'the token does not have a valid audience'],
    [
      'is for somebody else, though of our client',
      async () => token({ aud: 'shop', client_id: 'reelgate-cli' }),
      'the token does not have a valid audience',
    ],
    ['is for nobody', async () => token({ aud: undefined }), 'the token does not have a valid audience'],
    ['is signed with another key', forged, 'the signature of the token is not valid'],
    ['was altered', altered, 'the signature of the token is not valid'],
    ['is not signed', unsigned, 'the token is signed with an algorithm that is not allowed'],
    ['is signed with a shared secret', shared, 'the token is signed with an algorithm that is not allowed'],
    [
      'names an unknown key',
      async () => token({}, { header: { kid: 'other' } }),
      'the token is signed with a key that is not known',
    ],
    [
      'names no key',
      async () => token({}, { header: { kid: undefined as never } }),
      'the token is signed with a key that is not known',
    ],
    ['is no token', async () => 'Bearer nonsense', 'the token is malformed'],
    [
      'is two thirds of a token',
      async () => (await token()).split('.').slice(0, 2).join('.'),
      'the token is malformed',
    ],
    ['has no claims', async () => `${(await token()).split('.')[0]}.bm8.bm8`, 'the token is malformed'],
  ])('that %s is refused', async (_name, make, description) => {
    const answer = await ask('/private', await make())
    expect([answer.status, answer.json()]).toEqual([401, { message: 'Unauthorized' }])
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer scope="" error="invalid_token" error_description="${description}"`,
    )
  })

  test.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['the word Bearer alone', 'Bearer'],
  ])('that is absent is asked for: %s', async (_name, header) => {
    const answer = await ask('/private', header)
    expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}'])
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  })

  test.each([{}, { scope: 'profile reviews' }, { scope: '' }])(
    'is forbidden a route it has no scope for: %j',
    async (given) => {
      const answer = await ask('/scoped', await token(given))
      expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}'])
      expect(answer.headers['www-authenticate']).toContain('scope="review admin" error="insufficient_scope"')
    },
  )

  test('stays refused on a route with scopes when it has expired, whatever its scopes', async () => {
    expect((await ask('/scoped', await token({ exp: nowS() - 1, scope: 'review' }))).status).toBe(401)
  })
})

describe('the keys of the issuer', () => {
  test('are read once for many tokens', async () => {
    await ask('/private', await token())
    issuer.asked.length = 0
    await Promise.all([1, 2, 3, 4].map(async () => ask('/private', await token())))
    expect(issuer.asked).toEqual([])
  })

  test('are read again, once, when a token names a new one', async () => {
    await lab.advance(10_000)
    await issuer.rotate('second')
    issuer.asked.length = 0
    const answers = await Promise.all([1, 2, 3].map(async () => ask('/private', await token())))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys'])
  })

  test('are not read for every made-up key', async () => {
    await lab.advance(10_000)
    issuer.asked.length = 0
    for (const kid of ['a', 'b', 'c', 'd']) await ask('/private', await token({}, { header: { kid } }))
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys'])
  })

  test('hold for two hours while the issuer is down, and no longer', async () => {
    issuer.setDown(true)
    expect((await ask('/private', await token())).status).toBe(200)
    await lab.advance(2 * 60 * 60 * 1000)
    const answer = await ask('/private', await token())
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toContain('OIDC discovery endpoint communication error')
    issuer.setDown(false)
    expect((await ask('/private', await token())).status).toBe(200)
  })
})

test('no token is in the journal or in what the operator reads', async () => {
  const secret = await token({ scope: 'review' })
  await ask('/scoped', `Bearer ${secret}`)
  await ask(`/linked?token=${secret}`)
  const signature = secret.split('.')[2] ?? ''
  await lab.restart()
  expect(lab.lines.join('\n')).not.toContain(signature)
  const journal = readFileSync(join(lab.dataDir, 'cloudtrail.jsonl'), 'utf8')
  expect(journal).toContain('CreateAuthorizer')
  expect(journal).not.toContain(signature)
})
