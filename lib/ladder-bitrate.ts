// What a rung may cost: by its real pixels and frame rate, and by what the source has to give.
import type { FrameRate, Inspection, TranscodeProfile } from '../schemas/generated/types.ts'
import { framesPerSecond } from './media-time.ts'

interface Picture {
  widthPx: number
  heightPx: number
}

const area = ({ widthPx, heightPx }: Picture) => widthPx * heightPx

/** Larger pictures need fewer bits for each pixel: the bit rate grows with this power of the pixel count. */
const PIXEL_POWER = 0.75

/** Profiles state their ceilings for 16:9 pictures at up to this rate; twice the rate costs half as much again. */
const PROFILE_FRAME_RATE = 30

/** Peaks may exceed the average of the source by this much. */
const PEAK_OVER_AVERAGE = 1.5

/** Below this an encoder cannot keep even a still picture. */
const LOWEST_BITRATE_BPS = 50_000

/** Bits that a codec needs for the same quality, AVC being 1. What is not listed is taken as AVC. */
const BITS_NEEDED: Record<string, number> = {
  AVC: 1,
  H_264: 1,
  HEVC: 0.65,
  H_265: 0.65,
  AV1: 0.55,
  VP9: 0.7,
  MPEG2: 2,
  MPEG1: 2.5,
  MP4V: 1.5,
  THEORA: 1.5,
}

const bitsNeeded = (codec: string) => BITS_NEEDED[codec] ?? 1

/** The profile's ceiling for a picture of any shape: between two templates on a power curve through both. */
function profileCeiling(picture: Picture, { rungs }: TranscodeProfile): number {
  const points = rungs
    .map((rung) => ({ pixels: (rung.shortSidePx * rung.shortSidePx * 16) / 9, bps: rung.maxBitrateBps }))
    .sort((a, b) => a.pixels - b.pixels)
  const pixels = area(picture)
  const above = points.findIndex((point) => point.pixels >= pixels)
  const low = points[above - 1]
  const high = points[above]
  if (!low || !high) {
    const end = (high ?? points.at(-1))!
    return end.bps * (pixels / end.pixels) ** PIXEL_POWER
  }
  const power = Math.log(high.bps / low.bps) / Math.log(high.pixels / low.pixels)
  return low.bps * (pixels / low.pixels) ** power
}

const frameRateFactor = (frameRate: FrameRate) =>
  1 + Math.max(0, framesPerSecond(frameRate) / PROFILE_FRAME_RATE - 1) / 2

/** The average of the source: of its video track, else of the whole file, which is a little more. */
function sourceBitrate({ video, sizeBytes, durationMs }: Inspection): number {
  if (video.bitrateBps) return video.bitrateBps
  return sizeBytes > 0 && durationMs > 0 ? (sizeBytes * 8000) / durationMs : Infinity
}

/** No rung gets more bits than the source justifies: an upload of 2 Mb/s is not improved by spending 6. */
function sourceCeiling(picture: Picture, inspection: Inspection, codec: TranscodeProfile['codec']): number {
  const share = (area(picture) / area(inspection.video)) ** PIXEL_POWER
  const exchange = bitsNeeded(codec) / bitsNeeded(inspection.video.codec)
  return sourceBitrate(inspection) * PEAK_OVER_AVERAGE * exchange * share
}

/** The quality of the profile's rung that is nearest in size. */
function nearestQuality(picture: Picture, { rungs }: TranscodeProfile): number {
  const distance = (short: number) => Math.abs(Math.log(short / Math.min(picture.widthPx, picture.heightPx)))
  return rungs.reduce((best, rung) => (distance(rung.shortSidePx) < distance(best.shortSidePx) ? rung : best))
    .qvbrQualityLevel
}

/** A whole number of kilobits a second. */
export function planRungBitrate(
  picture: Picture,
  frameRate: FrameRate,
  { inspection, profile }: { inspection: Inspection; profile: TranscodeProfile },
): { maxBitrateBps: number; qvbrQualityLevel: number } {
  const ceiling = Math.min(
    profileCeiling(picture, profile) * frameRateFactor(frameRate),
    sourceCeiling(picture, inspection, profile.codec),
  )
  return {
    maxBitrateBps: Math.max(LOWEST_BITRATE_BPS, Math.floor(ceiling / 1000) * 1000),
    qvbrQualityLevel: nearestQuality(picture, profile),
  }
}
