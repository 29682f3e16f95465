// Times of TTML. Source: www.w3.org/TR/ttml2, sections 12.3.1 and 7.2.

export interface TtmlClock {
  framesPerSecond: number
  subFramesPerFrame: number
  ticksPerSecond: number
}

const CLOCK = /^(-?)(\d{1,5}):(\d{2}):(\d{2})(?:\.(\d{1,9})|:(\d{1,4})(?:\.(\d{1,4}))?)?$/
const OFFSET = /^(-?)(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|f|t)?$/

const positive = (value: string | undefined): number | undefined => {
  const number = Number(value)
  return value !== undefined && Number.isFinite(number) && number > 0 ? number : undefined
}

/** @param attributes of the root element, by their names without a prefix */
export function readClock(attributes: Map<string, string>): TtmlClock {
  const stated = positive(attributes.get('frameRate'))
  const [numerator, denominator] = attributes.get('frameRateMultiplier')?.split(/[\s:]+/) ?? []
  const multiplier = (positive(numerator) ?? 1) / (positive(denominator) ?? 1)
  const framesPerSecond = (stated ?? 30) * multiplier
  const subFramesPerFrame = positive(attributes.get('subFrameRate')) ?? 1
  const ticksPerSecond =
    positive(attributes.get('tickRate')) ?? (stated === undefined ? 1 : framesPerSecond * subFramesPerFrame)
  return { framesPerSecond, subFramesPerFrame, ticksPerSecond }
}

function secondsOf(value: number, unit: string | undefined, clock: TtmlClock): number {
  switch (unit) {
    case 'h':
      return value * 3600
    case 'm':
      return value * 60
    case 'ms':
      return value / 1000
    case 'f':
      return value / clock.framesPerSecond
    case 't':
      return value / clock.ticksPerSecond
    default:
      return value
  }
}

/** Milliseconds, below zero where it is written so; undefined for what is no time. */
export function readTtmlTime(text: string, clock: TtmlClock): number | undefined {
  const parts = CLOCK.exec(text.trim())
  if (parts !== null) {
    const [, sign, hours, minutes, seconds, fraction, frames, subFrames] = parts
    const frame = Number(frames ?? 0) + Number(subFrames ?? 0) / clock.subFramesPerFrame
    const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
    const exact = whole + Number(`0.${fraction ?? 0}`) + frame / clock.framesPerSecond
    return Math.round((sign === '-' ? -exact : exact) * 1000)
  }
  const offset = OFFSET.exec(text.trim())
  if (offset === null) return undefined
  const seconds = secondsOf(Number(offset[2]), offset[3], clock)
  return Math.round((offset[1] === '-' ? -seconds : seconds) * 1000)
}
