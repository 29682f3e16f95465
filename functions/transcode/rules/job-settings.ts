// The whole MediaConvert job of one asset.
import type { CreateJobCommandInput, Input, StatusUpdateInterval } from '@aws-sdk/client-mediaconvert'
import { chooseAcceleration } from '../../../lib/acceleration.ts'
import type { Rung } from '../../../lib/ladder.ts'
import { chooseDownloadRung, planOutputs } from '../../../lib/planned-outputs.ts'
import type {
  EmbeddedCaptionTrack,
  JobOptions,
  Source,
  TranscodeProfile,
} from '../../../schemas/generated/types.ts'
import { planAudioSelectors } from './audio-settings.ts'
import { planCaptionGroup, planCaptionSelectors } from './caption-outputs.ts'
import { planProxyGroup } from './moderation-proxy.ts'
import { planDownloadGroup, planStreamGroup, planThumbnailGroup, type OutputPlan } from './output-groups.ts'

export interface JobPlan extends OutputPlan {
  source: Pick<Source, 'bucket' | 'key'>
  profile: TranscodeProfile
  options: JobOptions
  ladder: Rung[]
  /** `s3://bucket/key` without its suffix, where the detector cannot read the source and gets a small copy. */
  proxyDestination?: string | undefined
  /** `s3://bucket/key` without number and suffix, where captions inside the source are wanted. */
  captionDestination?: string | undefined
  roleArn: string
  queueArn: string
  /** For instance `SECONDS_60`: how often the job tells its progress. */
  statusUpdateInterval: string
  userMetadata: Record<string, string>
  /** At most 64 ASCII characters; MediaConvert knows it for one minute. */
  clientRequestToken?: string
}

const captionsOf = ({ inspection, captionDestination }: JobPlan): EmbeddedCaptionTrack[] =>
  captionDestination === undefined ? [] : (inspection.captionTracks ?? [])

/**
 * The input is named by its raw key: MediaConvert decodes nothing in an `s3://` address, so that `%` and `+` stand for
 * themselves. (Its own user metadata, by contrast, refuses such characters: no key is put there.)
 */
function planInput(plan: JobPlan): Input {
  const { source, inspection } = plan
  const selectors = planAudioSelectors(inspection)
  const captions = captionsOf(plan)
  return {
    FileInput: `s3://${source.bucket}/${source.key}`,
    TimecodeSource: 'ZEROBASED',
    VideoSelector: { Rotate: 'AUTO', ColorSpace: 'FOLLOW' },
    ...(Object.keys(selectors).length > 0 && { AudioSelectors: selectors }),
    ...(captions.length > 0 && { CaptionSelectors: planCaptionSelectors(captions) }),
  }
}

/** One job makes everything of an asset, with one reading of the source. */
export function planJob(plan: JobPlan): CreateJobCommandInput {
  const wanted = planOutputs(plan.profile, plan.options)
  const captions = captionsOf(plan)
  const download = wanted.mp4 ? chooseDownloadRung(plan.ladder, plan.profile) : undefined
  return {
    Role: plan.roleArn,
    Queue: plan.queueArn,
    Priority: 0,
    AccelerationSettings: {
      Mode: chooseAcceleration(plan.inspection, plan.ladder, plan.profile.codec),
    },
    StatusUpdateInterval: plan.statusUpdateInterval as StatusUpdateInterval,
    UserMetadata: plan.userMetadata,
    ...(plan.clientRequestToken !== undefined && { ClientRequestToken: plan.clientRequestToken }),
    Settings: {
      TimecodeConfig: { Source: 'ZEROBASED' },
      Inputs: [planInput(plan)],
      OutputGroups: [
        planStreamGroup(plan),
        ...(download ? [planDownloadGroup(plan, download)] : []),
        ...(wanted.thumbnails ? [planThumbnailGroup(plan)] : []),
        ...(plan.proxyDestination === undefined
          ? []
          : [planProxyGroup(plan.inspection, plan.ladder, plan.proxyDestination)]),
        ...(captions.length > 0 ? [planCaptionGroup(captions, plan.captionDestination!)] : []),
      ],
    },
  }
}
