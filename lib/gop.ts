// Where key frames stand: every rung has them at the same frames, and a segment is a whole number of GOPs.
import type { FrameRate, TranscodeProfile } from '../schemas/generated/types.ts'
import { framesPerSecond } from './media-time.ts'

/** Durations are exact for the frame rate: 60 frames at 30000/1001 are 2.002 s. */
export interface GopPlan {
  gopFrames: number
  gopsPerSegment: number
  gopDurationSeconds: number
  segmentDurationSeconds: number
}

/**
 * A GOP is counted in whole frames and is never shorter than the profile asks.
 *
 * MediaConvert turns a GOP given in seconds into frames by itself, at run time, and rounds a segment up to the next
 * GOP boundary (API reference, `GopSizeUnits` and `SegmentLengthControl` GOP_MULTIPLE). With a GOP a little shorter
 * than asked, that rounding would take in one GOP too many; with one a little longer it never does.
 */
export function planGop(
  frameRate: FrameRate,
  profile: Pick<TranscodeProfile, 'gopDurationSeconds' | 'segmentDurationSeconds'>,
): GopPlan {
  const fps = framesPerSecond(frameRate)
  const gopFrames = Math.max(1, Math.ceil(profile.gopDurationSeconds * fps - 1e-6))
  const gopDurationSeconds = gopFrames / fps
  const gopsPerSegment = Math.max(1, Math.ceil(profile.segmentDurationSeconds / gopDurationSeconds - 1e-6))
  return {
    gopFrames,
    gopsPerSegment,
    gopDurationSeconds,
    segmentDurationSeconds: gopsPerSegment * gopDurationSeconds,
  }
}

/** The profile's segment is a whole number of its GOPs. */
export const gopDividesSegment = (
  profile: Pick<TranscodeProfile, 'gopDurationSeconds' | 'segmentDurationSeconds'>,
): boolean => profile.segmentDurationSeconds % profile.gopDurationSeconds === 0
