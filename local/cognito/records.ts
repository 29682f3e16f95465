// What is kept of a pool and those in it. The signing key and the password are records of their own, so that
// nothing that describes a pool or a user can give them away.
import type {
  CreateUserPoolClientRequest,
  CreateUserPoolRequest,
} from '@aws-sdk/client-cognito-identity-provider'

export interface Pool {
  id: string
  arn: string
  /** As the API takes them, defaults filled in. */
  settings: PoolSettings
  createdAtMs: number
  updatedAtMs: number
}

export type PoolSettings = CreateUserPoolRequest & { PoolName: string }

export interface Client {
  id: string
  poolId: string
  /** Only when asked for with GenerateSecret. */
  secret?: string
  settings: ClientSettings
  createdAtMs: number
  updatedAtMs: number
}

export type ClientSettings = Omit<CreateUserPoolClientRequest, 'UserPoolId' | 'GenerateSecret'>

export type UserStatus = 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED'

export interface User {
  poolId: string
  /** As it is looked up: in lower case when the pool does not care for case. */
  username: string
  /** `sub` among them. */
  attributes: Record<string, string>
  isEnabled: boolean
  status: UserStatus
  /** When a temporary password ends; absent for a permanent one. */
  passwordExpiresAtMs?: number
  /** Wrong passwords since the last right one. */
  failedAttempts: number
  lockedUntilMs: number
  createdAtMs: number
  updatedAtMs: number
}

export interface Group {
  poolId: string
  name: string
  description?: string
  roleArn?: string
  precedence?: number
  createdAtMs: number
  updatedAtMs: number
}

/** One sign-in, for as long as its refresh token lives. Every token made from it carries its id as `origin_jti`. */
export interface Session {
  id: string
  /** SHA-256 of the refresh token; the token itself is nowhere. */
  refreshTokenHash: string
  poolId: string
  clientId: string
  username: string
  scope: string
  authenticatedAtMs: number
  expiresAtMs: number
  isRevoked: boolean
  /** Of a browser: what it was granted at one sign-in has one id. */
  grantId?: string
}

/** A question that a sign-in still waits for, known to the caller by an opaque text. */
export interface Challenge {
  hash: string
  poolId: string
  clientId: string
  username: string
  expiresAtMs: number
}

export interface Domain {
  name: string
  poolId: string
  managedLoginVersion: number
}

/** The key a pool signs with, as JSON Web Keys. */
export interface SigningKey {
  kid: string
  privateJwk: Record<string, unknown>
}
