// Signature Version 4 of a request as AWS describes it, computed without any code of AWS.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Signer {
  accessKeyId: string
  secretAccessKey: string
  region: string
  service: string
}

const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()

const SHAPE =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/

function signatureOf(
  request: IncomingMessage,
  body: Buffer,
  { names, scope, secret }: Record<'names' | 'scope' | 'secret', string>,
) {
  const { pathname } = new URL(request.url!, 'http://x')
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
  const canonical = [request.method, pathname, '', headers.join(''), names, hash(body)].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash(canonical)].join('\n')
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`)
  return hmac(key, toSign).toString('hex')
}

/** What is wrong with the signature, or undefined. */
export function complainOfSignature(
  request: IncomingMessage,
  body: Buffer,
  signer: Signer,
): string | undefined {
  const [, keyId, scope = '', names = '', signature] = SHAPE.exec(request.headers.authorization ?? '') ?? []
  if (keyId !== signer.accessKeyId) return `signed by ${keyId}`
  const date = String(request.headers['x-amz-date'])
  if (scope !== `${date.slice(0, 8)}/${signer.region}/${signer.service}/aws4_request`) return `scope ${scope}`
  if (
    Math.abs(Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')) - Date.now()) >
    300_000
  )
    return `date ${date}`
  if (request.headers['x-amz-content-sha256'] !== hash(body)) return 'x-amz-content-sha256 is not of the body'
  for (const name of ['host', 'x-amz-date', 'x-amz-content-sha256'])
    if (!names.split(';').includes(name)) return `${name} is not signed`
  if (request.headers['x-amz-security-token'] && !names.split(';').includes('x-amz-security-token'))
    return 'the session token is not signed'
  if (names.includes('content-length')) return 'Content-Length is signed'
  const secret = signer.secretAccessKey
  return signatureOf(request, body, { names, scope, secret }) === signature ? undefined : 'wrong signature'
}
