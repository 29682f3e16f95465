import { invalidParameter } from './errors.ts'

interface Page<T> {
  items: T[]
  next?: string
}

/** A page of `all` after the position in `token`; throws `InvalidParameterException` for a token that is none. */
export function paginate<T>(all: T[], limit: unknown, token: unknown): Page<T> {
  const size = Math.min(60, Math.max(1, Number(limit ?? 60) || 60))
  const from = token === undefined ? 0 : Number(Buffer.from(String(token), 'base64url').toString())
  if (!Number.isInteger(from) || from < 0) throw invalidParameter('Invalid pagination token.')
  const items = all.slice(from, from + size)
  const until = from + size
  return { items, ...(until < all.length && { next: Buffer.from(String(until)).toString('base64url') }) }
}
