// GetObject, HeadObject and what else reads one object.
import type { Readable } from 'node:stream'
import type { StoredObject } from './catalog.ts'
import { isUnchanged } from './conditions.ts'
import { noSuchKey, s3Error, xmlAnswer } from './exchange.ts'
import type { S3Answer, S3Handler, S3Request } from './exchange.ts'
import { checksumHeaders } from './incoming.ts'
import { mustHaveBucket } from './shelf.ts'
import type { Shelf } from './shelf.ts'
import { element, rootElement } from './xml.ts'

export function findObject(shelf: Shelf, bucket: string, key: string): StoredObject {
  mustHaveBucket(shelf, bucket)
  const object = shelf.catalog.object(bucket, key)
  if (!object) throw noSuchKey(key)
  return object
}

export const readingHandlers = (shelf: Shelf): Record<string, S3Handler> => ({
  GetObject: (request) => answerObject(shelf, request),
  HeadObject: (request) => answerObject(shelf, request),
  GetObjectAttributes: (request) => answerAttributes(findObject(shelf, request.bucket, request.key), request),
})

function answerObject(shelf: Shelf, request: S3Request): S3Answer {
  checkVersion(request)
  const object = findObject(shelf, request.bucket, request.key)
  const headers = { ...headersOf(object), ...overrides(request.query) }
  if (isUnchanged(request.headers, object)) return { statusCode: 304, headers }
  const range = chooseRange(request, object)
  const { start, end } = range ?? { start: 0, end: object.sizeBytes - 1 }
  const isHead = request.operation === 'HeadObject'
  const body: { body?: Readable } =
    isHead || end < start ? {} : { body: shelf.blobs.read(object.segments, start, end) }
  return {
    statusCode: range ? 206 : 200,
    headers: {
      ...headers,
      ...(range
        ? { 'content-range': `bytes ${start}-${end}/${object.sizeBytes}` }
        : shownChecksums(request, object)),
      ...(request.query.has('partNumber') && { 'x-amz-mp-parts-count': object.segments.length }),
      'content-length': end - start + 1,
    },
    ...body,
  }
}

// Without versions every object has the one version "null".
function checkVersion({ query }: S3Request): void {
  const version = query.get('versionId')
  if (version !== null && version !== 'null') {
    throw s3Error(
      'NoSuchVersion',
      'The specified version does not exist: the local S3 keeps no versions.',
      404,
    )
  }
}

const headersOf = (object: StoredObject) => ({
  ...object.headers,
  etag: `"${object.etag}"`,
  'last-modified': new Date(object.modifiedMs).toUTCString(),
  'accept-ranges': 'bytes',
})

// `response-content-type` and its siblings of a presigned URL.
const overrides = (query: URLSearchParams) =>
  Object.fromEntries(
    [...query]
      .filter(([name]) => /^response-(content|cache|expires)/.test(name))
      .map(([name, value]) => [name.slice('response-'.length), value]),
  )

function shownChecksums({ headers }: S3Request, object: StoredObject): Record<string, string> {
  if (String(headers['x-amz-checksum-mode']).toUpperCase() !== 'ENABLED') return {}
  const shown = checksumHeaders(object.checksums)
  const type = object.checksumType ?? 'FULL_OBJECT'
  return Object.keys(shown).length > 0 ? { ...shown, 'x-amz-checksum-type': type } : {}
}

interface ByteRange {
  start: number
  end: number
}

/** Of `Range` or `partNumber`; nothing for the whole object or a form that S3 ignores. Throws `InvalidRange`. */
function chooseRange({ headers, query }: S3Request, object: StoredObject): ByteRange | undefined {
  const partNumber = query.get('partNumber')
  if (partNumber !== null) return partRange(object, Number(partNumber))
  const match = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '')
  const [, first = '', last = ''] = match ?? []
  if (first === '' && last === '') return undefined
  const { sizeBytes } = object
  const start = first === '' ? Math.max(sizeBytes - Number(last), 0) : Number(first)
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  if (start > end) throw s3Error('InvalidRange', 'The requested range is not satisfiable', 416)
  return { start, end }
}

function partRange({ segments }: StoredObject, number: number): ByteRange {
  const part = segments[number - 1]
  if (!part) throw s3Error('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416)
  const start = segments.slice(0, number - 1).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return { start, end: start + part.sizeBytes - 1 }
}

function answerAttributes(object: StoredObject, { headers }: S3Request): S3Answer {
  const wanted = String(headers['x-amz-object-attributes'] ?? '').split(/\s*,\s*/)
  const checksums = Object.entries(object.checksums).map(([name, value]) =>
    element(`Checksum${name.toUpperCase()}`, value),
  )
  const isMultipart = object.etag.includes('-')
  const attributes: Record<string, string> = {
    ETag: element('ETag', object.etag),
    Checksum: checksums.length > 0 ? element('Checksum', checksums) : '',
    ObjectParts: isMultipart ? element('ObjectParts', [element('PartsCount', object.segments.length)]) : '',
    StorageClass: element('StorageClass', 'STANDARD'),
    ObjectSize: element('ObjectSize', object.sizeBytes),
  }
  const content = Object.entries(attributes).flatMap(([name, xml]) => (wanted.includes(name) ? [xml] : []))
  return xmlAnswer(rootElement('GetObjectAttributesResponse', content), {
    'last-modified': new Date(object.modifiedMs).toUTCString(),
  })
}
