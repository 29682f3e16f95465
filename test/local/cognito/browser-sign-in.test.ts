// Authorization code with PKCE through the pages of a pool, as the command line does it with a real browser.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { AdminCreateUserCommand } from '@aws-sdk/client-cognito-identity-provider'
import { CREDENTIALS, openBrowserLab, SIGNED_OUT } from './browser-lab.ts'
import type { BrowserLab } from './browser-lab.ts'
import { openBrowser, pkcePair } from './browser.ts'
import { NAME, PASSWORD } from './lab.ts'

let lab: BrowserLab
let browser: ReturnType<typeof openBrowser>
beforeAll(async () => {
  lab = await openBrowserLab()
})
afterAll(() => lab.close())
beforeEach(() => {
  browser = openBrowser(lab.url)
})

describe('a browser that signs in', () => {
  test('comes back with a code that becomes tokens of the pool', async () => {
    const { page, verifier } = await lab.signedIn(browser)
    expect(page.url).toMatch(/^http:\/\/localhost:8976\/callback\?/)
    expect(new URL(page.url).searchParams.get('state')).toBe('state-1')
    const { status, body } = await lab.exchange(page, verifier)
    expect(status).toBe(200)
    const id = await lab.verify(body['id_token']!)
    expect(id.payload).toMatchObject({
      aud: lab.clientId,
      token_use: 'id',
      nonce: 'nonce-1',
      'cognito:username': NAME,
      'cognito:groups': ['reviewer'],
      email: `${NAME}@example.org`,
    })
    const access = await lab.verify(body['access_token']!)
    expect(access.payload).toMatchObject({
      client_id: lab.clientId,
      token_use: 'access',
      scope: 'openid email',
      username: NAME,
      'cognito:groups': ['reviewer'],
    })
  })

  test('gets a refresh token that both roads take', async () => {
    const { page, verifier } = await lab.signedIn(browser)
    const { body } = await lab.exchange(page, verifier)
    const refresh = body['refresh_token']!
    const again = await lab.exchange(page, verifier, { grant_type: 'refresh_token', refresh_token: refresh })
    expect(again.status).toBe(200)
    expect((await lab.verify(again.body['access_token']!)).payload['scope']).toBe('openid email')
    const { AuthenticationResult } = await lab.refresh(lab.clientId, refresh)
    expect(AuthenticationResult?.AccessToken).toBeDefined()
  })

  test('is not asked a second time', async () => {
    await lab.signedIn(browser)
    const { verifier, challenge } = pkcePair()
    const page = await browser.go(lab.authorizeUrl({ code_challenge: challenge }))
    expect(page.url).toContain('code=')
    expect((await lab.exchange(page, verifier)).status).toBe(200)
  })

  test('is asked again when told to, and may then be somebody else', async () => {
    await lab.signedIn(browser)
    await lab.createUser(lab.poolId, 'otto')
    const { verifier, challenge } = pkcePair()
    const page = await browser.go(lab.authorizeUrl({ code_challenge: challenge, prompt: 'login' }))
    const back = await browser.submit(page, { ...CREDENTIALS, username: 'otto' })
    const { body } = await lab.exchange(back, verifier)
    expect((await lab.verify(body['id_token']!)).payload['cognito:username']).toBe('otto')
  })

  test('is asked again after signing out', async () => {
    await lab.signedIn(browser)
    const query = new URLSearchParams({ client_id: lab.clientId, logout_uri: SIGNED_OUT })
    expect((await browser.go(`${lab.at('/logout')}?${String(query)}`)).url).toBe(SIGNED_OUT)
    const page = await browser.go(lab.authorizeUrl())
    expect(page.html).toContain('current-password')
  })

  test('stays signed in when its person may call userInfo, which says who it is', async () => {
    const { page, verifier } = await lab.signedIn(browser)
    const { body } = await lab.exchange(page, verifier)
    const answer = await fetch(lab.at('/oauth2/userInfo'), {
      headers: { authorization: `Bearer ${body['access_token']}` },
    })
    expect(await answer.json()).toMatchObject({ username: NAME, email: `${NAME}@example.org` })
  })

  test('chooses a password first when it has a temporary one', async () => {
    const Username = 'nina'
    const TemporaryPassword = 'Temporary-1'
    await lab.cognito.send(
      new AdminCreateUserCommand({ UserPoolId: lab.poolId, Username, TemporaryPassword }),
    )
    const { verifier, challenge } = pkcePair()
    const first = await browser.go(lab.authorizeUrl({ code_challenge: challenge }))
    const asked = await browser.submit(first, { username: Username, password: TemporaryPassword })
    const weak = { 'new-password': 'short', 'repeated-password': 'short' }
    const refused = await browser.submit(asked, weak)
    expect(refused.html).toContain('Password not long enough')
    const strong = { 'new-password': PASSWORD, 'repeated-password': PASSWORD }
    const back = await browser.submit(refused, strong)
    expect((await lab.exchange(back, verifier)).status).toBe(200)
  })

  test('may come back to any port where the callback was registered without one', async () => {
    const callback = 'http://127.0.0.1:51515/signed-in'
    const { page, verifier } = await lab.signedIn(browser, { redirect_uri: callback })
    expect(page.url.startsWith(callback)).toBe(true)
    expect((await lab.exchange(page, verifier, { redirect_uri: callback })).status).toBe(200)
  })
})

describe('the sign-in page', () => {
  test('has labels, no script, and lets nobody frame it', async () => {
    const page = await browser.go(lab.authorizeUrl())
    expect(page.html).toMatch(/<label for="username">.*<label for="password">/s)
    expect(page.html).not.toMatch(/<script/i)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' http://localhost:8976`)
    expect(page.headers.get('x-frame-options')).toBe('DENY')
  })

  test('shows names as text', async () => {
    const page = await browser.go(lab.authorizeUrl({ login_hint: '"><b>x' }))
    expect(page.html).toContain('Reelgate &lt;CLI&gt;')
    expect(page.html).toContain('value="&quot;&gt;&lt;b&gt;x"')
  })

  test.each([
    ['a wrong password', { username: NAME, password: 'Wrong-horse-7' }],
    ['nobody', { username: 'nobody', password: PASSWORD }],
  ])('says the same to %s, and stays', async (_who, typed) => {
    const page = await browser.go(lab.authorizeUrl())
    const answer = await browser.submit(page, typed)
    expect(answer.status).toBe(400)
    expect(answer.html).toContain('<p role="alert">Incorrect username or password.</p>')
    expect(answer.html).not.toContain(typed.password)
    expect((await browser.submit(answer, CREDENTIALS)).url).toContain('code=')
  })

  test('takes no form from a page of somebody else', async () => {
    const page = await browser.go(lab.authorizeUrl())
    const answer = await browser.submit(page, CREDENTIALS, 'http://localhost:3000')
    expect(answer.status).toBe(403)
  })

  test('takes no form from another browser', async () => {
    const page = await browser.go(lab.authorizeUrl())
    const answer = await openBrowser(lab.url).submit(page, CREDENTIALS)
    expect(answer.status).toBe(400)
    expect(answer.html).toContain('another browser')
  })
})
