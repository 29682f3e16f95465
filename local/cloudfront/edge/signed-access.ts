// Whether a viewer may see what is restricted to signed cookies or signed URLs. Written from CloudFront's documentation,
// apart from the code that signs, so that the one proves the other.
import { createVerify } from 'node:crypto'
import { accessDenied, malformedPolicy, missingKey, unknownKey, type Refusal } from './refusal.ts'
import { admits, readPolicy, type Visit } from './signed-policy.ts'

interface Ticket {
  keyId: string | undefined
  signature: string | undefined
  /** Of a custom policy, as it was sent. */
  policy: string | undefined
  /** Of a canned policy: seconds since the epoch. */
  expires: string | undefined
  hash: string | undefined
}

const QUERY_NAMES = ['Expires', 'Policy', 'Signature', 'Key-Pair-Id', 'Hash-Algorithm']

export interface ViewerRequest {
  /** Scheme, host and path as the viewer sent them. */
  address: string
  /** The query as it was sent, without its question mark. */
  queryString: string
  cookies: Map<string, string>
  ip: string
  /** Seconds since the epoch. */
  now: number
}

const ticketOf = (read: (name: string) => string | undefined): Ticket => ({
  keyId: read('Key-Pair-Id'),
  signature: read('Signature'),
  policy: read('Policy'),
  expires: read('Expires'),
  hash: read('Hash-Algorithm'),
})

/** What the signature added to the query is no part of the address that it is for. */
export function plainQuery(queryString: string): string {
  const isOurs = (pair: string) => QUERY_NAMES.includes(pair.split('=')[0] ?? '')
  return queryString
    .split('&')
    .filter((pair) => pair !== '' && !isOurs(pair))
    .join('&')
}

/** Base64 in CloudFront's alphabet: `-`, `_` and `~` for `+`, `=` and `/`. Undefined for anything else. */
function decode(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9\-_~]+$/.test(text)) return undefined
  return Buffer.from(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64')
}

const HASHES: Record<string, string> = { SHA1: 'sha1', SHA256: 'sha256' }

/** `url` is what a canned policy is for: the very address. */
function signedText({ policy, expires }: Ticket, url: string): string | undefined {
  if (policy !== undefined) return decode(policy)?.toString('utf8')
  if (!/^\d{1,15}$/.test(expires ?? '')) return undefined
  return `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`
}

function isSigned(text: string, { signature = '', hash = 'SHA1' }: Ticket, publicKey: string): boolean {
  const bytes = decode(signature)
  const algorithm = HASHES[hash]
  if (!bytes || !algorithm) return false
  return createVerify(algorithm).update(text).verify(publicKey, bytes)
}

/** Undefined when the viewer may. `keyOf` gives the PEM of a public key in the behaviour's key groups. */
export function checkSignedAccess(
  request: ViewerRequest,
  keyOf: (keyId: string) => string | undefined,
): Refusal | undefined {
  const query = new URLSearchParams(request.queryString)
  const inQuery = ticketOf((name) => query.get(name) ?? undefined)
  const inCookies = ticketOf((name) => request.cookies.get(`CloudFront-${name}`))
  // A signed URL counts before cookies.
  const ticket = inQuery.keyId === undefined && inQuery.signature === undefined ? inCookies : inQuery
  if (!ticket.keyId) return missingKey()
  const publicKey = keyOf(ticket.keyId)
  if (publicKey === undefined) return unknownKey()
  const rest = plainQuery(request.queryString)
  const url = request.address + (rest && `?${rest}`)
  const text = signedText(ticket, url)
  if (text === undefined) return malformedPolicy()
  const policy = readPolicy(text)
  if (policy === undefined) return malformedPolicy()
  if (!isSigned(text, ticket, publicKey)) return accessDenied()
  const visit: Visit = { url, ip: request.ip, now: request.now }
  return admits(policy, visit) ? undefined : accessDenied()
}
