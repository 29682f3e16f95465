// What every operation of the service works with.
import type { CloudContext } from '../runtime/context.ts'
import { notFound } from './errors.ts'
import type { Client, Pool } from './records.ts'
import type { Store } from './store.ts'

export interface Cognito {
  context: CloudContext
  store: Store
}

/** Throws `ResourceNotFoundException`. */
export function poolOf({ store }: Cognito, poolId: unknown): Pool {
  const pool = store.pool(String(poolId))
  if (!pool) throw notFound(`User pool ${String(poolId)} does not exist.`)
  return pool
}

/** Throws `ResourceNotFoundException`, also for a client of another pool. */
export function clientOf({ store }: Cognito, clientId: unknown, poolId?: string): Client {
  const client = store.client(String(clientId))
  if (!client || (poolId !== undefined && client.poolId !== poolId)) {
    throw notFound(`User pool client ${String(clientId)} does not exist.`)
  }
  return client
}

/** `iss` of every token: the address on AWS, so that an authorizer's setting is the same there and here. */
export const issuerOf = (context: Pick<CloudContext, 'region'>, poolId: string) =>
  `https://cognito-idp.${context.region}.amazonaws.com/${poolId}`

/** Moments on this wire are seconds. */
export const seconds = (ms: number) => Math.floor(ms) / 1000
