// A pool whose people sign in with a browser, and what a test does with it.
import { CreateUserPoolDomainCommand } from '@aws-sdk/client-cognito-identity-provider'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { type openBrowser, pkcePair } from './browser.ts'
import type { Page } from './browser.ts'
import { NAME, openCognitoLab, PASSWORD } from './lab.ts'

export const CALLBACK = 'http://localhost:8976/callback'
/** Registered without a port: any port may follow. */
export const ANY_PORT = 'http://127.0.0.1/signed-in'
export const SIGNED_OUT = 'http://localhost:8976/bye'
export const CREDENTIALS = { username: NAME, password: PASSWORD }

export type BrowserLab = Awaited<ReturnType<typeof openBrowserLab>>

export async function openBrowserLab() {
  const lab = await openCognitoLab()
  const poolId = await lab.createPool()
  const createBrowserClient = (ClientName: string) =>
    lab.createClient(poolId, {
      ClientName,
      CallbackURLs: [CALLBACK, ANY_PORT],
      LogoutURLs: [SIGNED_OUT],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'aws.cognito.signin.user.admin'],
    })
  const clientId = (await createBrowserClient('Reelgate <CLI>')).ClientId!
  await lab.cognito.send(new CreateUserPoolDomainCommand({ UserPoolId: poolId, Domain: 'reelgate-lab' }))
  await lab.createUser(poolId, NAME, ['reviewer'])

  const at = (path: string) => `${lab.url}/${poolId}${path}`
  /** Parameters that are changed to nothing are left out. */
  const authorizeUrl = (changes: Record<string, string> = {}) => {
    const query = {
      client_id: clientId,
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid email',
      state: 'state-1',
      nonce: 'nonce-1',
      code_challenge: pkcePair().challenge,
      code_challenge_method: 'S256',
      ...changes,
    }
    const given = Object.entries(query).filter(([, value]) => value !== '')
    return `${at('/oauth2/authorize')}?${String(new URLSearchParams(given))}`
  }
  return {
    ...lab,
    poolId,
    clientId,
    createBrowserClient,
    at,
    authorizeUrl,
    async signedIn(browser: ReturnType<typeof openBrowser>, changes: Record<string, string> = {}) {
      const { verifier, challenge } = pkcePair()
      const page = await browser.go(authorizeUrl({ code_challenge: challenge, ...changes }))
      return { verifier, page: await browser.submit(page, CREDENTIALS) }
    },
    async exchange(page: Page, verifier: string, changes: Record<string, string> = {}) {
      const response = await fetch(at('/oauth2/token'), {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: clientId,
          code: new URL(page.url).searchParams.get('code') ?? '',
          redirect_uri: CALLBACK,
          code_verifier: verifier,
          ...changes,
        }),
      })
      return { status: response.status, body: (await response.json()) as Record<string, string> }
    },
    verify: (token: string) =>
      jwtVerify(token, createRemoteJWKSet(new URL(at('/.well-known/jwks.json'))), {
        issuer: `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`,
      }),
  }
}
