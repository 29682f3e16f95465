// The JSON Web Tokens of a pool, claim for claim as Cognito makes them:
// docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
import { importJWK, jwtVerify, SignJWT } from 'jose'
import type { JWTPayload } from 'jose'
import { randomUUID } from 'node:crypto'
import { tokenLifetimes } from './client-settings.ts'
import { issuerOf } from './cognito.ts'
import type { Cognito } from './cognito.ts'
import { notAuthorized } from './errors.ts'
import { byPrecedence } from './group-operations.ts'
import type { Client, Session, User } from './records.ts'
import { publicJwk } from './signing-key.ts'

/** What InitiateAuth gives, and a browser after its code. */
export const ADMIN_SCOPE = 'aws.cognito.signin.user.admin'

export interface TokenPair {
  idToken: string
  accessToken: string
  /** Of the access token. */
  expiresInSeconds: number
}

interface TokenRequest {
  client: Client
  user: User
  session: Session
  nonce?: string
}

const BOOLEANS = ['email_verified', 'phone_number_verified']

/** The attributes that a client may read, those of yes or no as such. */
function attributeClaims({ attributes }: User, { settings }: Client): Record<string, unknown> {
  const readable = Object.entries(attributes).filter(
    ([name]) => name !== 'sub' && (settings.ReadAttributes?.includes(name) ?? true),
  )
  return Object.fromEntries(
    readable.map(([name, value]) => [name, BOOLEANS.includes(name) ? value === 'true' : value]),
  )
}

function groupClaims({ store }: Cognito, user: User) {
  const groups = store.groupsOfUser(user).sort(byPrecedence)
  const roles = groups.flatMap(({ roleArn }) => roleArn ?? [])
  const first = groups.find(({ roleArn, precedence }) => roleArn && precedence !== undefined)
  return {
    inBoth: groups.length > 0 ? { 'cognito:groups': groups.map(({ name }) => name) } : {},
    inIdToken: {
      ...(roles.length > 0 && { 'cognito:roles': roles }),
      ...(first && { 'cognito:preferred_role': first.roleArn }),
    },
  }
}

export async function makeTokens(cognito: Cognito, request: TokenRequest): Promise<TokenPair> {
  const { client, user, session, nonce } = request
  const issuedAt = Math.floor(cognito.context.clock.now() / 1000)
  const { accessMs, idMs } = tokenLifetimes(client)
  const groups = groupClaims(cognito, user)
  const inBoth = {
    sub: String(user.attributes['sub']),
    ...groups.inBoth,
    iss: issuerOf(cognito.context, user.poolId),
    origin_jti: session.id,
    event_id: randomUUID(),
    auth_time: Math.floor(session.authenticatedAtMs / 1000),
    iat: issuedAt,
  }
  const idClaims = {
    ...attributeClaims(user, client),
    ...inBoth,
    ...groups.inIdToken,
    'cognito:username': user.username,
    ...(nonce && { nonce }),
    aud: client.id,
    token_use: 'id',
    exp: issuedAt + Math.floor(idMs / 1000),
    jti: randomUUID(),
  }
  const accessClaims = {
    ...inBoth,
    client_id: client.id,
    username: user.username,
    scope: session.scope,
    token_use: 'access',
    exp: issuedAt + Math.floor(accessMs / 1000),
    jti: randomUUID(),
  }
  const [idToken, accessToken] = await Promise.all([
    sign(cognito, user.poolId, idClaims),
    sign(cognito, user.poolId, accessClaims),
  ])
  return { idToken, accessToken, expiresInSeconds: Math.floor(accessMs / 1000) }
}

async function sign({ store }: Cognito, poolId: string, claims: JWTPayload): Promise<string> {
  const { kid, privateJwk } = store.signingKey(poolId)!
  const key = await importJWK(privateJwk, 'RS256')
  return new SignJWT(claims).setProtectedHeader({ kid, alg: 'RS256' }).sign(key)
}

export interface Bearer {
  user: User
  session: Session
  claims: JWTPayload
}

/** Whoever an access token stands for. Throws `NotAuthorizedException` when it is not ours, too old, or revoked. */
export async function readAccessToken(cognito: Cognito, token: unknown): Promise<Bearer> {
  const { context, store } = cognito
  const claims = await verify(cognito, String(token))
  if (claims['token_use'] !== 'access') throw notAuthorized('Invalid Access Token')
  if ((claims.exp ?? 0) * 1000 <= context.clock.now()) throw notAuthorized('Access Token has expired')
  const session = store.session(String(claims['origin_jti']))
  if (!session || session.isRevoked) throw notAuthorized('Access Token has been revoked')
  const user = store.user(session.poolId, session.username)
  if (!user) throw notAuthorized('Access Token has been revoked')
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  return { user, session, claims }
}

async function verify({ context, store }: Cognito, token: string): Promise<JWTPayload> {
  const poolId = poolNamedBy(token)
  const key = poolId === undefined ? undefined : store.signingKey(poolId)
  if (!key || poolId === undefined) throw notAuthorized('Invalid Access Token')
  try {
    const { payload } = await jwtVerify(token, await importJWK(publicJwk(key) as object, 'RS256'), {
      algorithms: ['RS256'],
      issuer: issuerOf(context, poolId),
      // The time is judged by the caller, by the cloud's own clock.
      currentDate: new Date(0),
    })
    return payload
  } catch {
    throw notAuthorized('Could not verify signature for Access Token')
  }
}

/** The pool that a token claims to be of: nothing is trusted before its signature is checked with that pool's key. */
function poolNamedBy(token: string): string | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload
    return claims.iss?.slice(claims.iss.lastIndexOf('/') + 1)
  } catch {
    return undefined
  }
}
