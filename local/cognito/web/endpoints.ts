// The addresses beside the sign-in itself: who am I, take back a token, sign the browser out.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AwsError } from '../../runtime/aws-error.ts'
import { revokeToken } from '../auth-operations.ts'
import type { Cognito } from '../cognito.ts'
import type { Pool } from '../records.ts'
import { readAccessToken } from '../tokens.ts'
import { expireCookies, sessionCookie } from './cookies.ts'
import { readForm } from './form.ts'
import { renderPage } from './page.ts'

export interface Exchange {
  cognito: Cognito
  pool: Pool
  query: URLSearchParams
  request: IncomingMessage
  response: ServerResponse
}

export function answerJson(response: ServerResponse, statusCode: number, body: unknown): void {
  response.writeHead(statusCode, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(response.req.method === 'HEAD' ? undefined : JSON.stringify(body))
}

async function userInfo({ cognito, pool, request, response }: Exchange): Promise<void> {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  try {
    const { user, claims } = await readAccessToken(cognito, token)
    const isOurs = user.poolId === pool.id && String(claims['scope']).split(' ').includes('openid')
    if (!isOurs) throw new AwsError('insufficient_scope', 'The token is not for openid.')
    answerJson(response, 200, { ...user.attributes, username: user.username })
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    response.setHeader('www-authenticate', 'Bearer error="invalid_token"')
    answerJson(response, 401, { error: 'invalid_token', error_description: error.message })
  }
}

/** The client by name and secret: in the header, percent-encoded before base64 (RFC 6749, 2.3.1), or in the form. */
function clientCredentials(request: IncomingMessage, form: URLSearchParams) {
  const basic = /^Basic (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (!basic) return { ClientId: form.get('client_id') ?? '', ClientSecret: form.get('client_secret') ?? '' }
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':')
  const plain = (text: string) => new URLSearchParams(`v=${text}`).get('v') ?? ''
  return { ClientId: plain(id), ClientSecret: plain(secret) }
}

const REVOKE_ERRORS: Record<string, string> = {
  UnsupportedTokenTypeException: 'unsupported_token_type',
  InvalidParameterException: 'invalid_request',
}

async function revoke({ cognito, pool, request, response }: Exchange): Promise<void> {
  try {
    const form = await readForm(request)
    const credentials = clientCredentials(request, form)
    if (cognito.store.client(credentials.ClientId)?.poolId !== pool.id)
      throw new AwsError('invalid_client', 'The client is not of this pool.')
    revokeToken(cognito, { ...credentials, Token: form.get('token') ?? '' })
    response.writeHead(200, { 'content-length': 0 }).end()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    answerJson(response, 400, { error: REVOKE_ERRORS[error.code] ?? 'invalid_client' })
  }
}

/** Signs the browser out of the pages here, as Cognito's `/logout`; tokens that are out stay valid. */
async function logout({ cognito, pool, query, request, response }: Exchange): Promise<void> {
  const client = cognito.store.client(query.get('client_id') ?? '')
  const target = query.get('logout_uri') ?? ''
  if (client?.poolId !== pool.id || !client.settings.LogoutURLs?.includes(target)) {
    const message =
      'client_id and logout_uri must name a client of this pool and one of its sign-out addresses.'
    return renderPage(response, { statusCode: 400, title: 'Sign out', message })
  }
  const session = sessionCookie(request)
  if (session) cognito.store.dropBrowserSession(pool.id, session)
  expireCookies(response, pool.id)
  response.writeHead(302, { location: target, 'cache-control': 'no-store' }).end()
}

export const ENDPOINTS: Record<string, (exchange: Exchange) => Promise<void>> = {
  'GET /oauth2/userInfo': userInfo,
  'POST /oauth2/userInfo': userInfo,
  'POST /oauth2/revoke': revoke,
  'GET /logout': logout,
}
