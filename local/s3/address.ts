// Bucket, key and operation of a request. The path is read raw: a key may hold `..`, `//` and any character.
import type { RawRequest } from '../runtime/service.ts'
import { s3Error } from './exchange.ts'
import { settingOperation } from './settings.ts'

export interface Address {
  bucket: string
  key: string
}

const MAX_KEY_BYTES = 1024

/** Path style, or `<bucket>.localhost` as host. Throws `InvalidURI` and `KeyTooLongError`. */
export function readAddress(request: RawRequest): Address {
  const inHost = /^(.+)\.localhost(?::\d+)?$/i.exec(request.headers.host ?? '')?.[1]
  const path = decode(request.path.slice(1))
  const at = path.indexOf('/')
  const address =
    inHost !== undefined
      ? { bucket: inHost, key: path }
      : { bucket: at < 0 ? path : path.slice(0, at), key: at < 0 ? '' : path.slice(at + 1) }
  if (Buffer.byteLength(address.key) > MAX_KEY_BYTES) {
    throw s3Error('KeyTooLongError', `Your key is too long: ${MAX_KEY_BYTES} bytes are allowed.`, 400)
  }
  return address
}

export function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw s3Error('InvalidURI', "Couldn't parse the specified URI.", 400)
  }
}

/** The operation's name in the S3 API. */
export function operationName(request: RawRequest, { bucket, key }: Address): string {
  if (!bucket) return request.method === 'GET' ? 'ListBuckets' : 'Unknown'
  return (key ? objectOperation(request) : bucketOperation(request)) ?? 'Unknown'
}

const REFUSED = ['acl', 'retention', 'legal-hold', 'torrent', 'restore', 'select']

// Method, what the query must have, and the operation, or that of a request with a copy source. The first one fits.
const OBJECT_OPERATIONS: [method: string, subresource: string, operation: string, ofCopy?: string][] = [
  ['HEAD', '', 'HeadObject'],
  ['GET', 'uploadId', 'ListParts'],
  ['GET', 'attributes', 'GetObjectAttributes'],
  ['GET', 'tagging', 'GetObjectTagging'],
  ['GET', '', 'GetObject'],
  ['PUT', 'uploadId', 'UploadPart', 'UploadPartCopy'],
  ['PUT', 'tagging', 'PutObjectTagging'],
  ['PUT', '', 'PutObject', 'CopyObject'],
  ['POST', 'uploads', 'CreateMultipartUpload'],
  ['POST', 'uploadId', 'CompleteMultipartUpload'],
  ['DELETE', 'uploadId', 'AbortMultipartUpload'],
  ['DELETE', 'tagging', 'DeleteObjectTagging'],
  ['DELETE', '', 'DeleteObject'],
]

function objectOperation({ method, query, headers }: RawRequest): string | undefined {
  if (REFUSED.some((name) => query.has(name))) return undefined
  const isCopy = headers['x-amz-copy-source'] !== undefined
  const found = OBJECT_OPERATIONS.find(
    ([wanted, subresource]) => wanted === method && (!subresource || query.has(subresource)),
  )
  return isCopy ? (found?.[3] ?? found?.[2]) : found?.[2]
}

function bucketOperation({ method, query, headers }: RawRequest): string | undefined {
  const setting = settingOperation(method, query)
  if (setting) return setting
  switch (method) {
    case 'HEAD':
      return 'HeadBucket'
    case 'GET':
      if (query.has('location')) return 'GetBucketLocation'
      if (query.has('versions')) return 'ListObjectVersions'
      if (query.has('uploads')) return 'ListMultipartUploads'
      return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects'
    case 'PUT':
      return 'CreateBucket'
    case 'DELETE':
      return 'DeleteBucket'
    case 'POST':
      if (query.has('delete')) return 'DeleteObjects'
      return headers['content-type']?.startsWith('multipart/form-data') ? 'PostObject' : undefined
    default:
      return undefined
  }
}
