// Time of media, kept as fractions: 24000/1001 is not 23.976.
import type { FrameRate } from '../schemas/generated/types.ts'

export const framesPerSecond = ({ numerator, denominator }: FrameRate): number => numerator / denominator

export const frameDurationMs = (rate: FrameRate): number => 1000 / framesPerSecond(rate)

const STANDARD_RATES: FrameRate[] = [
  { numerator: 24000, denominator: 1001 },
  { numerator: 24, denominator: 1 },
  { numerator: 25, denominator: 1 },
  { numerator: 30000, denominator: 1001 },
  { numerator: 30, denominator: 1 },
  { numerator: 48, denominator: 1 },
  { numerator: 50, denominator: 1 },
  { numerator: 60000, denominator: 1001 },
  { numerator: 60, denominator: 1 },
  { numerator: 120000, denominator: 1001 },
  { numerator: 120, denominator: 1 },
]

/** 30 and 30000/1001 are 0.1 % apart; what is nearer than half of that to one of them is that one, written roughly. */
const SAME_RATE = 0.0005

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** A roughly written rate (2997/100) is the standard rate it means; any other is only reduced. */
export function normaliseFrameRate(rate: FrameRate): FrameRate {
  const fps = framesPerSecond(rate)
  const distance = (standard: FrameRate) => Math.abs(framesPerSecond(standard) / fps - 1)
  const nearest = STANDARD_RATES.reduce((best, next) => (distance(next) < distance(best) ? next : best))
  if (distance(nearest) < SAME_RATE) return { ...nearest }
  const divisor = greatestCommonDivisor(rate.numerator, rate.denominator)
  return { numerator: rate.numerator / divisor, denominator: rate.denominator / divisor }
}

/** A rate up to the cap is kept; one above it is divided by the smallest whole number that brings it under the cap. */
export function capFrameRate(rate: FrameRate, maxFrameRate: number): FrameRate {
  const divisor = Math.max(1, Math.ceil(framesPerSecond(rate) / maxFrameRate - 1e-9))
  return normaliseFrameRate({ numerator: rate.numerator, denominator: rate.denominator * divisor })
}
