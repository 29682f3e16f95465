import type { Inspection, TranscodeProfile } from '../schemas/generated/types.ts'

/** Still images at 0, `intervalSeconds`, twice that and so on; `count` of them. */
export interface ThumbnailPlan {
  intervalSeconds: number
  count: number
  widthPx: number
  heightPx: number
}

const evenUpTo = (size: number, limit: number) =>
  Math.min(2 * Math.round(size / 2), 2 * Math.floor(limit / 2))

/** MediaConvert makes no picture with a side under 32 pixels (API reference, `VideoDescription`). */
const SMALLEST_SIDE_PX = 32

/**
 * Thumbnails are never more than the profile's count, never closer than its interval, and never larger than the source.
 * An interval is whole seconds, so that the count holds however long the film is.
 */
export function planThumbnails(
  { durationMs, video }: Pick<Inspection, 'durationMs' | 'video'>,
  template: TranscodeProfile['thumbnails'],
): ThumbnailPlan {
  const durationSeconds = durationMs / 1000
  const intervalSeconds = Math.max(
    1,
    Math.ceil(Math.max(template.minIntervalSeconds, durationSeconds / template.maxCount)),
  )
  const long = Math.max(video.widthPx, video.heightPx)
  const short = Math.min(video.widthPx, video.heightPx)
  const scale = Math.min(1, Math.max(template.widthPx / long, SMALLEST_SIDE_PX / short))
  return {
    intervalSeconds,
    count: Math.max(1, Math.ceil(durationSeconds / intervalSeconds - 1e-9)),
    widthPx: evenUpTo(video.widthPx * scale, video.widthPx),
    heightPx: evenUpTo(video.heightPx * scale, video.heightPx),
  }
}
