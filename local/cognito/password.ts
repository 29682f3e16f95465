// Passwords are kept as scrypt hashes with a salt each; the parameters stand in the text, so that they can grow.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import type { ScryptOptions } from 'node:crypto'

const COST = { N: 16_384, r: 8, p: 1 }
const HASH_BYTES = 32

const derive = (password: string, salt: Buffer, options: ScryptOptions) =>
  new Promise<Buffer>((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })

/** `scrypt$N$r$p$salt$hash`, the last two in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$')
}

/** Without a stored hash it works as long and answers false: the time tells nobody which names exist. */
export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  if (!stored) {
    await derive(password, Buffer.alloc(16), COST)
    return false
  }
  const [, N, r, p, salt = '', hash = ''] = stored.split('$')
  const options = { N: Number(N), r: Number(r), p: Number(p) }
  const derived = await derive(password, Buffer.from(salt, 'base64'), options)
  return timingSafeEqual(derived, Buffer.from(hash, 'base64'))
}
