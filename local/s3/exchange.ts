// What a handler of one S3 operation is given, and what it answers.
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { AwsError } from '../runtime/aws-error.ts'
import type { Caller } from '../runtime/identities.ts'

export interface S3Request {
  operation: string
  /** Empty for ListBuckets. */
  bucket: string
  /** Decoded, exactly as the client means it. */
  key: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Readable
  caller: Caller
  requestId: string
}

export interface S3Answer {
  /** 200 when absent. */
  statusCode?: number
  headers?: Record<string, string | number>
  body?: string | Readable
  /** For the journal: what only the body told. */
  requestParameters?: Record<string, unknown>
  caller?: Caller
}

export type S3Handler = (request: S3Request) => Promise<S3Answer> | S3Answer

/** `members` are further elements of the error's XML. */
// eslint-disable-next-line max-params -- as AwsError
export function s3Error(
  code: string,
  message: string,
  statusCode: number,
  members?: Record<string, unknown>,
): AwsError {
  return new AwsError(code, message, statusCode, members)
}

export const noSuchKey = (key: string) =>
  s3Error('NoSuchKey', `The specified key does not exist: ${key}`, 404)

export const noSuchBucket = (bucket: string) =>
  s3Error('NoSuchBucket', `The specified bucket does not exist: ${bucket}`, 404)

export const xmlAnswer = (body: string, headers: Record<string, string> = {}): S3Answer => ({
  headers: { 'content-type': 'application/xml', ...headers },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
})

const MAX_XML_BYTES = 8 * 1024 * 1024

/** A whole small body: configuration, part lists, key lists. */
export async function readText(body: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += (chunk as Buffer).length
    if (sizeBytes > MAX_XML_BYTES) throw s3Error('MaxMessageLengthExceeded', 'Your request was too big.', 400)
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}
