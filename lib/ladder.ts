// The ladder: which renditions are made of a source. What a rung may cost is in ladder-bitrate.ts.
import type { FrameRate, Inspection, JobOptions, TranscodeProfile } from '../schemas/generated/types.ts'
import { planRungBitrate } from './ladder-bitrate.ts'
import { capFrameRate, normaliseFrameRate } from './media-time.ts'

/** One planned rendition. `maxBitrateBps` is the ceiling of the video alone. */
export interface Rung {
  name: string
  widthPx: number
  heightPx: number
  maxBitrateBps: number
  qvbrQualityLevel: number
  frameRate: FrameRate
}

interface Picture {
  widthPx: number
  heightPx: number
}

/**
 * The largest picture that MediaConvert makes with a codec, lying and standing.
 * Source: docs.aws.amazon.com/mediaconvert/latest/ug/supported-output-resolution-maximums-by-codec.html, which gives no
 * standing size for AV1.
 */
const LARGEST: Record<TranscodeProfile['codec'], { landscape: Picture; portrait: Picture }> = {
  H_264: { landscape: { widthPx: 4096, heightPx: 2160 }, portrait: { widthPx: 2160, heightPx: 4096 } },
  H_265: { landscape: { widthPx: 8192, heightPx: 4320 }, portrait: { widthPx: 4320, heightPx: 8192 } },
  AV1: { landscape: { widthPx: 4096, heightPx: 2160 }, portrait: { widthPx: 4096, heightPx: 2160 } },
}

/** A source this much larger than the rung below it deserves a rung of its own size. */
const WORTH_A_RUNG = 1.15

const evenDown = (size: number) => 2 * Math.floor(size / 2 + 1e-9)
const evenNear = (size: number) => 2 * Math.round(size / 2)
const shortSide = ({ widthPx, heightPx }: Picture) => Math.min(widthPx, heightPx)

/** The shape of the source at a short side: even, and never larger than the source or the limit. */
function pictureAt(short: number, source: Picture, limit: Picture): Picture {
  const scale = short / shortSide(source)
  const side = (size: number, largest: number) =>
    Math.min(evenNear(size * scale), evenDown(size), evenDown(largest))
  return {
    widthPx: side(source.widthPx, limit.widthPx),
    heightPx: side(source.heightPx, limit.heightPx),
  }
}

/** The largest short side allowed by the source, the codec and the options. */
function largestShortSide(source: Picture, limit: Picture, options: JobOptions): number {
  const short = shortSide(source)
  const fits = Math.min(limit.widthPx / source.widthPx, limit.heightPx / source.heightPx, 1)
  return evenDown(Math.min(short * fits, options.maxHeightPx ?? Infinity))
}

/** Short sides from the smallest: the profile's that fit, and the largest allowed where it lies well between two. */
function chooseShortSides(largest: number, profile: TranscodeProfile): number[] {
  const templates = profile.rungs.map((rung) => rung.shortSidePx).sort((a, b) => a - b)
  const fitting = templates.map(evenDown).filter((short) => short <= largest)
  const top = fitting.at(-1)
  if (top === undefined) return [largest]
  const liesBetween = templates.some((short) => short > largest)
  return liesBetween && largest / top >= WORTH_A_RUNG ? [...fitting, largest] : fitting
}

/** A rung that may not cost more than the one below it is no step: the larger picture stays. */
const isStep = (rung: Rung, index: number, rungs: Rung[]) =>
  (rungs[index + 1]?.maxBitrateBps ?? Infinity) > rung.maxBitrateBps

/**
 * Never plan a rung taller or wider than the source; keep its shape, whichever way it stands; choose by the short side.
 * Rungs come from the smallest to the largest; there is always at least one, and all have the same frame rate.
 */
export function planLadder(
  inspection: Inspection,
  profile: TranscodeProfile,
  options: JobOptions = {},
): Rung[] {
  const { video } = inspection
  const limit = LARGEST[profile.codec][video.heightPx > video.widthPx ? 'portrait' : 'landscape']
  const frameRate = capFrameRate(normaliseFrameRate(video.frameRate), profile.maxFrameRate)
  return chooseShortSides(largestShortSide(video, limit, options), profile)
    .map((short) => {
      const picture = pictureAt(short, video, limit)
      return {
        name: `${short}p`,
        ...picture,
        ...planRungBitrate(picture, frameRate, { inspection, profile }),
        frameRate,
      }
    })
    .filter(isStep)
}
