// From a name and a password to a session, or to the question that comes before one.
import { AwsError } from '../runtime/aws-error.ts'
import { hidesUsers } from './client-settings.ts'
import type { Cognito } from './cognito.ts'
import { notAuthorized, userNotFound, wrongPassword } from './errors.ts'
import { hashPassword, passwordMatches } from './password.ts'
import { checkPassword } from './password-policy.ts'
import { checkAttributes, policyOf } from './pool-settings.ts'
import type { Challenge, Client, Pool, User } from './records.ts'
import { hashToken, randomToken } from './sessions.ts'
import { findUser } from './users.ts'

const FREE_ATTEMPTS = 5
const LONGEST_LOCK_MS = 15 * 60_000

export interface SignInRequest {
  pool: Pool
  client: Client
  username: string
  password: string
}

export type SignIn =
  { kind: 'signed-in'; user: User } | { kind: 'new-password'; user: User; challenge: string }

/** Throws `NotAuthorizedException`, `UserNotFoundException` or `PasswordResetRequiredException`. */
export async function signIn(cognito: Cognito, request: SignInRequest): Promise<SignIn> {
  const { context, store } = cognito
  const { pool, client, username, password } = request
  const found = findUser(cognito, pool, username)
  const isRight = await passwordMatches(password, found && store.passwordHash(found))
  // Read again: what an administrator did meanwhile counts.
  const user = found && store.user(pool.id, found.username)
  if (!user) throw hidesUsers(client) ? wrongPassword() : userNotFound()
  if (user.lockedUntilMs > context.clock.now()) throw notAuthorized('Password attempts exceeded')
  if (!isRight) {
    store.saveUser(afterWrongPassword(user, context.clock.now()))
    throw wrongPassword()
  }
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  if (user.status === 'RESET_REQUIRED')
    throw new AwsError('PasswordResetRequiredException', 'Password reset required for the user')
  if (user.passwordExpiresAtMs !== undefined && user.passwordExpiresAtMs <= context.clock.now())
    throw notAuthorized('Temporary password has expired and must be reset by an administrator.')
  if (user.failedAttempts > 0) store.saveUser({ ...user, failedAttempts: 0, lockedUntilMs: 0 })
  if (user.status === 'CONFIRMED') return { kind: 'signed-in', user }
  return { kind: 'new-password', user, challenge: openChallenge(cognito, client, user) }
}

/** Five are free; then a second, and twice as long with each one more, up to fifteen minutes. */
function afterWrongPassword(user: User, now: number): User {
  const failedAttempts = user.failedAttempts + 1
  const beyond = failedAttempts - FREE_ATTEMPTS
  const lockMs = beyond < 0 ? 0 : Math.min(LONGEST_LOCK_MS, 1000 * 2 ** beyond)
  return { ...user, failedAttempts, lockedUntilMs: now + lockMs }
}

function openChallenge({ context, store }: Cognito, client: Client, user: User): string {
  const text = randomToken()
  const challenge: Challenge = {
    hash: hashToken(text),
    poolId: user.poolId,
    clientId: client.id,
    username: user.username,
    expiresAtMs: context.clock.now() + (client.settings.AuthSessionValidity ?? 3) * 60_000,
  }
  store.saveChallenge(challenge)
  return text
}

export interface NewPassword {
  pool: Pool
  client: Client
  challenge: string
  password: string
  /** Attributes that the user gives along. */
  attributes?: Record<string, string>
  /** When the caller names the user too, it must be the one who was asked. */
  isSameUser?: (user: User) => boolean
}

/** Answers the question of a first sign-in. Throws `InvalidPasswordException` (and may be tried again) or `NotAuthorizedException`. */
export async function answerNewPassword(cognito: Cognito, answer: NewPassword): Promise<User> {
  const { context, store } = cognito
  const { pool, password, attributes = {} } = answer
  const asked = askedUser(cognito, answer)
  checkPassword(password, policyOf(pool))
  checkAttributes(pool, attributes)
  const hash = await hashPassword(password)
  // Of two answers at once one wins, and an administrator may have acted meanwhile.
  const user = askedUser(cognito, answer)
  if (user.updatedAtMs !== asked.updatedAtMs) throw notAuthorized('Invalid session for the user.')
  store.dropChallenge(hashToken(answer.challenge))
  const { passwordExpiresAtMs: _, ...rest } = user
  const changed: User = {
    ...rest,
    attributes: { ...user.attributes, ...attributes },
    status: 'CONFIRMED',
    updatedAtMs: context.clock.now(),
  }
  store.savePassword(changed, hash)
  return changed
}

function askedUser({ context, store }: Cognito, { pool, client, challenge, isSameUser }: NewPassword): User {
  const found = store.challenge(hashToken(challenge))
  if (!found || found.clientId !== client.id || found.poolId !== pool.id)
    throw notAuthorized('Invalid session for the user.')
  if (found.expiresAtMs <= context.clock.now())
    throw notAuthorized('Invalid session for the user, session is expired.')
  const user = store.user(pool.id, found.username)
  if (!user || !(isSameUser?.(user) ?? true)) throw notAuthorized('Invalid session for the user.')
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  return user
}
