// What the published caption tracks of an asset say: read from the files that players read.
import { readObject } from '../../lib/aws/s3.ts'
import { readCaptions } from '../../lib/captions/read-captions.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { logger } from '../../lib/step.ts'
import type { CaptionTrack } from '../../schemas/generated/types.ts'
import type { ReadTrack } from './rules/pieces.ts'

export type ReadTrackText = (track: CaptionTrack & { vttKey: string }) => Promise<ReadTrack>

/** A file that is gone says nothing: whoever took it away announces it, and the asset is indexed again. */
export function readTrackText(bucket: string): ReadTrackText {
  return async (track) => {
    const { trackId, vttKey } = track
    try {
      const bytes = await readObject({ bucket, key: vttKey })
      return { track, cues: readCaptions(bytes, { fileName: vttKey, language: track.language }).cues }
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      logger.warn('The file of a caption track is not there', { trackId, vttKey })
      return { track, cues: [] }
    }
  }
}
