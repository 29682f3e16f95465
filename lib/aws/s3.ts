import {
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { NotFoundError } from '../errors.ts'
import { calling } from './translate.ts'

const client = new S3Client({})

export interface ObjectId {
  bucket: string
  key: string
}

/** Where an ETag is told, the object in this very version. */
export interface ObjectVersion extends ObjectId {
  /** Without quotes. */
  etag?: string | undefined
}

export interface ObjectFacts {
  sizeBytes: number
  /** Without quotes. */
  etag: string
}

/** @returns undefined when there is no such object */
export async function headObject({ bucket, key }: ObjectId): Promise<ObjectFacts | undefined> {
  try {
    const head = await calling(`looking at the object`, () =>
      client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })),
    )
    return { sizeBytes: head.ContentLength ?? 0, etag: (head.ETag ?? '').replaceAll('"', '') }
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

/** Bytes `start` (inclusive) to `end` (exclusive); fewer at the end of the object. */
export function readRange({ bucket, key }: ObjectId, start: number, end: number): Promise<Uint8Array> {
  return calling('reading a part of the object', async () => {
    const range = `bytes=${start}-${end - 1}`
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }))
    return (await answer.Body?.transformToByteArray()) ?? new Uint8Array()
  })
}

/**
 * The whole object, or its beginning: reading ends once there are `enoughBytes`.
 * @throws NotFoundError
 * @throws ConflictError when it is there in another version
 */
export function readObject(
  { bucket, key, etag }: ObjectVersion,
  enoughBytes = Infinity,
): Promise<Uint8Array> {
  return calling('reading the object', async () => {
    const only = etag === undefined ? {} : { IfMatch: `"${etag}"` }
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...only }))
    const parts: Uint8Array[] = []
    let sizeBytes = 0
    for await (const part of (answer.Body ?? []) as AsyncIterable<Uint8Array>) {
      parts.push(part)
      sizeBytes += part.length
      if (sizeBytes >= enoughBytes) break
    }
    return Buffer.concat(parts)
  })
}

/** As `readObject`. @throws NotFoundError */
export async function readText(object: ObjectId, enoughBytes = Infinity): Promise<string> {
  return new TextDecoder().decode(await readObject(object, enoughBytes))
}

export async function writeObject({ bucket, key }: ObjectId, body: Uint8Array | string, contentType: string) {
  await calling('writing the object', () =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType })),
  )
}

/** Every object under a prefix, by key, with its size; all pages are read. */
export async function listObjects(bucket: string, prefix: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  await calling('listing objects', async () => {
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key, Size } of page.Contents ?? []) if (Key !== undefined) sizes.set(Key, Size ?? 0)
    }
  })
  return sizes
}

export interface ListedObject {
  key: string
  /** Without quotes. */
  etag: string
  /** ISO 8601. */
  lastModifiedAt: string
}

/** As `listObjects`, with what tells one version of an object from another. */
export async function listVersions(bucket: string, prefix: string): Promise<ListedObject[]> {
  const objects: ListedObject[] = []
  await calling('listing objects', async () => {
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key: key = '', ETag: etag = '', LastModified: modified } of page.Contents ?? [])
        objects.push({
          key,
          etag: etag.replaceAll('"', ''),
          lastModifiedAt: (modified ?? new Date(0)).toISOString(),
        })
    }
  })
  return objects
}

/** An address at which anybody may read the object for a while, with the permissions of who signs. */
export function signedUrl({ bucket, key }: ObjectId, validSeconds: number): Promise<string> {
  return calling('signing an address', () =>
    getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: validSeconds }),
  )
}
