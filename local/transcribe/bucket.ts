// Media and transcripts in S3, by the SDK over loopback, in the name of whoever started the job.
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { isRefusal, openCallerS3 } from '../runtime/caller-s3.ts'
import type { CloudContext } from '../runtime/context.ts'

interface Place {
  bucket: string
  key: string
}

export type Bucket = ReturnType<typeof openBucket>

/** `roleArn` is that of the caller; without one it is the developer, whom an unknown key stands for. */
export function openBucket(context: CloudContext, roleArn: string | undefined) {
  const s3 = openCallerS3(context, { roleArn, sessionName: 'Transcribe' })
  return {
    /** Whether the caller may read it. */
    async has({ bucket, key }: Place): Promise<boolean> {
      try {
        await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
        return true
      } catch (error) {
        if (isRefusal(error)) return false
        throw error
      }
    },
    async save({ bucket, key }: Place, path: string, signal: AbortSignal): Promise<void> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
        abortSignal: signal,
      })
      await pipeline(Body as Readable, createWriteStream(path), { signal })
    },
    async write({ bucket, key }: Place, text: string, contentType: string): Promise<void> {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: contentType }))
    },
    close: () => s3.destroy(),
  }
}
