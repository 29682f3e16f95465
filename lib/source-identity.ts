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
