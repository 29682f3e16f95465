// Task tokens: opaque, unguessable, and not stored. A token is derived from the data folder's secret and the attempt it
// belongs to, so a call repeated after a crash carries the same token; the database keeps a hash only.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

const PREFIX = 'AAAAKgAAAAIAAAAA'
const TOKEN = /AAAAKgAAAAIAAAAA[\w-]{64}/g

const mac = (secret: Buffer, text: string) =>
  createHmac('sha384', secret).update(text).digest().subarray(0, 24)

/** The token of one attempt. */
export function tokenOf(
  secret: Buffer,
  { executionId, frameId, attempt }: { executionId: number; frameId: number; attempt: number },
): string {
  const id = mac(secret, `token ${executionId}/${frameId}/${attempt}`)
  return PREFIX + Buffer.concat([id, mac(secret, `check ${id.toString('hex')}`)]).toString('base64url')
}

/** Whether this service made the token at all. */
export function isOwnToken(secret: Buffer, token: string): boolean {
  const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url')
  if (!token.startsWith(PREFIX) || bytes.length !== 48) return false
  return timingSafeEqual(bytes.subarray(24), mac(secret, `check ${bytes.subarray(0, 24).toString('hex')}`))
}

export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')

/** Takes tokens out of a text that people will read: history, descriptions, events. */
export const maskTokens = (text: string) =>
  text.includes(PREFIX) ? text.replace(TOKEN, '[task token]') : text
