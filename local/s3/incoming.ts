// The bytes and the headers of an upload: decoded, counted, and checked against what the client promised.
import type { IncomingHttpHeaders } from 'node:http'
import { pipeline } from 'node:stream'
import type { Readable } from 'node:stream'
import { createChunkedDecoder } from './aws-chunked.ts'
import type { Blobs, Written } from './blobs.ts'
import { ALGORITHMS } from './checksum.ts'
import type { Algorithm } from './checksum.ts'
import { detach } from './detach.ts'
import { s3Error } from './exchange.ts'

/** Writes the body to a blob. Throws `IncompleteBody` or `BadDigest`, leaving no blob. */
export async function receive(body: Readable, headers: IncomingHttpHeaders, blobs: Blobs): Promise<Written> {
  const isChunked =
    headers['content-encoding']?.includes('aws-chunked') ||
    headers['x-amz-content-sha256']?.toString().startsWith('STREAMING-')
  const decoder = isChunked ? createChunkedDecoder() : undefined
  const bytes = detach(body)
  // The pipeline carries an abort of the client into the decoder; its own outcome is that of the blob.
  const source = decoder ? pipeline(bytes, decoder, () => undefined) : bytes
  const written = await blobs.write(source, algorithmsOf(headers))
  try {
    checkPromises(written, { ...headers, ...decoder?.trailers })
    return written
  } catch (error) {
    await blobs.remove([written])
    throw error
  }
}

export function algorithmsOf(headers: IncomingHttpHeaders): Algorithm[] {
  const named =
    `${String(headers['x-amz-trailer'] ?? '')} ${String(headers['x-amz-sdk-checksum-algorithm'] ?? '')}`.toLowerCase()
  const words = new Set(named.replaceAll('x-amz-checksum-', '').split(/[\s,]+/))
  return ALGORITHMS.filter((name) => words.has(name) || headers[`x-amz-checksum-${name}`] !== undefined)
}

function checkPromises(written: Written, promised: IncomingHttpHeaders): void {
  const length = promised['x-amz-decoded-content-length']
  if (length !== undefined && Number(length) !== written.sizeBytes) {
    throw s3Error('IncompleteBody', 'You did not provide the number of bytes specified in the headers.', 400)
  }
  const md5 = promised['content-md5']
  if (md5 !== undefined && md5 !== written.md5.toString('base64')) throw badDigest('Content-MD5')
  for (const [name, value] of Object.entries(written.checksums)) {
    const wanted = promised[`x-amz-checksum-${name}`]
    if (wanted !== undefined && wanted !== value) throw badDigest(name)
  }
}

const badDigest = (what: string) =>
  s3Error('BadDigest', `The ${what} you specified did not match the calculated checksum.`, 400)

const KEPT = [
  ...['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires'],
  ...[
    'x-amz-server-side-encryption',
    'x-amz-server-side-encryption-aws-kms-key-id',
    'x-amz-website-redirect-location',
  ],
  'x-amz-storage-class',
]

/** The headers that a later GET gives back. */
export function objectHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const metadata = Object.keys(headers).filter((name) => name.startsWith('x-amz-meta-'))
  const kept = [...KEPT, ...metadata].filter((name) => headers[name] !== undefined)
  const encoding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one && one !== 'aws-chunked')
    .join(', ')
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept.map((name) => [name, String(headers[name])])),
    ...(encoding && { 'content-encoding': encoding }),
  }
}

export const checksumHeaders = (checksums: Written['checksums']): Record<string, string> =>
  Object.fromEntries(Object.entries(checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]))

/** `x-amz-tagging: a=1&b=2` */
export const headerTags = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(new URLSearchParams(String(headers['x-amz-tagging'] ?? '')))
