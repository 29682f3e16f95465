// Reads what is needed of a request before any protocol is known, without folding its path.
import type { IncomingMessage } from 'node:http'
import { AwsError } from '../runtime/aws-error.ts'
import type { RawRequest } from '../runtime/service.ts'

export function rawRequest(request: IncomingMessage): RawRequest {
  const target = request.url ?? '/'
  const at = target.indexOf('?')
  return {
    method: request.method ?? 'GET',
    path: at < 0 ? target : target.slice(0, at),
    query: new URLSearchParams(at < 0 ? '' : target.slice(at + 1)),
    headers: request.headers,
  }
}

/** All API calls but object data fit: the largest are Lambda's zips (50 MB, a third more in base64). */
const MAX_BODY_BYTES = 80 * 1024 * 1024

/** Throws `RequestEntityTooLarge` beyond 80 MB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request) {
    sizeBytes += (chunk as Buffer).length
    if (sizeBytes > MAX_BODY_BYTES) {
      throw new AwsError('RequestEntityTooLarge', `The request body exceeds ${MAX_BODY_BYTES} bytes.`, 413)
    }
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks, sizeBytes)
}
