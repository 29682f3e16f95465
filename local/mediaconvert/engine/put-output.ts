// One object of an output to S3, with the service's words for what can go wrong.
import type { S3Location } from '../output-names.ts'
import type { JobSettings, OutputGroupDocument } from '../settings.ts'
import type { Storage } from '../storage.ts'
import { storageFault } from '../storage.ts'
import { fullDisk } from './explain-failure.ts'
import { JobError } from './job-error.ts'

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  cmfv: 'video/mp4',
  cmfa: 'audio/mp4',
  mp4: 'video/mp4',
  jpg: 'image/jpeg',
  m3u8: 'application/vnd.apple.mpegurl',
  mpd: 'application/dash+xml',
}

/** Objects of one output that are on their way at the same time. */
export const UPLOADS_AT_ONCE = 6

/** What delivering needs to know of its job. */
export interface Delivery {
  storage: Storage
  folder: string
  settings: JobSettings
  signal: AbortSignal
}

/** `body` is the content, or the path of a file; `type` a suffix that names the content type. */
export async function putOutput(
  delivery: Delivery,
  group: OutputGroupDocument,
  to: S3Location,
  body: Buffer | string,
  type: string,
) {
  const settings = group.outputGroupSettings
  const destination = (settings?.cmafGroupSettings ?? settings?.fileGroupSettings)?.destinationSettings
  try {
    await delivery.storage.put(to, body, { contentType: CONTENT_TYPES[type]!, destination }, delivery.signal)
  } catch (error) {
    if (delivery.signal.aborted) throw error
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
