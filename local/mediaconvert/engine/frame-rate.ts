// Frame rates and lengths counted in frames. Outputs always have a constant rate, as the service makes them.
import type { Rational, VideoTrack } from '../probe/inspect.ts'
import type { Av1Settings, H26xSettings } from '../settings.ts'
import { JobError } from './job-error.ts'

const COMMON_RATES: readonly Rational[] = [
  ...[24000, 30000, 60000, 120000].map((numerator) => ({ numerator, denominator: 1001 })),
  ...[10, 12, 15, 24, 25, 30, 48, 50, 60, 100, 120].map((numerator) => ({ numerator, denominator: 1 })),
]

/** A variable rate comes out as an odd average: the common rate within half a percent is what was meant. */
const SNAP = 0.005

/** The rate of an output: as specified, or as the source has it. Throws error 1040 when there is none to follow. */
export function chooseFrameRate(
  settings: H26xSettings | Av1Settings,
  source: VideoTrack,
  position: number,
): Rational {
  if (settings.framerateControl === 'SPECIFIED') {
    return reduce({ numerator: settings.framerateNumerator!, denominator: settings.framerateDenominator! })
  }
  if (!source.frameRate) {
    throw new JobError(
      1040,
      `You did not specify framerate for Video description [${position}] and there is no input framerate to follow. ` +
        'To resolve: Specify framerate, and resubmit your job.',
    )
  }
  return snap(source.frameRate)
}

export function snap(rate: Rational): Rational {
  const value = rate.numerator / rate.denominator
  const distance = (common: Rational) => Math.abs(common.numerator / common.denominator - value) / value
  const nearest = COMMON_RATES.reduce((best, next) => (distance(next) < distance(best) ? next : best))
  return distance(nearest) < SNAP ? nearest : reduce(rate)
}

function reduce(rate: Rational): Rational {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
  const by = divisor(rate.numerator, rate.denominator)
  return { numerator: rate.numerator / by, denominator: rate.denominator / by }
}

export function framesIn(seconds: number, rate: Rational): number {
  return Math.max(1, Math.round((seconds * rate.numerator) / rate.denominator))
}

/** Keyframes: one every `gopFrames`, counted anew at every multiple of `segmentFrames`. */
export interface KeyframeGrid {
  gopFrames: number
  segmentFrames: number
}

const AUTO_GOP_SECONDS = [2, 3, 1] as const

/**
 * Chooses where keyframes are. GOP_MULTIPLE stretches a segment to whole GOPs; EXACT keeps it and starts a GOP with it.
 * Without a segment, GOPs follow each other evenly.
 */
export function planKeyframes(
  settings: { gopSize?: number; gopSizeUnits?: string },
  rate: Rational,
  segment: { seconds: number; control: string } | undefined,
): KeyframeGrid {
  const gopFrames = chooseGopFrames(settings, rate, segment?.seconds)
  if (!segment) return { gopFrames, segmentFrames: gopFrames }
  const exact = framesIn(segment.seconds, rate)
  if (segment.control === 'GOP_MULTIPLE') {
    // A hair of tolerance: 6 s of 29.97 are 179.8 frames and mean three GOPs of 60.
    const gops = Math.max(1, Math.ceil(exact / gopFrames - 0.01))
    return { gopFrames, segmentFrames: gops * gopFrames }
  }
  return { gopFrames, segmentFrames: exact }
}

function chooseGopFrames(
  settings: { gopSize?: number; gopSizeUnits?: string },
  rate: Rational,
  segmentSeconds = 0,
) {
  const units = settings.gopSizeUnits ?? 'AUTO'
  if (settings.gopSize && units === 'FRAMES') return Math.max(1, Math.round(settings.gopSize))
  if (settings.gopSize && units === 'SECONDS') return framesIn(settings.gopSize, rate)
  return framesIn(AUTO_GOP_SECONDS.find((seconds) => segmentSeconds % seconds === 0) ?? 1, rate)
}
