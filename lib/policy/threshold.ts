import type { Finding, Threshold } from '../../schemas/generated/types.ts'

type Seen = Pick<Finding, 'confidence' | 'frameCount' | 'totalDurationMs' | 'timeRanges'>

interface Amount {
  frames: number
  durationMs: number
}

/**
 * How much of a finding is as sure as asked: a second at 96 % within a minute at 55 % is a second. Where a range does
 * not tell its frames, and where ranges were left out for want of room while all that are left are sure enough, the
 * whole finding counts: rather too strict than too mild.
 */
export function amountAt(finding: Seen, minConfidence: number): Amount {
  const { timeRanges, frameCount, totalDurationMs, confidence } = finding
  if (confidence < minConfidence) return { frames: 0, durationMs: 0 }
  const sure = timeRanges.filter((range) => range.confidence >= minConfidence)
  if (sure.length === timeRanges.length) return { frames: frameCount, durationMs: totalDurationMs }
  const frames = sure.reduce((sum, range) => sum + (range.frameCount ?? frameCount), 0)
  const durationMs = sure.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  return { frames: Math.min(frames, frameCount), durationMs: Math.min(durationMs, totalDurationMs) }
}

/** A finding reaches a threshold when it is as sure, as often seen and as long seen as that one asks. */
export function reaches(
  finding: Seen,
  { minConfidence, minFrames = 1, minDurationMs = 0 }: Threshold,
): boolean {
  const { frames, durationMs } = amountAt(finding, minConfidence)
  return finding.confidence >= minConfidence && frames >= minFrames && durationMs >= minDurationMs
}
