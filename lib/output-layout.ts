// Where the outputs of an asset lie in the media bucket. A prefix is written once and never again: a reprocessing has
// its own, so that what a player or a cache has fetched stays true.

/** Keys below the prefix of an asset. MediaConvert destinations are these without their suffix. */
export const OUTPUT = {
  hls: 'stream/main.m3u8',
  dash: 'stream/main.mpd',
  mp4: 'download/main.mp4',
  frames: 'thumbnails/frame',
  thumbnailIndex: 'thumbnails/index.vtt',
} as const

/** Ends with a slash. */
export const outputPrefix = (assetId: string, revision: number): string => `assets/${assetId}/r${revision}/`

/**
 * What people look at when they judge an asset, and the copy that the detector reads. Not below the prefix that is
 * played. Ends with a slash.
 */
export const evidencePrefix = (assetId: string, revision: number): string =>
  `evidence/${assetId}/r${revision}/`

/** Keys below the evidence prefix of an asset. */
export const EVIDENCE = {
  /** Every label as the detector gave it. */
  moderationLabels: 'moderation.json',
  /** The small copy of a source that the detector cannot read itself. */
  moderationProxy: 'proxy.mp4',
  /** Of the caption tracks inside the source; a number and a suffix follow. */
  embeddedCaptions: 'captions/embedded',
} as const

/** A caption track of the source as the transcode job wrote it: what people see is made from it. */
export const embeddedCaptionsKey = (assetId: string, revision: number, trackNumber: number): string =>
  `${evidencePrefix(assetId, revision)}${EVIDENCE.embeddedCaptions}-${trackNumber}.vtt`

/** MediaConvert counts captured frames from 0 in seven digits (API reference, `FrameCaptureSettings`). */
export const frameKey = (index: number): string => `${OUTPUT.frames}.${String(index).padStart(7, '0')}.jpg`

export const spriteName = (sheet: number): string => `sprite-${sheet}.jpg`

export const spriteKey = (sheet: number): string => `thumbnails/${spriteName(sheet)}`

/**
 * A published caption track, below the prefix of an asset; ends with a slash. What is said in it is part of its name: a
 * track that is replaced has new addresses, as everything that players and caches keep.
 */
export const captionTrackPrefix = (trackId: string, contentHash: string): string =>
  `captions/${trackId}/${contentHash}/`

/** Keys below the prefix of a caption track; its segments lie beside them. */
export const CAPTION_TRACK = { whole: 'track.vtt', playlist: 'index.m3u8' } as const

/** What was understood of a caption track; nobody plays it. */
export const insightsKey = (assetId: string, revision: number, trackId: string): string =>
  `insights/${assetId}/r${revision}/${trackId}.json`
