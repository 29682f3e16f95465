// PutObject, CopyObject, the deletions, and object tags.
import type { StoredObject } from './catalog.ts'
import { decode } from './address.ts'
import { checkWrite, isUnchanged, preconditionFailed } from './conditions.ts'
import { encryptionHeaders, withEncryption, withoutEncryption } from './encryption.ts'
import { readText, s3Error, xmlAnswer } from './exchange.ts'
import type { S3Answer, S3Handler, S3Request } from './exchange.ts'
import { checksumHeaders, headerTags, objectHeaders, receive } from './incoming.ts'
import { findObject } from './reading.ts'
import { mustHaveBucket, placeNew, removeObject } from './shelf.ts'
import type { Shelf } from './shelf.ts'
import { asData, childrenOf, element, parseXml, rootElement, textOf } from './xml.ts'

export const writingHandlers = (shelf: Shelf): Record<string, S3Handler> => ({
  PutObject: (request) => putObject(shelf, request),
  CopyObject: (request) => copyObject(shelf, request),
  async DeleteObject({ bucket, key, requestId }) {
    mustHaveBucket(shelf, bucket)
    await removeObject(shelf, { bucket, key, requestId })
    return { statusCode: 204 }
  },
  DeleteObjects: (request) => deleteObjects(shelf, request),
  GetObjectTagging: ({ bucket, key }) => {
    const tags = Object.entries(findObject(shelf, bucket, key).tags)
    const set = tags.map(([name, value]) => element('Tag', [element('Key', name), element('Value', value)]))
    return xmlAnswer(rootElement('Tagging', [element('TagSet', set)]))
  },
  PutObjectTagging: (request) => putTags(shelf, request),
  DeleteObjectTagging: ({ bucket, key }) => {
    shelf.catalog.putObject(bucket, { ...findObject(shelf, bucket, key), tags: {} })
    return { statusCode: 204 }
  },
})

async function putObject(shelf: Shelf, request: S3Request): Promise<S3Answer> {
  const { bucket, key, headers, requestId } = request
  mustHaveBucket(shelf, bucket)
  // Refused before gigabytes are read; judged again when they are, in one transaction with the write.
  checkWrite(headers, key, shelf.catalog.object(bucket, key))
  const { blob, sizeBytes, md5, checksums } = await receive(request.body, headers, shelf.blobs)
  const object: StoredObject = {
    key,
    sizeBytes,
    etag: md5.toString('hex'),
    modifiedMs: shelf.context.clock.now(),
    segments: [{ blob, sizeBytes }],
    headers: withEncryption(shelf.catalog, bucket, objectHeaders(headers)),
    checksums,
    tags: headerTags(headers),
  }
  const check = (existing: StoredObject | undefined) => checkWrite(headers, key, existing)
  await placeNew(shelf, { bucket, object, reason: 'PutObject', requestId, check })
  const encryption = encryptionHeaders(object.headers)
  return { headers: { etag: `"${object.etag}"`, ...checksumHeaders(checksums), ...encryption } }
}

/** `x-amz-copy-source: /bucket/key`, percent-encoded. Throws what GetObject would, and `PreconditionFailed`. */
export function findCopySource(shelf: Shelf, request: S3Request): StoredObject & { bucket: string } {
  const [encoded = ''] = String(request.headers['x-amz-copy-source']).split('?versionId=')
  const path = decode(encoded).replace(/^\//, '')
  const at = path.indexOf('/')
  if (at < 0) throw s3Error('InvalidArgument', 'Copy Source must mention the source bucket and key.', 400)
  const source = findObject(shelf, path.slice(0, at), path.slice(at + 1))
  if (isUnchanged(request.headers, source, 'x-amz-copy-source-')) throw preconditionFailed()
  return { ...source, bucket: path.slice(0, at) }
}

async function copyObject(shelf: Shelf, request: S3Request): Promise<S3Answer> {
  const { bucket, key, headers, requestId } = request
  mustHaveBucket(shelf, bucket)
  const { bucket: sourceBucket, ...source } = findCopySource(shelf, request)
  const replaces = headers['x-amz-metadata-directive'] === 'REPLACE'
  if (sourceBucket === bucket && source.key === key && !replaces) {
    throw s3Error(
      'InvalidRequest',
      'This copy request is illegal because it changes nothing of the object.',
      400,
    )
  }
  const asked = objectHeaders(headers)
  const kept = replaces ? asked : { ...withoutEncryption(source.headers), ...encryptionHeaders(asked) }
  const object: StoredObject = {
    ...source,
    key,
    segments: await shelf.blobs.duplicate(source.segments),
    modifiedMs: shelf.context.clock.now(),
    headers: withEncryption(shelf.catalog, bucket, kept),
    ...(headers['x-amz-tagging-directive'] === 'REPLACE' && { tags: headerTags(headers) }),
  }
  const check = (existing: StoredObject | undefined) => checkWrite(headers, key, existing)
  await placeNew(shelf, { bucket, object, reason: 'CopyObject', requestId, check })
  return xmlAnswer(
    rootElement('CopyObjectResult', [
      element('LastModified', new Date(object.modifiedMs).toISOString()),
      element('ETag', `"${object.etag}"`),
    ]),
    encryptionHeaders(object.headers),
  )
}

const MAX_DELETIONS = 1000

async function deleteObjects(shelf: Shelf, request: S3Request): Promise<S3Answer> {
  const { bucket, requestId } = request
  mustHaveBucket(shelf, bucket)
  const list = parseXml(await readText(request.body))
  const keys = childrenOf(list, 'Object').map((object) => textOf(object, 'Key') ?? '')
  if (keys.length === 0 || keys.length > MAX_DELETIONS) {
    throw s3Error('MalformedXML', `A request deletes 1 to ${MAX_DELETIONS} objects.`, 400)
  }
  for (const key of keys) await removeObject(shelf, { bucket, key, requestId })
  const isQuiet = textOf(list, 'Quiet') === 'true'
  const deleted = isQuiet ? [] : keys.map((key) => element('Deleted', [element('Key', key)]))
  return { ...xmlAnswer(rootElement('DeleteResult', deleted)), requestParameters: { delete: asData(list) } }
}

async function putTags(shelf: Shelf, { bucket, key, body }: S3Request): Promise<S3Answer> {
  const tagging = parseXml(await readText(body))
  const pairs = childrenOf(tagging, 'TagSet')
    .flatMap((set) => childrenOf(set, 'Tag'))
    .map((tag) => [textOf(tag, 'Key') ?? '', textOf(tag, 'Value') ?? ''] as const)
  shelf.catalog.putObject(bucket, { ...findObject(shelf, bucket, key), tags: Object.fromEntries(pairs) })
  return { requestParameters: { tagging: asData(tagging) } }
}
