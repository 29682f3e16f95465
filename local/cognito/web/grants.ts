// The tokens after a browser sign-in. oidc-provider checks code, verifier, client and address; the tokens are the
// pool's own, so that they have the same claims, lifetimes and revocation as those of InitiateAuth.
import type { KoaContextWithOIDC, errors, Provider } from 'oidc-provider'
import { AwsError } from '../../runtime/aws-error.ts'
import type { Cognito } from '../cognito.ts'
import type { Pool, Session } from '../records.ts'
import { openSession, resumeSession, revokeSession } from '../sessions.ts'
import { makeTokens } from '../tokens.ts'

type Errors = typeof errors

export function installGrants(
  cognito: Cognito,
  pool: Pool,
  { provider, errors }: { provider: Provider; errors: Errors },
) {
  provider.use(async (ctx, next) => {
    await next()
    const { oidc } = ctx as Partial<KoaContextWithOIDC>
    if (ctx.status === 200 && oidc?.route === 'token' && oidc.entities.AuthorizationCode)
      ctx.body = await tokensOfCode(cognito, pool, oidc)
  })
  provider.registerGrantType(
    'refresh_token',
    async (ctx) => {
      ctx.body = await tokensOfRefresh(cognito, ctx, errors)
    },
    ['refresh_token', 'scope'],
  )
  // A code that comes twice was stolen by one of the two: what was made from it ends.
  provider.on('grant.revoked', (_ctx, grantId) => {
    cognito.store
      .sessionsOfGrant(pool.id, grantId)
      .forEach((session) => revokeSession(cognito.store, session))
  })
}

async function tokensOfCode(cognito: Cognito, pool: Pool, oidc: KoaContextWithOIDC['oidc']) {
  const code = oidc.entities.AuthorizationCode!
  const client = cognito.store.client(code.clientId!)
  const user = cognito.store.user(pool.id, code.accountId!)
  if (!client || !user) throw new Error('the client or the user of a code has just been deleted')
  const scope = code.scope ?? ''
  // The provider lives in the machine's time, the tokens in that of the cloud.
  const agoMs = code.authTime === undefined ? 0 : Math.max(0, Date.now() - code.authTime * 1000)
  const { session, refreshToken } = openSession(cognito, {
    client,
    user,
    scope,
    authenticatedAtMs: cognito.context.clock.now() - agoMs,
    ...(code.grantId && { grantId: code.grantId }),
  })
  const tokens = await makeTokens(cognito, {
    client,
    user,
    session,
    ...(code.nonce && { nonce: code.nonce }),
  })
  return { ...tokenBody(tokens, session), refresh_token: refreshToken }
}

async function tokensOfRefresh(cognito: Cognito, { oidc }: KoaContextWithOIDC, errors: Errors) {
  const client = cognito.store.client(oidc.client!.clientId)
  const refreshToken = oidc.params?.['refresh_token']
  if (!client || typeof refreshToken !== 'string' || !refreshToken)
    throw new errors.InvalidRequest("missing required parameter(s) 'refresh_token'")
  try {
    const { session, user } = resumeSession(cognito, client, refreshToken)
    return tokenBody(await makeTokens(cognito, { client, user, session }), session)
  } catch (error) {
    if (error instanceof AwsError) throw new errors.InvalidGrant(error.message)
    throw error
  }
}

/** An id token only for who asked for `openid`. */
function tokenBody(tokens: Awaited<ReturnType<typeof makeTokens>>, { scope }: Session) {
  return {
    ...(scope.split(' ').includes('openid') && { id_token: tokens.idToken }),
    access_token: tokens.accessToken,
    expires_in: tokens.expiresInSeconds,
    token_type: 'Bearer',
  }
}
