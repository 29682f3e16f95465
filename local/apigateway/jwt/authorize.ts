// Judges the token of a request. Nothing of the token is logged, nor said in an answer.
import { compactVerify, decodeJwt, decodeProtectedHeader, errors, importJWK } from 'jose'
import type { CloudContext } from '../../runtime/context.ts'
import type { RawRequest } from '../../runtime/service.ts'
import { parseIdentitySource } from '../identity-source.ts'
import type { AuthorizerRecord, RouteRecord } from '../records.ts'
import { findFault, scopesOf, type Claims } from './check-claims.ts'
import { claimTexts } from './claim-text.ts'
import { IssuerUnreachable, type KeyRing } from './key-ring.ts'

/** As the function sees it in `requestContext.authorizer.jwt`. */
export interface JwtGrant {
  claims: Record<string, string>
  /** Those of the route that the token has; null where the route asks for none. */
  scopes: string[] | null
}

export type Verdict =
  { granted: JwtGrant } | { statusCode: 401 | 403; /** The `www-authenticate` header. */ challenge: string }

/** Only RSA, as API Gateway has it: neither `none` nor a shared secret can pass for a key of the issuer. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512']

export interface Guarded {
  request: RawRequest
  route: RouteRecord
  authorizer: AuthorizerRecord
}

export function createAuthorizer(context: CloudContext, keys: KeyRing) {
  const readClaims = async (
    token: string,
    { jwtConfiguration }: AuthorizerRecord,
  ): Promise<Claims | string> => {
    const { issuer, audience } = jwtConfiguration
    try {
      const { alg = '', kid } = decodeProtectedHeader(token)
      decodeJwt(token)
      if (!ALGORITHMS.includes(alg)) return 'the token is signed with an algorithm that is not allowed'
      const jwk = kid === undefined ? undefined : await keys.find(issuer, kid)
      if (!jwk) return 'the token is signed with a key that is not known'
      const { payload } = await compactVerify(token, await importJWK(jwk, alg), { algorithms: [alg] })
      const claims = JSON.parse(Buffer.from(payload).toString('utf8')) as Claims
      return findFault(claims, { issuer, audience, nowMs: context.clock.now() }) ?? claims
    } catch (error) {
      if (error instanceof IssuerUnreachable) {
        const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
        context.log(`apigateway: the keys of ${issuer} cannot be read (${error.message}${cause})`)
        return error.message
      }
      if (error instanceof errors.JWSSignatureVerificationFailed)
        return 'the signature of the token is not valid'
      return 'the token is malformed'
    }
  }

  return async function authorize({ request, route, authorizer }: Guarded): Promise<Verdict> {
    const token = readToken(request, authorizer)
    if (!token) return { statusCode: 401, challenge: 'Bearer' }
    const claims = await readClaims(token, authorizer)
    const wanted = route.authorizationScopes ?? []
    if (typeof claims === 'string')
      return { statusCode: 401, challenge: challenge(wanted, 'invalid_token', claims) }
    const owned = scopesOf(claims)
    const scopes = wanted.filter((scope) => owned.includes(scope))
    if (wanted.length > 0 && scopes.length === 0)
      return {
        statusCode: 403,
        challenge: challenge(wanted, 'insufficient_scope', 'the token does not have a required scope'),
      }
    return { granted: { claims: claimTexts(claims), scopes: wanted.length > 0 ? scopes : null } }
  }
}

export type Authorize = ReturnType<typeof createAuthorizer>

const challenge = (scopes: string[], error: string, description: string) =>
  `Bearer scope="${scopes.join(' ')}" error="${error}" error_description="${description}"`

/** With or without the word `Bearer` before it, as API Gateway takes it. */
function readToken(request: RawRequest, { identitySource }: AuthorizerRecord): string | undefined {
  const { from, name } = parseIdentitySource(identitySource[0] ?? '')
  const given = from === 'header' ? request.headers[name] : request.query.get(name)
  const token = String(given ?? '').trim()
  return token.replace(/^bearer(?:\s+|$)/i, '') || undefined
}
