// Where sources come from and outputs go: S3, by the SDK over loopback, in the name of the job's role. The engine
// knows only this interface, so that it can be tried on plain folders.
import { createReadStream, createWriteStream } from 'node:fs'
import type { ReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { ObjectCannedACL, ServerSideEncryption, StorageClass } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { CloudContext } from '../runtime/context.ts'
import { isDiskFull } from '../runtime/disk-full.ts'
import type { Credentials } from '../runtime/identities.ts'
import type { S3Location } from './output-names.ts'
import type { ObjectFacts } from './probe/describe-probe.ts'
import type { DestinationSettings } from './settings.ts'

export interface PutOptions {
  contentType: string
  destination?: DestinationSettings | undefined
  signal?: AbortSignal
}

/** Calls fail as S3 does; `storageFault` tells what it means. */
export interface Storage {
  head(location: S3Location): Promise<ObjectFacts>
  /** A part of the object; `to` is inclusive. */
  read(location: S3Location, from: number, to: number): Promise<Readable>
  /** Writes the object to `file`. */
  download(location: S3Location, file: string, signal?: AbortSignal): Promise<void>
  /** `body` is the content, or the path of a file that is streamed. */
  put(location: S3Location, body: Buffer | string, options: PutOptions): Promise<void>
  close(): void
}

const PART_BYTES = 8 << 20
/** Few large writes: with the stream's own 64 KB a source of gigabytes takes a fifth longer to fetch. */
const WIDE = { highWaterMark: 4 << 20 }

export function openS3Storage(context: CloudContext, credentials: Credentials): Storage {
  const client = new S3Client({
    endpoint: context.endpointUrl(),
    region: context.region,
    credentials,
    forcePathStyle: true,
    // The loopback is no line that loses bits; a streamed body cannot be summed up before it is sent.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return {
    async head({ bucket, key }) {
      const answer = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
      return {
        sizeBytes: answer.ContentLength ?? 0,
        ...(answer.ETag ? { eTag: answer.ETag } : {}),
        ...(answer.LastModified ? { lastModified: answer.LastModified } : {}),
        ...(answer.ContentType ? { mimeType: answer.ContentType } : {}),
      }
    },
    async read({ bucket, key }, from, to) {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=${from}-${to}` })
      return (await client.send(command)).Body as Readable
    },
    async download({ bucket, key }, file, signal) {
      const options = signal ? { abortSignal: signal } : {}
      const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), options)
      await pipeline(answer.Body as Readable, createWriteStream(file, WIDE), signal ? { signal } : {})
    },
    async put({ bucket, key }, body, options) {
      const { signal } = options
      signal?.throwIfAborted()
      const input = {
        Bucket: bucket,
        Key: key,
        ContentType: options.contentType,
        ...destinationInput(options.destination),
      }
      const abort = signal ? { abortSignal: signal } : {}
      // A part in memory can be sent again when a connection breaks; a stream could not.
      const isSmall = typeof body !== 'string' || (await stat(body)).size <= PART_BYTES
      if (isSmall) {
        const bytes = typeof body === 'string' ? await readFile(body) : body
        await client.send(new PutObjectCommand({ ...input, Body: bytes }), abort)
        return
      }
      await withFile(body, async (stream) => {
        const upload = new Upload({
          client,
          params: { ...input, Body: stream },
          partSize: PART_BYTES,
          queueSize: 3,
        })
        const cancel = () => void upload.abort()
        signal?.addEventListener('abort', cancel, { once: true })
        try {
          await upload.done()
        } finally {
          signal?.removeEventListener('abort', cancel)
        }
      })
    },
    close: () => client.destroy(),
  }
}

/**
 * Streams `path` to `send`. The file fails the sending when it cannot be read; and when the sending was given up, it is
 * closed, and that it may be gone by then is nobody's error.
 */
async function withFile(path: string, send: (stream: ReadStream) => Promise<void>): Promise<void> {
  const stream = createReadStream(path, { highWaterMark: 1 << 20 })
  const unreadable = new Promise<never>((_, reject) => stream.once('error', reject))
  try {
    await Promise.race([send(stream), unreadable])
  } finally {
    stream.destroy()
  }
}

function destinationInput(destination: DestinationSettings | undefined) {
  const { accessControl, encryption, storageClass } = destination?.s3Settings ?? {}
  const kms = encryption?.encryptionType === 'SERVER_SIDE_ENCRYPTION_KMS'
  return {
    ...(accessControl?.cannedAcl ? { ACL: cannedAcl(accessControl.cannedAcl) } : {}),
    ...(storageClass ? { StorageClass: storageClass as StorageClass } : {}),
    ...(encryption ? { ServerSideEncryption: (kms ? 'aws:kms' : 'AES256') as ServerSideEncryption } : {}),
    ...(kms && encryption.kmsKeyArn ? { SSEKMSKeyId: encryption.kmsKeyArn } : {}),
  }
}

function cannedAcl(name: string): ObjectCannedACL {
  return name.toLowerCase().replaceAll('_', '-') as ObjectCannedACL
}

export type StorageFault = 'missing' | 'denied' | 'full' | 'other'

/** How the gateway answers when the disk below S3 is full. */
const INSUFFICIENT_STORAGE = 507

/** What an error of a storage call means. */
export function storageFault(error: unknown): StorageFault {
  const { name, code, $metadata } = error as {
    name?: string
    code?: string
    $metadata?: { httpStatusCode?: number }
  }
  const status = $metadata?.httpStatusCode
  if (isDiskFull(error) || status === INSUFFICIENT_STORAGE) return 'full'
  if (
    status === 404 ||
    name === 'NotFound' ||
    name === 'NoSuchKey' ||
    name === 'NoSuchBucket' ||
    code === 'ENOENT'
  ) {
    return 'missing'
  }
  return status === 403 || name === 'AccessDenied' ? 'denied' : 'other'
}
