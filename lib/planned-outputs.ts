// What of an asset is made besides its ladder. The transcode plans its job by it, and estimates reckon with it.
import type { Inspection, JobOptions, TranscodeProfile } from '../schemas/generated/types.ts'
import type { Rung } from './ladder.ts'

/**
 * What the owner of the job file asks for wins over the profile. A file for download is clear: beside streams that are
 * encrypted it would make their keys worthless.
 */
export function planOutputs(profile: TranscodeProfile, options: JobOptions) {
  return {
    mp4: profile.drm === undefined && (options.mp4 ?? profile.mp4.enabled),
    thumbnails: options.thumbnails ?? profile.thumbnails.enabled,
  }
}

/** The best rung that a download may have; the smallest where all are larger. */
export function chooseDownloadRung(ladder: Rung[], { mp4 }: TranscodeProfile): Rung | undefined {
  const fitting = ladder.filter((rung) => Math.min(rung.widthPx, rung.heightPx) <= mp4.maxShortSidePx)
  return fitting.at(-1) ?? ladder[0]
}

/** Detectors shrink what they look at far below this. */
const MOST_SHORT_SIDE_PX = 360
const MOST_LONG_SIDE_PX = 1920

/** MediaConvert's sizes are even, and no side is under 32 pixels (API reference, `VideoDescription`). */
const side = (size: number) => Math.max(32, 2 * Math.floor(size / 2 + 1e-9))

/** No larger than the source, and in its shape. */
export function planProxyPicture({ widthPx, heightPx }: Inspection['video']) {
  const short = Math.min(widthPx, heightPx)
  const long = Math.max(widthPx, heightPx)
  const scale = Math.min(1, MOST_SHORT_SIDE_PX / short, MOST_LONG_SIDE_PX / long)
  return { widthPx: side(widthPx * scale), heightPx: side(heightPx * scale) }
}
