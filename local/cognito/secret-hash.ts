// A client with a secret proves it knows it: HMAC-SHA256 of user name and client id, keyed with the secret.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { notAuthorized } from './errors.ts'
import type { Client } from './records.ts'

/** Throws `NotAuthorizedException` when the client has a secret and the hash is not of it. */
export function checkSecretHash({ id, secret }: Client, username: string, given: string | undefined): void {
  if (secret === undefined) return
  if (!given) throw notAuthorized(`Client ${id} is configured with secret but SECRET_HASH was not received`)
  const wanted = createHmac('sha256', secret)
    .update(username + id)
    .digest('base64')
  if (!sameText(given, wanted)) throw notAuthorized(`Unable to verify secret hash for client ${id}`)
}

/** In a time that tells nothing of where they differ. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
