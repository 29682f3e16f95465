// Page tokens: where the next page begins, signed with a key of the job so that a token of another job, of another
// order, or of somebody's invention is none.
import { createHmac, timingSafeEqual } from 'node:crypto'

const LIFE_MS = 24 * 3600 * 1000
const TOKEN = /^(\d{1,9})\.(\d{1,16})\.([A-Za-z0-9_-]{43})$/

export interface PageScope {
  /** The job's own. */
  key: string
  /** The order of the list that the pages are of. */
  order: string
  nowMs: number
}

const sign = (place: string, { key, order }: PageScope) =>
  createHmac('sha256', key).update(`${place} ${order}`).digest('base64url')

export function writePageToken(offset: number, scope: PageScope): string {
  const place = `${offset}.${scope.nowMs + LIFE_MS}`
  return `${place}.${sign(place, scope)}`
}

/** The offset, or undefined for a token that is not of this list, or older than a day. */
export function readPageToken(token: string, scope: PageScope): number | undefined {
  const match = TOKEN.exec(token)
  if (!match) return undefined
  const [, offset, expiresAtMs, signature] = match
  const expected = sign(`${offset}.${expiresAtMs}`, scope)
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature!))) return undefined
  return scope.nowMs > Number(expiresAtMs) ? undefined : Number(offset)
}
