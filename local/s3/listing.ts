// Lists of objects, in the order of the keys' UTF-8 bytes as S3 gives them.
import type { Catalog, Start, StoredObject } from './catalog.ts'
import { s3Error, xmlAnswer } from './exchange.ts'
import type { S3Answer, S3Handler, S3Request } from './exchange.ts'
import { mustHaveBucket } from './shelf.ts'
import type { Shelf } from './shelf.ts'
import { element, rootElement } from './xml.ts'

const PAGE = 1000
// Above every character that a key can have after the common prefix.
const LAST_CHARACTER = '\u{10ffff}'

interface Page {
  objects: StoredObject[]
  prefixes: string[]
  /** The key or prefix after which the next page starts, when there is one. */
  next: string | undefined
}

interface Wish {
  prefix: string
  delimiter: string
  after: string
  maxKeys: number
}

/** Keys that share a prefix up to the delimiter count as one and are skipped in one step. */
export function listPage(catalog: Catalog, bucket: string, wish: Wish): Page {
  const page: Page = { objects: [], prefixes: [], next: undefined }
  if (wish.maxKeys === 0) return page
  let last = ''
  for (const entry of walk(catalog, bucket, wish)) {
    if (page.objects.length + page.prefixes.length === wish.maxKeys) {
      page.next = last
      return page
    }
    if (typeof entry === 'string') page.prefixes.push(entry)
    else page.objects.push(entry)
    last = typeof entry === 'string' ? entry : entry.key
  }
  return page
}

/** Objects, and a string for each common prefix. */
function* walk(catalog: Catalog, bucket: string, wish: Wish): Generator<StoredObject | string> {
  const { prefix, delimiter } = wish
  for (let start = firstStart(wish); ;) {
    const batch = catalog.objects(bucket, start, PAGE)
    let skipTo: string | undefined
    for (const object of batch) {
      if (!object.key.startsWith(prefix)) return
      const end = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1
      if (end < 0) {
        yield object
        continue
      }
      const common = object.key.slice(0, end + delimiter.length)
      yield common
      skipTo = common + LAST_CHARACTER
      break
    }
    const tail = batch.at(-1)
    if (!tail || (skipTo === undefined && batch.length < PAGE)) return
    start = { after: skipTo ?? tail.key }
  }
}

function firstStart({ prefix, delimiter, after }: Wish): Start {
  if (Buffer.compare(Buffer.from(after), Buffer.from(prefix)) < 0 || after === '') return { from: prefix }
  // A page that ended with a common prefix goes on behind everything below it.
  const isCommon = delimiter && after.endsWith(delimiter) && after.length > prefix.length
  return { after: isCommon ? after + LAST_CHARACTER : after }
}

export const listingHandlers = (shelf: Shelf): Record<string, S3Handler> => ({
  ListObjects: (request) => listObjects(shelf, request),
  ListObjectsV2: (request) => listObjectsV2(shelf, request),
  ListObjectVersions: (request) => listVersions(shelf, request),
  ListMultipartUploads(request) {
    mustHaveBucket(shelf, request.bucket)
    const prefix = request.query.get('prefix') ?? ''
    const uploads = shelf.catalog.uploads(request.bucket).filter(({ key }) => key.startsWith(prefix))
    const shown = uploads.map(({ id, key, startedMs }) =>
      element('Upload', [element('Key', key), element('UploadId', id), timeElement('Initiated', startedMs)]),
    )
    const head = [element('Bucket', request.bucket), element('IsTruncated', false)]
    return xmlAnswer(rootElement('ListMultipartUploadsResult', [...head, ...shown]))
  },
})

export const timeElement = (name: string, ms: number) => element(name, new Date(ms).toISOString())

function readWish({ query }: S3Request, after: string): Wish {
  const maxKeys = Number(query.get('max-keys') ?? PAGE)
  if (!Number.isInteger(maxKeys) || maxKeys < 0)
    throw s3Error('InvalidArgument', 'max-keys is not a number.', 400)
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? '']
  return { prefix, delimiter, after, maxKeys: Math.min(maxKeys, PAGE) }
}

/** Keys as the client asked for them: plain, or percent-encoded with `encoding-type=url`. */
const keyWriter = ({ query }: S3Request) =>
  query.get('encoding-type') === 'url'
    ? (key: string) => encodeURIComponent(key).replaceAll('%2F', '/')
    : (key: string) => key

interface Shown {
  page: Page
  wish: Wish
  object?: (object: StoredObject, key: string) => string
}

function pageElements(request: S3Request, { page, wish, object = objectElement }: Shown): string[] {
  const write = keyWriter(request)
  return [
    element('Name', request.bucket),
    element('Prefix', write(wish.prefix)),
    ...(wish.delimiter ? [element('Delimiter', write(wish.delimiter))] : []),
    element('MaxKeys', wish.maxKeys),
    element('IsTruncated', page.next !== undefined),
    element('EncodingType', request.query.get('encoding-type') ?? undefined),
    ...page.objects.map((one) => object(one, write(one.key))),
    ...page.prefixes.map((prefix) => element('CommonPrefixes', [element('Prefix', write(prefix))])),
  ]
}

const objectElement = (object: StoredObject, key: string) => element('Contents', objectMembers(object, key))

const objectMembers = (object: StoredObject, key: string) => [
  element('Key', key),
  timeElement('LastModified', object.modifiedMs),
  element('ETag', `"${object.etag}"`),
  element('Size', object.sizeBytes),
  element('StorageClass', 'STANDARD'),
]

const versionElement = (object: StoredObject, key: string) =>
  element('Version', [...objectMembers(object, key), element('VersionId', 'null'), element('IsLatest', true)])

function listObjects(shelf: Shelf, request: S3Request): S3Answer {
  mustHaveBucket(shelf, request.bucket)
  const marker = request.query.get('marker') ?? ''
  const wish = readWish(request, marker)
  const page = listPage(shelf.catalog, request.bucket, wish)
  const write = keyWriter(request)
  const next = page.next === undefined ? [] : [element('NextMarker', write(page.next))]
  const content = [element('Marker', write(marker)), ...next, ...pageElements(request, { page, wish })]
  return xmlAnswer(rootElement('ListBucketResult', content))
}

function listObjectsV2(shelf: Shelf, request: S3Request): S3Answer {
  mustHaveBucket(shelf, request.bucket)
  const { query } = request
  const token = query.get('continuation-token')
  const startAfter = query.get('start-after') ?? ''
  const wish = readWish(
    request,
    token === null ? startAfter : Buffer.from(token, 'base64url').toString('utf8'),
  )
  const page = listPage(shelf.catalog, request.bucket, wish)
  const next = page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url')
  const content = [
    element('KeyCount', page.objects.length + page.prefixes.length),
    element('StartAfter', startAfter ? keyWriter(request)(startAfter) : undefined),
    element('ContinuationToken', token ?? undefined),
    element('NextContinuationToken', next),
    ...pageElements(request, { page, wish }),
  ]
  return xmlAnswer(rootElement('ListBucketResult', content))
}

// Every object is its one version.
function listVersions(shelf: Shelf, request: S3Request): S3Answer {
  mustHaveBucket(shelf, request.bucket)
  const marker = request.query.get('key-marker') ?? ''
  const wish = readWish(request, marker)
  const page = listPage(shelf.catalog, request.bucket, wish)
  const write = keyWriter(request)
  const next =
    page.next === undefined
      ? []
      : [element('NextKeyMarker', write(page.next)), element('NextVersionIdMarker', 'null')]
  const content = [
    element('KeyMarker', write(marker)),
    ...next,
    ...pageElements(request, { page, wish, object: versionElement }),
  ]
  return xmlAnswer(rootElement('ListVersionsResult', content))
}
