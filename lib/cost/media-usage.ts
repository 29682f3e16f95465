// What MediaConvert bills, in the names of its own bill: `B-AVC-HD-SHQ-30` is the basic tier, H.264, 720 to 1080 lines,
// single pass HQ, at most 30 frames a second.
// Source: docs.aws.amazon.com/mediaconvert/latest/ug, "Understanding your AWS billing and usage reports for MediaConvert"
import type { FrameRate, TranscodeProfile } from '../../schemas/generated/types.ts'
import { framesPerSecond } from '../media-time.ts'

export type MediaTier = 'basic' | 'professional'

const TIER = { basic: 'B', professional: 'P' } as const satisfies Record<MediaTier, string>

const CODEC = { H_264: 'AVC', H_265: 'HEVC', AV1: 'AV1' } as const satisfies Record<
  TranscodeProfile['codec'],
  string
>

/** The basic tier knows H.264 in a single pass; an accelerated job is professional throughout. */
export const tierOf = (codec: TranscodeProfile['codec'], isAccelerated: boolean): MediaTier =>
  codec === 'H_264' && !isAccelerated ? 'basic' : 'professional'

/** By the lines of the picture, whichever way it stands. */
function resolutionOf(heightPx: number): string {
  if (heightPx < 720) return 'SD'
  if (heightPx <= 1080) return 'HD'
  return heightPx <= 2160 ? '4K' : '8K'
}

function rateClassOf(rate: FrameRate): string {
  const fps = framesPerSecond(rate)
  return fps <= 30 ? '30' : fps <= 60 ? '60' : '120'
}

export interface VideoOutput {
  codec: TranscodeProfile['codec']
  heightPx: number
  frameRate: FrameRate
  /** `S` for SINGLE_PASS, `SHQ` for SINGLE_PASS_HQ; MediaConvert's AV1 knows no such choice. */
  passes?: 'S' | 'SHQ'
}

export const videoUsage = (tier: MediaTier, { codec, heightPx, frameRate, passes }: VideoOutput): string =>
  [
    TIER[tier],
    CODEC[codec],
    resolutionOf(heightPx),
    ...(passes ? [passes] : []),
    rateClassOf(frameRate),
  ].join('-')

/**
 * An output of AAC alone. The basic tier names MP3 as its only sound without a picture.
 * Source: aws.amazon.com/mediaconvert/pricing
 */
export const AUDIO_USAGE = 'P-AUD'

/** The tier of a usage by its name. */
export const tierOfUsage = (usage: string): MediaTier => (usage.startsWith('B-') ? 'basic' : 'professional')

/** A usage without its passes, as factors are listed. */
export const withoutPasses = (usage: string): string => usage.replace(/-S(HQ)?-(?=\d+$)/, '-')

const SHORTEST_BILLED_SECONDS = 10

/** Whole seconds, at least ten. Source: aws.amazon.com/mediaconvert/pricing */
export const billedMinutes = (durationMs: number): number =>
  Math.max(SHORTEST_BILLED_SECONDS, Math.ceil(durationMs / 1000)) / 60
