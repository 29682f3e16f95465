// Multipart uploads. Parts lie as blobs; completing an upload only writes down their order.
import { createHash, randomBytes } from 'node:crypto'
import type { Part, StoredObject, Upload } from './catalog.ts'
import { ALGORITHMS, compositeChecksum } from './checksum.ts'
import type { Algorithm } from './checksum.ts'
import { checkWrite } from './conditions.ts'
import { encryptionHeaders, withEncryption } from './encryption.ts'
import { readText, s3Error, xmlAnswer } from './exchange.ts'
import type { S3Answer, S3Handler, S3Request } from './exchange.ts'
import { algorithmsOf, checksumHeaders, headerTags, objectHeaders, receive } from './incoming.ts'
import { mustHaveBucket, place } from './shelf.ts'
import type { Shelf } from './shelf.ts'
import { findCopySource } from './writing.ts'
import { asData, childrenOf, element, parseXml, rootElement, textOf } from './xml.ts'

const MIN_PART_BYTES = 5 * 1024 * 1024
const MAX_PART_NUMBER = 10_000

export const multipartHandlers = (shelf: Shelf): Record<string, S3Handler> => ({
  CreateMultipartUpload: (request) => createUpload(shelf, request),
  UploadPart: (request) => uploadPart(shelf, request),
  UploadPartCopy: (request) => copyPart(shelf, request),
  CompleteMultipartUpload: (request) => completeUpload(shelf, request),
  async AbortMultipartUpload(request) {
    const upload = findUpload(shelf, request)
    const parts = shelf.catalog.parts(upload.id)
    shelf.catalog.transaction(() => shelf.catalog.dropUpload(upload.id))
    await shelf.blobs.remove(parts)
    return { statusCode: 204 }
  },
})

function createUpload(shelf: Shelf, { bucket, key, headers }: S3Request): S3Answer {
  mustHaveBucket(shelf, bucket)
  const wanted = String(headers['x-amz-checksum-algorithm'] ?? '').toLowerCase()
  const algorithm = ALGORITHMS.find((name) => name === wanted)
  const upload: Upload = {
    id: randomBytes(24).toString('base64url'),
    bucket,
    key,
    startedMs: shelf.context.clock.now(),
    headers: withEncryption(shelf.catalog, bucket, objectHeaders(headers)),
    tags: headerTags(headers),
    ...(algorithm && { algorithm }),
  }
  shelf.catalog.putUpload(upload)
  const content = [element('Bucket', bucket), element('Key', key), element('UploadId', upload.id)]
  const type = String(
    headers['x-amz-checksum-type'] ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE'),
  )
  return xmlAnswer(rootElement('InitiateMultipartUploadResult', content), {
    ...(algorithm && { 'x-amz-checksum-algorithm': algorithm.toUpperCase(), 'x-amz-checksum-type': type }),
    ...encryptionHeaders(upload.headers),
  })
}

export function findUpload(shelf: Shelf, { bucket, key, query }: S3Request): Upload {
  mustHaveBucket(shelf, bucket)
  const upload = shelf.catalog.upload(query.get('uploadId') ?? '')
  if (upload && upload.bucket === bucket && upload.key === key) return upload
  throw s3Error(
    'NoSuchUpload',
    'The specified multipart upload does not exist: it may have ended already.',
    404,
  )
}

function partNumber({ query }: S3Request): number {
  const number = Number(query.get('partNumber'))
  if (Number.isInteger(number) && number >= 1 && number <= MAX_PART_NUMBER) return number
  throw s3Error(
    'InvalidArgument',
    `Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`,
    400,
  )
}

async function keepPart(shelf: Shelf, upload: Upload, part: Part): Promise<void> {
  const replaced = shelf.catalog.parts(upload.id).filter(({ number }) => number === part.number)
  // The upload may have been completed or aborted while the bytes came in.
  if (!shelf.catalog.upload(upload.id)) {
    await shelf.blobs.remove([part])
    throw s3Error('NoSuchUpload', 'The specified multipart upload has ended.', 404)
  }
  shelf.catalog.putPart(upload.id, part)
  await shelf.blobs.remove(replaced)
}

async function uploadPart(shelf: Shelf, request: S3Request): Promise<S3Answer> {
  const upload = findUpload(shelf, request)
  const number = partNumber(request)
  const algorithms = new Set([
    ...algorithmsOf(request.headers),
    ...(upload.algorithm ? [upload.algorithm] : []),
  ])
  const headers = { ...request.headers, 'x-amz-sdk-checksum-algorithm': [...algorithms].join(',') }
  const { blob, sizeBytes, md5, checksums } = await receive(request.body, headers, shelf.blobs)
  const etag = md5.toString('hex')
  await keepPart(shelf, upload, {
    number,
    blob,
    sizeBytes,
    etag,
    checksums,
    modifiedMs: shelf.context.clock.now(),
  })
  return { headers: { etag: `"${etag}"`, ...checksumHeaders(checksums) } }
}

async function copyPart(shelf: Shelf, request: S3Request): Promise<S3Answer> {
  const upload = findUpload(shelf, request)
  const number = partNumber(request)
  const source = findCopySource(shelf, request)
  const range = /^bytes=(\d+)-(\d+)$/.exec(String(request.headers['x-amz-copy-source-range'] ?? ''))
  const start = Number(range?.[1] ?? 0)
  const end = Number(range?.[2] ?? source.sizeBytes - 1)
  if (end >= source.sizeBytes) {
    throw s3Error(
      'InvalidArgument',
      `Range specified is not valid for source object of size: ${source.sizeBytes}`,
      400,
    )
  }
  const bytes = shelf.blobs.read(source.segments, start, end)
  const { blob, sizeBytes, md5, checksums } = await shelf.blobs.write(
    bytes,
    upload.algorithm ? [upload.algorithm] : [],
  )
  const modifiedMs = shelf.context.clock.now()
  const etag = md5.toString('hex')
  await keepPart(shelf, upload, { number, blob, sizeBytes, etag, checksums, modifiedMs })
  const content = [element('LastModified', new Date(modifiedMs).toISOString()), element('ETag', `"${etag}"`)]
  return xmlAnswer(rootElement('CopyPartResult', content))
}

async function completeUpload(shelf: Shelf, request: S3Request): Promise<S3Answer> {
  const upload = findUpload(shelf, request)
  const { bucket, key, headers, requestId } = request
  const list = parseXml(await readText(request.body))
  const stored = shelf.catalog.parts(upload.id)
  const parts = chooseParts(childrenOf(list, 'Part').map(readPartName), stored)
  const object: StoredObject = {
    key,
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
    etag: multipartEtag(parts),
    modifiedMs: shelf.context.clock.now(),
    segments: parts.map(({ blob, sizeBytes }) => ({ blob, sizeBytes })),
    headers: upload.headers,
    ...objectChecksum(upload.algorithm, parts),
    tags: upload.tags,
  }
  const check = (existing: StoredObject | undefined) => checkWrite(headers, key, existing)
  const also = () => shelf.catalog.dropUpload(upload.id)
  await place(shelf, { bucket, object, reason: 'CompleteMultipartUpload', requestId, check, also })
  await shelf.blobs.remove(stored.filter((part) => !parts.includes(part)))
  const content = [element('Bucket', bucket), element('Key', key), element('ETag', `"${object.etag}"`)]
  return {
    ...xmlAnswer(rootElement('CompleteMultipartUploadResult', content), encryptionHeaders(object.headers)),
    requestParameters: { multipartUpload: asData(list) },
  }
}

const readPartName = (part: Parameters<typeof textOf>[0]) => ({
  number: Number(textOf(part, 'PartNumber')),
  etag: (textOf(part, 'ETag') ?? '').trim().replaceAll('"', ''),
})

function chooseParts(names: { number: number; etag: string }[], stored: Part[]): Part[] {
  if (names.length === 0) throw s3Error('MalformedXML', 'You must specify at least one part', 400)
  const parts = names.map(({ number, etag }, index) => {
    if (index > 0 && number <= (names[index - 1]?.number ?? 0)) {
      throw s3Error('InvalidPartOrder', 'The list of parts was not in ascending order.', 400)
    }
    const part = stored.find((one) => one.number === number && one.etag === etag)
    if (!part) throw s3Error('InvalidPart', `Part ${number} was not uploaded, or its ETag is another.`, 400)
    return part
  })
  const small = parts.slice(0, -1).find(({ sizeBytes }) => sizeBytes < MIN_PART_BYTES)
  if (small)
    throw s3Error('EntityTooSmall', `Part ${small.number} is smaller than ${MIN_PART_BYTES} bytes.`, 400)
  return parts
}

function multipartEtag(parts: Part[]): string {
  const md5 = createHash('md5')
  for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'))
  return `${md5.digest('hex')}-${parts.length}`
}

// CRC-64 has no composite form; its full-object value would need the parts' CRCs combined, so it is left out.
function objectChecksum(
  algorithm: Algorithm | undefined,
  parts: Part[],
): Pick<StoredObject, 'checksums' | 'checksumType'> {
  const values = algorithm ? parts.flatMap(({ checksums }) => checksums[algorithm] ?? []) : []
  if (!algorithm || algorithm === 'crc64nvme' || values.length < parts.length) return { checksums: {} }
  return { checksums: { [algorithm]: compositeChecksum(algorithm, values) }, checksumType: 'COMPOSITE' }
}
