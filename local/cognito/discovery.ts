// The two documents by which anybody learns a pool's addresses and checks its tokens. Both are public.
import { SCOPES } from './client-settings.ts'
import { issuerOf } from './cognito.ts'
import type { Cognito } from './cognito.ts'
import type { Pool } from './records.ts'
import { publicJwk } from './signing-key.ts'

/** As `/.well-known/openid-configuration` of a pool; the addresses of the sign-in pages are this machine's. */
export function openIdConfiguration({ context }: Cognito, pool: Pool) {
  const base = `${context.endpointUrl()}/${pool.id}`
  return {
    authorization_endpoint: `${base}/oauth2/authorize`,
    code_challenge_methods_supported: ['S256'],
    end_session_endpoint: `${base}/logout`,
    grant_types_supported: ['authorization_code', 'refresh_token'],
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: issuerOf(context, pool.id),
    jwks_uri: `${base}/.well-known/jwks.json`,
    response_types_supported: ['code'],
    revocation_endpoint: `${base}/oauth2/revoke`,
    scopes_supported: SCOPES.filter((scope) => !scope.includes('.')),
    subject_types_supported: ['public'],
    token_endpoint: `${base}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    userinfo_endpoint: `${base}/oauth2/userInfo`,
  }
}

export const keySet = ({ store }: Cognito, pool: Pool) => ({ keys: [publicJwk(store.signingKey(pool.id)!)] })
