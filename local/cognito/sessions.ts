// A session is one sign-in. Its refresh token is random and kept as a hash only; revoking it ends what was made from it.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { tokenLifetimes } from './client-settings.ts'
import type { Cognito } from './cognito.ts'
import { notAuthorized } from './errors.ts'
import type { Client, Session, User } from './records.ts'
import type { Store } from './store.ts'

/** Of a text with so much chance in it that a plain digest cannot be guessed back. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('base64url')

export const randomToken = () => randomBytes(48).toString('base64url')

export interface SignedIn {
  session: Session
  refreshToken: string
}

interface SessionRequest {
  client: Client
  user: User
  scope: string
  /** Now when absent. */
  authenticatedAtMs?: number
  grantId?: string
}

export function openSession({ context, store }: Cognito, request: SessionRequest): SignedIn {
  const { client, user, scope, grantId } = request
  const refreshToken = randomToken()
  const now = context.clock.now()
  const session: Session = {
    id: randomUUID(),
    refreshTokenHash: hashToken(refreshToken),
    poolId: user.poolId,
    clientId: client.id,
    username: user.username,
    scope,
    authenticatedAtMs: request.authenticatedAtMs ?? now,
    expiresAtMs: now + tokenLifetimes(client).refreshMs,
    isRevoked: false,
    ...(grantId && { grantId }),
  }
  store.saveSession(session)
  return { session, refreshToken }
}

/** Throws `NotAuthorizedException` for a token that is unknown, of another client, revoked or expired. */
export function resumeSession(
  { context, store }: Cognito,
  client: Client,
  refreshToken: string,
): { session: Session; user: User } {
  const session = store.sessionByToken(hashToken(refreshToken))
  if (!session || session.clientId !== client.id) throw notAuthorized('Invalid Refresh Token')
  if (session.isRevoked) throw notAuthorized('Refresh Token has been revoked')
  if (session.expiresAtMs <= context.clock.now()) throw notAuthorized('Refresh Token has expired')
  const user = store.user(session.poolId, session.username)
  if (!user) throw notAuthorized('Invalid Refresh Token')
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  return { session, user }
}

export const revokeSession = (store: Store, session: Session) =>
  store.saveSession({ ...session, isRevoked: true })

export const revokeAllSessions = (store: Store, user: User) =>
  store.sessionsOf(user).forEach((session) => revokeSession(store, session))
