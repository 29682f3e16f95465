// Caption files as they lie in S3, read without holding more of them than there is memory for.
import type { readObject } from '../../lib/aws/s3.ts'
import { MOST_BYTES, readCaptions, type CaptionFile } from '../../lib/captions/read-captions.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { fileNameOf } from '../../lib/object-key.ts'
import type { CaptionCandidate } from './find-captions.ts'

export interface FileServices {
  readObject: typeof readObject
}

/** Candidates that are there, with what their files say. */
export interface ReadFile {
  candidate: CaptionCandidate
  file: CaptionFile
  heard?: string
  /** Only the begin of the cues is left of it. */
  isShortened?: boolean
}

/** As files lie in S3; as cues in memory they are some five times as much. */
const MOST_HELD_BYTES = 24 * 1024 * 1024

/** Of a film with hundreds of tracks the last are held as far as their language is heard by it, and read again in their turn. */
const SAMPLE_CUES = 1000

/**
 * Undefined for a file that is gone, or a track that the encoder has not found.
 * @throws ConflictError when a newer one has come since it was listed
 */
export async function readFile(
  candidate: CaptionCandidate,
  services: FileServices,
): Promise<{ file: CaptionFile; sizeBytes: number } | undefined> {
  const { object, etag, language } = candidate
  try {
    // What was listed and nothing newer: people let words pass by the version of their file.
    const bytes = await services.readObject({ ...object, etag }, MOST_BYTES + 1)
    const file = readCaptions(bytes, { fileName: fileNameOf(object.key), language })
    return { file, sizeBytes: bytes.length }
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

/** One after the other: each is whole in memory while it is read. */
export async function readFiles(
  candidates: CaptionCandidate[],
  services: FileServices,
  mostHeldBytes = MOST_HELD_BYTES,
): Promise<ReadFile[]> {
  const files: ReadFile[] = []
  let heldBytes = 0
  for (const candidate of candidates) {
    const found = await readFile(candidate, services)
    if (found === undefined) continue
    const { file, sizeBytes } = found
    const hasRoom = heldBytes + sizeBytes <= mostHeldBytes || file.cues.length <= SAMPLE_CUES
    if (hasRoom) heldBytes += sizeBytes
    files.push(
      hasRoom
        ? { candidate, file }
        : { candidate, file: { ...file, cues: file.cues.slice(0, SAMPLE_CUES) }, isShortened: true },
    )
  }
  return files
}
