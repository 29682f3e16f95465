import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Clients } from './clients.ts'

export interface Uploaded {
  /** Without quotes. */
  etag: string
  versionId?: string
}

const SMALLEST_PART_BYTES = 8 << 20
// S3 takes 10,000 parts; the margin is for files that grow meanwhile.
const MOST_PARTS = 9_000

/** Sends a file, in parts when it is large. `onPercent` hears whole percents, rising. */
export async function uploadFile(
  s3: Clients['s3'],
  file: { path: string; bucket: string; key: string },
  { signal, onPercent }: { signal: AbortSignal; onPercent: (percent: number) => void },
): Promise<Uploaded> {
  const { size } = await stat(file.path)
  const upload = new Upload({
    client: s3,
    params: { Bucket: file.bucket, Key: file.key, Body: createReadStream(file.path) },
    partSize: Math.max(SMALLEST_PART_BYTES, Math.ceil(size / MOST_PARTS)),
    queueSize: 4,
  })
  upload.on('httpUploadProgress', ({ loaded = 0 }) =>
    onPercent(size ? Math.floor((100 * loaded) / size) : 100),
  )
  const abort = () => void upload.abort().catch(() => undefined)
  signal.addEventListener('abort', abort, { once: true })
  try {
    signal.throwIfAborted()
    const { ETag = '', VersionId } = await upload.done()
    return { etag: ETag.replaceAll('"', ''), ...(VersionId ? { versionId: VersionId } : {}) }
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

export async function putJson(
  s3: Clients['s3'],
  { bucket, key, text }: { bucket: string; key: string; text: string },
): Promise<void> {
  await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: 'application/json' }),
  )
}

export async function objectExists(s3: Clients['s3'], bucket: string, key: string): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    return true
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404) return false
    throw error
  }
}
