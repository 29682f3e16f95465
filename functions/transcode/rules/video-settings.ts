import type {
  Av1Settings,
  H264Settings,
  H265Settings,
  ScalingBehavior,
  VideoCodecSettings,
  VideoDescription,
  VideoPreprocessor,
} from '@aws-sdk/client-mediaconvert'
import { planGop } from '../../../lib/gop.ts'
import type { Rung } from '../../../lib/ladder.ts'
import type { Inspection, TranscodeProfile } from '../../../schemas/generated/types.ts'

/** MediaConvert takes a whole level and a fraction beside it, and rounds to thirds. */
function qvbr(level: number) {
  const whole = Math.floor(level)
  const fraction = Math.round((level - whole) * 100) / 100
  return {
    QvbrQualityLevel: whole,
    ...(fraction > 0 && { QvbrQualityLevelFineTune: fraction }),
  }
}

/** Stated even where the source has the same rate: with a variable one every rung would else follow it by itself. */
const frameRateSettings = ({ frameRate }: Rung) => ({
  FramerateControl: 'SPECIFIED' as const,
  FramerateConversionAlgorithm: 'DUPLICATE_DROP' as const,
  FramerateNumerator: frameRate.numerator,
  FramerateDenominator: frameRate.denominator,
})

/**
 * What H.264 and H.265 share. Key frames come by count alone: one that a scene change adds shifts those after it, in
 * one rung and not in the next, and players change rungs at key frames. Every GOP is closed for the same reason.
 */
const h26xSettings = (rung: Rung, profile: TranscodeProfile) => ({
  RateControlMode: 'QVBR' as const,
  QvbrSettings: qvbr(rung.qvbrQualityLevel),
  MaxBitrate: rung.maxBitrateBps,
  GopSize: planGop(rung.frameRate, profile).gopFrames,
  GopSizeUnits: 'FRAMES' as const,
  GopClosedCadence: 1,
  SceneChangeDetect: 'DISABLED' as const,
  QualityTuningLevel: 'SINGLE_PASS_HQ' as const,
  AdaptiveQuantization: 'AUTO' as const,
  InterlaceMode: 'PROGRESSIVE' as const,
  // Sources with other pixel shapes are stretched to square ones, which every player shows alike.
  ParControl: 'SPECIFIED' as const,
  ParNumerator: 1,
  ParDenominator: 1,
  ...frameRateSettings(rung),
})

const h264 = (rung: Rung, profile: TranscodeProfile): H264Settings => ({
  ...h26xSettings(rung, profile),
  CodecProfile: 'HIGH',
  CodecLevel: 'AUTO',
  EntropyEncoding: 'CABAC',
})

const h265 = (rung: Rung, profile: TranscodeProfile): H265Settings => ({
  ...h26xSettings(rung, profile),
  CodecProfile: 'MAIN_MAIN',
  CodecLevel: 'AUTO',
  // Apple's players want `hvc1`.
  WriteMp4PackagingType: 'HVC1',
})

/** AV1 counts GOPs in frames only and has neither pixel shape nor scene detection (API reference, `Av1Settings`). */
const av1 = (rung: Rung, profile: TranscodeProfile): Av1Settings => ({
  RateControlMode: 'QVBR',
  QvbrSettings: qvbr(rung.qvbrQualityLevel),
  MaxBitrate: rung.maxBitrateBps,
  GopSize: planGop(rung.frameRate, profile).gopFrames,
  NumberBFramesBetweenReferenceFrames: 7,
  BitDepth: 'BIT_8',
  ...frameRateSettings(rung),
})

const CODEC_SETTINGS: Record<
  TranscodeProfile['codec'],
  (rung: Rung, profile: TranscodeProfile) => VideoCodecSettings
> = {
  H_264: (rung, profile) => ({ Codec: 'H_264', H264Settings: h264(rung, profile) }),
  H_265: (rung, profile) => ({ Codec: 'H_265', H265Settings: h265(rung, profile) }),
  AV1: (rung, profile) => ({ Codec: 'AV1', Av1Settings: av1(rung, profile) }),
}

/**
 * High dynamic range becomes standard range in BT.709, in every codec: one ladder then looks right on every screen.
 * Interlaced sources become progressive.
 */
export function planPreprocessors({ video }: Inspection): { VideoPreprocessors?: VideoPreprocessor } {
  const preprocessors: VideoPreprocessor = {
    ...(video.scan === 'interlaced' && {
      Deinterlacer: { Mode: 'DEINTERLACE', Algorithm: 'INTERPOLATE', Control: 'NORMAL' },
    }),
    ...(video.dynamicRange !== 'SDR' && {
      ColorCorrector: { ColorSpaceConversion: 'FORCE_709', HdrToSdrToneMapper: 'PRESERVE_DETAILS' },
    }),
  }
  return Object.keys(preprocessors).length > 0 ? { VideoPreprocessors: preprocessors } : {}
}

/**
 * Where the pixel shape of the source is known (MP4 and QuickTime), rungs have its true shape and the picture fills
 * them exactly. Elsewhere Probe does not tell it: the service, which knows it, puts bars around rather than distort.
 */
export const chooseScaling = ({ container }: Pick<Inspection, 'container'>): ScalingBehavior =>
  container === 'mp4' || container === 'quicktime' ? 'STRETCH_TO_OUTPUT' : 'DEFAULT'

export function planVideo(rung: Rung, inspection: Inspection, profile: TranscodeProfile): VideoDescription {
  return {
    Width: rung.widthPx,
    Height: rung.heightPx,
    ScalingBehavior: chooseScaling(inspection),
    CodecSettings: CODEC_SETTINGS[profile.codec](rung, profile),
    ...planPreprocessors(inspection),
  }
}
