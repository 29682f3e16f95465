import type { IncomingMessage, ServerResponse } from 'node:http'

/** oidc-provider's name for the cookie that keeps a browser signed in. */
const SESSION_COOKIE = '_session'

export function sessionCookie(request: IncomingMessage): string | undefined {
  const cookies = (request.headers.cookie ?? '').split(';').map((one) => one.trim())
  return cookies.find((one) => one.startsWith(`${SESSION_COOKIE}=`))?.slice(SESSION_COOKIE.length + 1)
}

export function expireCookies(response: ServerResponse, poolId: string): void {
  for (const name of [SESSION_COOKIE, `${SESSION_COOKIE}.sig`]) {
    response.appendHeader(
      'set-cookie',
      `${name}=; path=/${poolId}; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly`,
    )
  }
}
