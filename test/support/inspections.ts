// Inspections built from the one fact that matters to a test.
import type { Inspection, VideoTrack } from '../../schemas/generated/types.ts'

export const videoTrack = (facts: Partial<VideoTrack> = {}): VideoTrack => ({
  codec: 'AVC',
  widthPx: 1920,
  heightPx: 1080,
  rotationDegrees: 0,
  frameRate: { numerator: 30, denominator: 1 },
  bitDepth: 8,
  dynamicRange: 'SDR',
  scan: 'progressive',
  ...facts,
})

/** A minute of film with one stereo track; its own bit rate is unknown, and so no limit. */
export const inspectionOf = (
  video: Partial<VideoTrack> = {},
  facts: Partial<Omit<Inspection, 'video'>> = {},
): Inspection => ({
  container: 'mp4',
  sizeBytes: 0,
  durationMs: 60_000,
  audioTracks: [{ trackNumber: 1, codec: 'AAC', channels: 2, sampleRateHz: 48_000 }],
  ...facts,
  video: videoTrack(video),
})
