// What somebody may try on the road of the authorization code, and does not get.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { ANY_PORT, CALLBACK, CREDENTIALS, openBrowserLab } from './browser-lab.ts'
import type { BrowserLab } from './browser-lab.ts'
import { openBrowser, pkcePair } from './browser.ts'
import { NAME } from './lab.ts'

let lab: BrowserLab
let browser: ReturnType<typeof openBrowser>
beforeAll(async () => {
  lab = await openBrowserLab()
})
afterAll(() => lab.close())
beforeEach(() => {
  browser = openBrowser(lab.url)
})

describe('a request that is not in order', () => {
  test.each([
    ['a redirect to another port', { redirect_uri: 'http://localhost:9999/callback' }],
    ['a redirect to another path', { redirect_uri: `${CALLBACK}/evil` }],
    ['a redirect to another host', { redirect_uri: 'http://localhost.evil.example:8976/callback' }],
    ['a redirect that only looks local', { redirect_uri: 'http://127.0.0.1@evil.example/signed-in' }],
    ['an unknown client', { client_id: 'nobody' }],
  ])('with %s is refused here and sent nowhere', async (_what, changes) => {
    const page = await browser.go(lab.authorizeUrl(changes))
    expect(page.status).toBe(400)
    expect(page.url.startsWith(lab.url)).toBe(true)
    expect(page.html).toContain('Sign-in is not possible')
  })

  test.each([
    ['without a code challenge', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['for a scope the client may not have', { scope: 'openid phone' }, 'invalid_scope'],
    ['for tokens instead of a code', { response_type: 'token' }, 'unsupported_response_type'],
  ])('%s goes back with the error', async (_what, changes, error) => {
    const page = await browser.go(lab.authorizeUrl(changes))
    expect(page.url).toContain(`error=${error}`)
    expect(page.url).not.toContain('code=')
  })
})

describe('a code', () => {
  test.each([
    ['with a verifier of somebody else', { code_verifier: pkcePair().verifier }],
    ['without a verifier', { code_verifier: '' }],
    ['with another callback', { redirect_uri: ANY_PORT }],
    ['that is none', { code: 'made-up' }],
  ])('%s gives no tokens', async (_what, changes) => {
    const { page, verifier } = await lab.signedIn(browser)
    const { status, body } = await lab.exchange(page, verifier, changes)
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: 'invalid_grant' })
    expect(body['access_token']).toBeUndefined()
  })

  test('used twice gives nothing, and takes back what it gave', async () => {
    const { page, verifier } = await lab.signedIn(browser, { scope: 'openid aws.cognito.signin.user.admin' })
    const { body } = await lab.exchange(page, verifier)
    const AccessToken = body['access_token']!
    await expect(lab.cognito.send(new GetUserCommand({ AccessToken }))).resolves.toBeDefined()
    expect((await lab.exchange(page, verifier)).body['error']).toBe('invalid_grant')
    await expect(lab.cognito.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({
      message: 'Access Token has been revoked',
    })
  })

  test('of another client gives no tokens', async () => {
    const other = await lab.createBrowserClient('other')
    const { page, verifier } = await lab.signedIn(browser)
    const { status } = await lab.exchange(page, verifier, { client_id: other.ClientId! })
    expect(status).toBe(400)
  })
})

test('whoever is disabled is signed in nowhere any more', async () => {
  const user = { UserPoolId: lab.poolId, Username: NAME }
  const { page, verifier } = await lab.signedIn(browser)
  await lab.cognito.send(new AdminDisableUserCommand(user))
  try {
    expect((await lab.exchange(page, verifier)).status).toBe(400)
    const again = await browser.go(lab.authorizeUrl())
    const answer = await browser.submit(again, CREDENTIALS)
    expect(answer.html).toContain('User is disabled.')
  } finally {
    await lab.cognito.send(new AdminEnableUserCommand(user))
  }
})

test('a pool without a domain has no pages, as on AWS', async () => {
  const bare = await lab.createPool()
  const answer = await fetch(`${lab.url}/${bare}/oauth2/authorize`)
  expect(answer.status).toBe(404)
})
