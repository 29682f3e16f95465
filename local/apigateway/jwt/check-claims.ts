// What API Gateway asks of the claims of a token whose signature is good.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html

export type Claims = Record<string, unknown>

export interface Expectation {
  issuer: string
  audience: string[]
  nowMs: number
}

/** What is wrong with the claims, in words for the client; undefined when nothing is. */
export function findFault(claims: Claims, { issuer, audience, nowMs }: Expectation): string | undefined {
  const nowS = Math.floor(nowMs / 1000)
  const { exp, nbf, iat } = claims
  if (claims['iss'] !== issuer) return 'the token does not have a valid issuer'
  // client_id counts only where there is no aud, as in the access tokens of Cognito.
  const meantFor = [claims['aud'] ?? claims['client_id'] ?? []].flat()
  if (!meantFor.some((one) => audience.includes(String(one))))
    return 'the token does not have a valid audience'
  if (typeof exp !== 'number') return 'the token does not have a valid exp claim'
  if (exp <= nowS) return 'the token has expired'
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf <= nowS)) return 'the token is not valid yet'
  if (iat !== undefined && !(typeof iat === 'number' && iat <= nowS))
    return 'the token was issued in the future'
  return undefined
}

/** The scopes of a token: `scope`, else `scp`, as text with blanks or as a list. */
export function scopesOf(claims: Claims): string[] {
  const given = claims['scope'] ?? claims['scp']
  if (typeof given === 'string') return given.split(' ').filter(Boolean)
  return Array.isArray(given) ? given.map(String) : []
}
