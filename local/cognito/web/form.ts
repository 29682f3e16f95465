import type { IncomingMessage } from 'node:http'
import { invalidParameter } from '../errors.ts'

const LONGEST_FORM_BYTES = 16 * 1024

/** A small `application/x-www-form-urlencoded` body. Throws `InvalidParameterException` for a longer one. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request) {
    sizeBytes += (chunk as Buffer).length
    if (sizeBytes > LONGEST_FORM_BYTES) throw invalidParameter('The form is too long.')
    chunks.push(chunk as Buffer)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}
