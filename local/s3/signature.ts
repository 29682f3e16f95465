// Signature Version 4: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Identities } from '../runtime/identities.ts'
import { s3Error } from './exchange.ts'

/** Percent-encoded as signers write it: all but letters, digits and `-._~`. */
export const escapeUri = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

interface Signed {
  /** `<access key>/<date>/<region>/s3/aws4_request` */
  credential: string
  /** What was signed. */
  text: string
  /** Hexadecimal. */
  signature: string
}

/** @throws SignatureDoesNotMatch (403) for credentials that the local cloud has given to somebody; it knows no others. */
export function checkSignature({ credential, text, signature }: Signed, identities: Identities): void {
  const [accessKeyId = '', ...scope] = credential.split('/')
  const secret = identities.secretOf(accessKeyId)
  if (secret === undefined) return
  const key = scope.reduce<string | Buffer>((inner, part) => hmac(inner, part), `AWS4${secret}`)
  const given = Buffer.from(signature, 'hex')
  const expected = hmac(key, text)
  if (given.length === expected.length && timingSafeEqual(given, expected)) return
  throw s3Error(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    403,
  )
}
