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

function objectOperation({ method, query, headers }: RawRequest): string | undefined {
  const isCopy = headers['x-amz-copy-source'] !== undefined
  const tagging = query.has('tagging')
  const unsupported = ['acl', 'retention', 'legal-hold', 'torrent', 'restore', 'select'].find((name) =>
    query.has(name),
  )
  if (unsupported) return undefined
  switch (method) {
    case 'HEAD':
      return 'HeadObject'
    case 'GET':
      if (query.has('uploadId')) return 'ListParts'
      if (query.has('attributes')) return 'GetObjectAttributes'
      return tagging ? 'GetObjectTagging' : 'GetObject'
    case 'PUT':
      if (query.has('uploadId')) return isCopy ? 'UploadPartCopy' : 'UploadPart'
      if (tagging) return 'PutObjectTagging'
      return isCopy ? 'CopyObject' : 'PutObject'
    case 'POST':
      if (query.has('uploads')) return 'CreateMultipartUpload'
      return query.has('uploadId') ? 'CompleteMultipartUpload' : undefined
    case 'DELETE':
      if (query.has('uploadId')) return 'AbortMultipartUpload'
      return tagging ? 'DeleteObjectTagging' : 'DeleteObject'
    default:
      return undefined
  }
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
