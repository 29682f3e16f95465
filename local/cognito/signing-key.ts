// One RSA key a pool, made with it and never changed, as on AWS.
import { createHash, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { SigningKey } from './records.ts'

export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const privateJwk = privateKey.export({ format: 'jwk' }) as Record<string, unknown>
  const kid = createHash('sha256').update(String(privateJwk['n'])).digest('base64')
  return { kid, privateJwk }
}

/** What anybody may see: it checks signatures and makes none. */
export function publicJwk({ kid, privateJwk }: SigningKey) {
  const { kty, n, e } = privateJwk
  return { alg: 'RS256', e, kid, kty, n, use: 'sig' }
}
