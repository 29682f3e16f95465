// What a job makes: one CMAF set that HLS and DASH share, a file for download, still images.
import type { Output, OutputGroup } from '@aws-sdk/client-mediaconvert'
import type { Rung } from '../../../lib/ladder.ts'
import { OUTPUT } from '../../../lib/output-layout.ts'
import { planThumbnails } from '../../../lib/thumbnails.ts'
import type { AudioTrack, Inspection, TranscodeProfile } from '../../../schemas/generated/types.ts'
import { planAudio } from './audio-settings.ts'
import { planEncryption } from './drm-settings.ts'
import { chooseScaling, planPreprocessors, planVideo } from './video-settings.ts'

export interface OutputPlan {
  inspection: Inspection
  profile: TranscodeProfile
  ladder: Rung[]
  /** `s3://bucket/prefix/` of the asset's revision. */
  destination: string
  /** By which a key server knows the film, where it is encrypted. */
  contentId: string
}

const AUDIO_GROUP_ID = 'audio'

/** MediaConvert names the file by itself: a destination is a key without its suffix. */
const withoutSuffix = (key: string) => key.replace(/\.[^./]+$/, '')

function videoRendition(rung: Rung, { inspection, profile }: OutputPlan): Output {
  const isSilent = inspection.audioTracks.length === 0
  return {
    NameModifier: `_${rung.name}`,
    ContainerSettings: {
      Container: 'CMFC',
      ...(!isSilent && { CmfcSettings: { AudioRenditionSets: AUDIO_GROUP_ID } }),
    },
    VideoDescription: planVideo(rung, inspection, profile),
  }
}

function audioRendition(track: AudioTrack, index: number, { inspection, profile }: OutputPlan): Output {
  return {
    NameModifier: `_audio_${track.trackNumber}`,
    ContainerSettings: {
      Container: 'CMFC',
      CmfcSettings: {
        AudioGroupId: AUDIO_GROUP_ID,
        AudioTrackType: index === 0 ? 'ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT' : 'ALTERNATE_AUDIO_AUTO_SELECT',
      },
    },
    AudioDescriptions: [planAudio(track, inspection, profile)],
  }
}

/**
 * Video and audio apart, so that neither is stored twice. Segments end with a GOP: `EXACT` would put extra key frames
 * where the frame rate does not divide the second. Durations are exact in both manifests.
 */
export function planStreamGroup(plan: OutputPlan): OutputGroup {
  const { profile, inspection, ladder, destination, contentId } = plan
  return {
    Name: 'Stream',
    OutputGroupSettings: {
      Type: 'CMAF_GROUP_SETTINGS',
      CmafGroupSettings: {
        Destination: destination + withoutSuffix(OUTPUT.hls),
        WriteHlsManifest: 'ENABLED',
        WriteDashManifest: 'ENABLED',
        SegmentControl: 'SEGMENTED_FILES',
        SegmentLength: profile.segmentDurationSeconds,
        SegmentLengthControl: 'GOP_MULTIPLE',
        FragmentLength: profile.gopDurationSeconds,
        CodecSpecification: 'RFC_6381',
        StreamInfResolution: 'INCLUDE',
        ManifestDurationFormat: 'FLOATING_POINT',
        TargetDurationCompatibilityMode: 'SPEC_COMPLIANT',
        WriteSegmentTimelineInRepresentation: 'ENABLED',
        ...planEncryption(profile, contentId),
      },
    },
    Outputs: [
      ...ladder.map((rung) => videoRendition(rung, plan)),
      ...inspection.audioTracks.map((track, index) => audioRendition(track, index, plan)),
    ],
  }
}

/** The download has the very settings of its rung, and every audio track. */
export function planDownloadGroup({ inspection, profile, destination }: OutputPlan, rung: Rung): OutputGroup {
  const { audioTracks } = inspection
  return {
    Name: 'Download',
    OutputGroupSettings: {
      Type: 'FILE_GROUP_SETTINGS',
      FileGroupSettings: { Destination: destination + withoutSuffix(OUTPUT.mp4) },
    },
    Outputs: [
      {
        ContainerSettings: { Container: 'MP4', Mp4Settings: { MoovPlacement: 'PROGRESSIVE_DOWNLOAD' } },
        VideoDescription: planVideo(rung, inspection, profile),
        ...(audioTracks.length > 0 && {
          AudioDescriptions: audioTracks.map((track) => planAudio(track, inspection, profile)),
        }),
      },
    ],
  }
}

const JPEG_QUALITY = 80

/** The first frame, then one every interval; never more of them than planned. */
export function planThumbnailGroup({ inspection, profile, destination }: OutputPlan): OutputGroup {
  const plan = planThumbnails(inspection, profile.thumbnails)
  return {
    Name: 'Thumbnails',
    OutputGroupSettings: {
      Type: 'FILE_GROUP_SETTINGS',
      FileGroupSettings: { Destination: destination + OUTPUT.frames },
    },
    Outputs: [
      {
        ContainerSettings: { Container: 'RAW' },
        VideoDescription: {
          Width: plan.widthPx,
          Height: plan.heightPx,
          ScalingBehavior: chooseScaling(inspection),
          CodecSettings: {
            Codec: 'FRAME_CAPTURE',
            FrameCaptureSettings: {
              FramerateNumerator: 1,
              FramerateDenominator: plan.intervalSeconds,
              MaxCaptures: plan.count,
              Quality: JPEG_QUALITY,
            },
          },
          ...planPreprocessors(inspection),
        },
      },
    ],
  }
}
