// Parts of a film, several at once, each checked by S3 against the sum that goes with it.
import { createHash } from 'node:crypto'
import type { MissingPart } from '../../schemas/generated/types.ts'
import { readRange, sendBytes, type FileRange } from './send-bytes.ts'
import { tryAgain } from './try-again.ts'

const AT_ONCE = 4

export interface Watch {
  signal: AbortSignal
  /** Negative when a part that failed is taken back. */
  onBytes: (sizeBytes: number) => void
}

async function sumOf(range: FileRange): Promise<string> {
  const md5 = createHash('md5')
  for await (const chunk of readRange(range) as AsyncIterable<Buffer>) md5.update(chunk)
  return md5.digest('base64')
}

async function sendPart(path: string, part: MissingPart, { signal, onBytes }: Watch): Promise<void> {
  const range = { path, startByte: part.startByte, sizeBytes: part.sizeBytes }
  const headers = { 'content-md5': await sumOf(range) }
  await tryAgain(async () => {
    let sentBytes = 0
    const count = (sizeBytes: number) => {
      sentBytes += sizeBytes
      onBytes(sizeBytes)
    }
    try {
      await sendBytes({ method: 'PUT', url: part.url, headers, range, signal, onBytes: count })
    } catch (error) {
      onBytes(-sentBytes)
      throw error
    }
  }, signal)
}

/** Sends all of them. The first that fails for good stops the others. @throws SendError */
export async function sendParts(path: string, parts: MissingPart[], watch: Watch): Promise<void> {
  const stop = new AbortController()
  const signal = AbortSignal.any([watch.signal, stop.signal])
  const waiting = parts.values()
  const work = async () => {
    for (const part of waiting) await sendPart(path, part, { ...watch, signal })
  }
  const workers = Array.from({ length: AT_ONCE }, () =>
    work().catch((error: unknown) => {
      stop.abort(error)
      throw error
    }),
  )
  const results = await Promise.allSettled(workers)
  watch.signal.throwIfAborted()
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw stop.signal.aborted ? (stop.signal.reason as Error) : failed.reason
}
