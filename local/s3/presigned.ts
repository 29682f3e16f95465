// Requests that were signed beforehand, in their address:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
// The signatures of those whom the local cloud has given credentials are checked; a developer's own key is any key.
import { createHash } from 'node:crypto'
import type { Identities } from '../runtime/identities.ts'
import type { RawRequest } from '../runtime/service.ts'
import { decode } from './address.ts'
import { s3Error } from './exchange.ts'
import { checkSignature, escapeUri } from './signature.ts'

const ALGORITHM = 'AWS4-HMAC-SHA256'
const LONGEST_LIFE_SECONDS = 604_800

const NEEDED = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'].map(
  (name) => `X-Amz-${name}`,
)

/** Milliseconds since 1970 of `20261121T090000Z`. */
export const readSigningTime = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

const wrongQuery = (message: string) => s3Error('AuthorizationQueryParametersError', message, 400)

function readEnd(query: URLSearchParams): number {
  const [date = '', expires] = [query.get('X-Amz-Date') ?? '', Number(query.get('X-Amz-Expires'))]
  const signedMs = readSigningTime(date)
  if (Number.isNaN(signedMs))
    throw wrongQuery("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
  if (!Number.isInteger(expires)) throw wrongQuery('X-Amz-Expires should be a number')
  if (expires < 0) throw wrongQuery('X-Amz-Expires must be non-negative')
  if (expires > LONGEST_LIFE_SECONDS)
    throw wrongQuery(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    )
  return signedMs + expires * 1000
}

/** The request as its signer has written it down. */
function canonicalRequest({ method, path, query, headers }: RawRequest, signed: string[]): string {
  const resource = decode(path).split('/').map(escapeUri).join('/')
  const parameters = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${escapeUri(name)}=${escapeUri(value)}`)
    .sort()
  const lines = signed.map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}\n`,
  )
  const payload = query.get('X-Amz-Content-Sha256') ?? headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'
  return [method, resource, parameters.join('&'), lines.join(''), signed.join(';'), payload].join('\n')
}

/**
 * Throws `AuthorizationQueryParametersError` (400), and `AccessDenied` or `SignatureDoesNotMatch` (403). An address is
 * dated by the signer's clock: the wall's, or the cloud's own, which may be ahead.
 */
export function checkPresigned(raw: RawRequest, identities: Identities, nowMs: number): void {
  const { query, headers } = raw
  if (!query.has('X-Amz-Signature')) return
  if (NEEDED.some((name) => !query.get(name)) || query.get('X-Amz-Algorithm') !== ALGORITHM)
    throw wrongQuery(
      `Query-string authentication version 4 requires the ${NEEDED.join(', ')} parameters, the first of them ${ALGORITHM}.`,
    )
  const expiresMs = readEnd(query)
  if (expiresMs <= nowMs)
    throw s3Error('AccessDenied', 'Request has expired', 403, {
      ...{ 'X-Amz-Expires': query.get('X-Amz-Expires'), Expires: new Date(expiresMs).toISOString() },
      ServerTime: new Date(nowMs).toISOString(),
    })
  const signed = (query.get('X-Amz-SignedHeaders') ?? '').split(';')
  const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !signed.includes(name))
  if (unsigned.length > 0)
    throw s3Error('AccessDenied', 'There were headers present in the request which were not signed', 403, {
      HeadersNotSigned: unsigned.join(', '),
    })
  const credential = query.get('X-Amz-Credential') ?? ''
  const scope = credential.slice(credential.indexOf('/') + 1)
  const hash = createHash('sha256').update(canonicalRequest(raw, signed)).digest('hex')
  const text = [ALGORITHM, query.get('X-Amz-Date'), scope, hash].join('\n')
  checkSignature({ credential, text, signature: query.get('X-Amz-Signature') ?? '' }, identities)
}
