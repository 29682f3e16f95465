// What the published caption tracks of an asset say: read from the files that players read.
import { readObject } from '../../lib/aws/s3.ts'
import { readCaptions } from '../../lib/captions/read-captions.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { logger } from '../../lib/step.ts'
import type { CaptionTrack } from '../../schemas/generated/types.ts'
import type { ReadTrack } from './rules/pieces.ts'

export type ReadTrackText = (track: CaptionTrack & { vttKey: string }) => Promise<ReadTrack>

/** A film of a day and a night with 20,000 cues has less; a request holds forty files at once. */
const MOST_BYTES = 4 << 20

const LINE_FEED = 10

/** Whole lines only: half a sign at the end would make the text look like one of another encoding. */
const wholeLines = (bytes: Uint8Array) =>
  bytes.length < MOST_BYTES ? bytes : bytes.subarray(0, bytes.lastIndexOf(LINE_FEED, MOST_BYTES) + 1)

/** A file that is gone says nothing: whoever took it away announces it, and the asset is indexed again. */
export function readTrackText(bucket: string): ReadTrackText {
  return async (track) => {
    const { trackId, vttKey } = track
    try {
      const bytes = wholeLines(await readObject({ bucket, key: vttKey }, MOST_BYTES))
      return { track, cues: readCaptions(bytes, { fileName: vttKey, language: track.language }).cues }
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      logger.warn('The file of a caption track is not there', { trackId, vttKey })
      return { track, cues: [] }
    }
  }
}
