// One object of an output to S3, with the service's words for what can go wrong.
import type { S3Location } from '../output-names.ts'
import type { OutputGroupDocument } from '../settings.ts'
import type { Storage } from '../storage.ts'
import { storageFault } from '../storage.ts'
import { fullDisk } from './explain-failure.ts'
import { JobError } from './job-error.ts'

const CONTENT_TYPES = {
  cmfv: 'video/mp4',
  cmfa: 'audio/mp4',
  mp4: 'video/mp4',
  jpg: 'image/jpeg',
  m3u8: 'application/vnd.apple.mpegurl',
  mpd: 'application/dash+xml',
  vtt: 'text/vtt',
} as const

/** Objects of one output that are on their way at the same time. */
export const UPLOADS_AT_ONCE = 6

/** What delivering an output group needs to know. */
export interface Delivery {
  storage: Storage
  folder: string
  group: OutputGroupDocument
  /** The source: groups may be named after it. */
  fileInput: string
  signal: AbortSignal
  /** Seconds of the source. */
  sourceSeconds: number
}

export interface OutputObject {
  to: S3Location
  /** The content, or the path of a file. */
  body: Buffer | string
  type: keyof typeof CONTENT_TYPES
}

export async function putOutput(
  { storage, group, signal }: Delivery,
  { to, body, type }: OutputObject,
): Promise<void> {
  const settings = group.outputGroupSettings
  const destination = (settings?.cmafGroupSettings ?? settings?.fileGroupSettings)?.destinationSettings
  try {
    await storage.put(to, body, { contentType: CONTENT_TYPES[type], destination, signal })
  } catch (error) {
    if (signal.aborted) throw error
    const place = `s3://${to.bucket}/${to.key}`
    switch (storageFault(error)) {
      case 'denied':
        throw new JobError(
          1401,
          `Unable to write to output file [${place}]: [Failed to write data: Access Denied]`,
        )
      case 'missing':
        throw new JobError(
          1404,
          `Unable to write to output file [${place}]: [Failed to write data: no such bucket]`,
        )
      case 'full':
        throw fullDisk()
      case 'other':
        throw new JobError(1517, `Unable to write to output file [${place}]: [${(error as Error).message}]`, {
          cause: error,
        })
    }
  }
}
