// A small copy of a source that the detector cannot read itself. Nobody plays it.
import type { H264Settings, OutputGroup } from '@aws-sdk/client-mediaconvert'
import type { Rung } from '../../../lib/ladder.ts'
import { planProxyPicture } from '../../../lib/planned-outputs.ts'
import type { Inspection } from '../../../schemas/generated/types.ts'
import { chooseScaling, planPreprocessors } from './video-settings.ts'

/** A film of six hours stays far below the 10 GB that Rekognition reads. */
const MAX_BITRATE_BPS = 1_000_000

const QUALITY_LEVEL = 7

/** The detector looks about twice a second; key frames that often let it jump. */
const GOP_SECONDS = 1

const settingsFor = ({ frameRate }: Pick<Rung, 'frameRate'>): H264Settings => ({
  RateControlMode: 'QVBR',
  QvbrSettings: { QvbrQualityLevel: QUALITY_LEVEL },
  MaxBitrate: MAX_BITRATE_BPS,
  GopSize: GOP_SECONDS,
  GopSizeUnits: 'SECONDS',
  GopClosedCadence: 1,
  QualityTuningLevel: 'SINGLE_PASS',
  InterlaceMode: 'PROGRESSIVE',
  CodecProfile: 'MAIN',
  CodecLevel: 'AUTO',
  ParControl: 'SPECIFIED',
  ParNumerator: 1,
  ParDenominator: 1,
  FramerateControl: 'SPECIFIED',
  FramerateConversionAlgorithm: 'DUPLICATE_DROP',
  FramerateNumerator: frameRate.numerator,
  FramerateDenominator: frameRate.denominator,
})

/**
 * The proxy has the time line of the ladder, so that what is found in it is found there, and no sound.
 * @param destination `s3://bucket/key` without the suffix, which MediaConvert adds
 */
export function planProxyGroup(inspection: Inspection, ladder: Rung[], destination: string): OutputGroup {
  const { widthPx, heightPx } = planProxyPicture(inspection.video)
  return {
    Name: 'Moderation proxy',
    OutputGroupSettings: {
      Type: 'FILE_GROUP_SETTINGS',
      FileGroupSettings: { Destination: destination },
    },
    Outputs: [
      {
        ContainerSettings: { Container: 'MP4', Mp4Settings: { MoovPlacement: 'PROGRESSIVE_DOWNLOAD' } },
        VideoDescription: {
          Width: widthPx,
          Height: heightPx,
          ScalingBehavior: chooseScaling(inspection),
          CodecSettings: { Codec: 'H_264', H264Settings: settingsFor(ladder[0]!) },
          ...planPreprocessors(inspection),
        },
      },
    ],
  }
}
