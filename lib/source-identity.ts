import { createHash } from 'node:crypto'
import type { Reason, Source } from '../schemas/generated/types.ts'

/**
 * A source is worked on only while the bytes under its key are those of its own upload: a newer upload to the same key
 * is an asset of its own.
 */
export function checkIdentity(source: Source, current: { etag: string } | undefined): Reason[] {
  if (current === undefined) {
    return [{ code: 'source-deleted', message: 'The file was deleted before it could be processed.' }]
  }
  if (current.etag !== source.etag) {
    return [
      {
        code: 'source-replaced',
        message:
          'The file was replaced by a newer upload before it could be processed; the newer one is processed instead.',
      },
    ]
  }
  return []
}

/** The asset that an upload is: the same as "Identify asset" of the media workflow derives. */
export function assetIdOf({ bucket, key, versionId, etag, sequencer }: Source): string {
  const version = versionId ?? `${etag}:${sequencer ?? ''}`
  return createHash('sha256').update(`${bucket}\n${key}\n${version}`).digest('hex').slice(0, 32)
}
