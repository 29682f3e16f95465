// A caption track as players fetch it: whole for DASH, cut into segments for HLS.
import { createHash } from 'node:crypto'
import type { ObjectId, writeObject } from '../../lib/aws/s3.ts'
import { inBatches } from '../../lib/captions/chunk.ts'
import { segmentWebVtt, subtitlePlaylist } from '../../lib/captions/segment.ts'
import { writeWebVtt } from '../../lib/captions/write.ts'
import { CAPTION_TRACK, captionTrackPrefix, outputPrefix } from '../../lib/output-layout.ts'
import type { Cue } from '../../schemas/generated/types.ts'

export interface PutServices {
  writeObject: typeof writeObject
  settings: { mediaBucket: string }
}

export interface PublishableTrack {
  assetId: string
  revision: number
  trackId: string
  /** None after the end of the film. */
  cues: Cue[]
  /** Of the film. */
  durationMs: number
}

const VTT = 'text/vtt; charset=utf-8'
const PLAYLIST = 'application/vnd.apple.mpegurl'
const HASH_DIGITS = 16
const WRITES_AT_ONCE = 16

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS)

/** Writes the track under addresses that no other content has had; the playlist last. Safe to run twice. */
export async function putTrack(
  { assetId, revision, trackId, cues, durationMs }: PublishableTrack,
  { writeObject, settings }: PutServices,
): Promise<{ vttKey: string; playlistKey: string }> {
  const whole = writeWebVtt(cues)
  const prefix = outputPrefix(assetId, revision) + captionTrackPrefix(trackId, hashOf(whole))
  const at = (name: string): ObjectId => ({ bucket: settings.mediaBucket, key: prefix + name })
  const segments = segmentWebVtt(cues, { durationMs })
  for (const batch of inBatches(segments, WRITES_AT_ONCE)) {
    await Promise.all(batch.map(({ name, text }) => writeObject(at(name), text, VTT)))
  }
  await writeObject(at(CAPTION_TRACK.whole), whole, VTT)
  await writeObject(at(CAPTION_TRACK.playlist), subtitlePlaylist(segments), PLAYLIST)
  return { vttKey: prefix + CAPTION_TRACK.whole, playlistKey: prefix + CAPTION_TRACK.playlist }
}
