// Requests to a collection of OpenSearch Serverless, signed with the credentials of the function.
// https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-clients.html#serverless-signing
import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { setting } from '../environment.ts'
import { ProviderUnavailableError, ThrottledError } from '../errors.ts'

export interface OpenSearchRequest {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Of letters that a URL takes as they are. */
  path: string
  body?: object
}

/** `body` is the parsed JSON; undefined where there is none. */
export type OpenSearch = (request: OpenSearchRequest) => Promise<{ status: number; body: unknown }>

const SERVICE = 'aoss'
const TIMEOUT_MS = 15_000
const TOO_MANY = 429

/** As the signer wants it: a hash, or with a secret an HMAC. */
class Sha256 {
  readonly #hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret))
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(toBytes(data))
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
  reset(): void {}
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data)
}

/** Lambda puts the credentials of the role there, and changes them while a function lives. */
const credentials = async () => ({
  accessKeyId: setting('AWS_ACCESS_KEY_ID'),
  secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
  ...(process.env['AWS_SESSION_TOKEN'] && { sessionToken: process.env['AWS_SESSION_TOKEN'] }),
})

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * @param endpoint `https://<collection>.<region>.aoss.amazonaws.com`
 * @returns asks once and answers any status but those that pass: @throws ThrottledError, ProviderUnavailableError
 */
export function openSearch(endpoint: string): OpenSearch {
  const { protocol, hostname, port, host, origin } = new URL(endpoint)
  const signer = new SignatureV4({
    service: SERVICE,
    region: setting('AWS_REGION'),
    credentials,
    sha256: Sha256,
    applyChecksum: false,
  })
  return async ({ method, path, body }) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    // The service wants the digest as a header of its own, and no Content-Length among what is signed.
    const signed = await signer.sign({
      ...{ method, protocol, hostname, path },
      ...(port !== '' && { port: Number(port) }),
      headers: {
        host,
        'x-amz-content-sha256': createHash('sha256')
          .update(text ?? '')
          .digest('hex'),
        ...(text !== undefined && { 'content-type': 'application/json' }),
      },
      ...(text !== undefined && { body: text }),
    })
    let response: Response
    try {
      response = await fetch(origin + path, {
        method,
        headers: signed.headers,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(text !== undefined && { body: text }),
      })
    } catch (error) {
      throw new ProviderUnavailableError('OpenSearch does not answer.', { cause: error })
    }
    const answer = { status: response.status, body: parse(await response.text()) }
    if (answer.status === TOO_MANY) throw new ThrottledError('OpenSearch takes no more requests for now.')
    if (answer.status >= 500) throw new ProviderUnavailableError(`OpenSearch answers ${answer.status}.`)
    return answer
  }
}
