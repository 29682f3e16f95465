// Fetching and reading the one input of a job, with the service's words for what can go wrong.
import { join } from 'node:path'
import { parseS3Url } from '../output-names.ts'
import type { MediaInfo } from '../probe/inspect.ts'
import { inspectMedia, UnreadableMediaError } from '../probe/inspect.ts'
import type { Storage } from '../storage.ts'
import { storageFault } from '../storage.ts'
import { fullDisk } from './explain-failure.ts'
import { inputError, JobError } from './job-error.ts'

export interface Source {
  url: string
  file: string
  sizeBytes: number
  media: MediaInfo
}

export interface SourceRequest {
  storage: Storage
  folder: string
  signal: AbortSignal
}

/** Brings `url` into `folder` and inspects it. Throws `JobError` for what the service has a code for. */
export async function fetchSource(url: string, { storage, folder, signal }: SourceRequest): Promise<Source> {
  const location = parseS3Url(url)
  // A name of our own: neither the key's characters nor its suffix may say anything to ffmpeg.
  const file = join(folder, 'source')
  const { sizeBytes } = await explained(url, signal, async () => {
    const facts = await storage.head(location)
    await storage.download(location, file, signal)
    return facts
  })
  try {
    return { url, file, sizeBytes, media: await inspectMedia(file, signal) }
  } catch (error) {
    throw error instanceof UnreadableMediaError ? unreadable(url, error) : error
  }
}

export function unreadable(url: string, error: UnreadableMediaError): JobError {
  return error.reason === 'no moov box'
    ? inputError(1075, url, 'no moov box found in file')
    : inputError(1010, url, 'No parser found for container')
}

async function explained<T>(url: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted) throw error
    switch (storageFault(error)) {
      case 'missing':
        throw inputError(1404, url, "Can't read input stream: [Failed to read data: HeadObject failed]")
      case 'denied':
        throw inputError(
          1401,
          url,
          `Can't read input stream: [Failed to read data: Access denied to [${url}]]`,
        )
      case 'full':
        throw fullDisk()
      case 'other':
        throw new JobError(1999, `Unable to open input file [${url}]: ${(error as Error).message}`, {
          cause: error,
        })
    }
  }
}
