// What the transcode job of a film will be billed for, before there is one: the plan of the job and this one are held
// together by a test.
import type {
  Inspection,
  InspectSourceOutput,
  JobOptions,
  TranscodeProfile,
} from '../../schemas/generated/types.ts'
import { chooseAcceleration } from '../acceleration.ts'
import { planLadder, type Rung } from '../ladder.ts'
import { chooseDownloadRung, planOutputs, planProxyPicture } from '../planned-outputs.ts'
import { AUDIO_USAGE, billedMinutes, tierOf, videoUsage, type VideoOutput } from './media-usage.ts'
import { addUnits, type BillableUnits } from './units.ts'

export interface FilmPlan {
  inspection: Inspection
  profile: TranscodeProfile
  options: JobOptions
  moderationInput: NonNullable<InspectSourceOutput['moderation']>['input'] | undefined
}

const isAccelerated = ({ inspection, profile }: FilmPlan, ladder: Rung[]) =>
  chooseAcceleration(inspection, ladder, profile.codec) !== 'DISABLED'

const rungOutput =
  ({ profile: { codec } }: FilmPlan) =>
  ({ heightPx, frameRate }: Rung): VideoOutput => ({
    codec,
    heightPx,
    frameRate,
    ...(codec !== 'AV1' && { passes: 'SHQ' }),
  })

function videoOutputs(plan: FilmPlan, ladder: Rung[]): VideoOutput[] {
  const { inspection, profile, options, moderationInput } = plan
  const asOutput = rungOutput(plan)
  const download = planOutputs(profile, options).mp4 ? chooseDownloadRung(ladder, profile) : undefined
  const { heightPx } = planProxyPicture(inspection.video)
  const proxy = { codec: 'H_264' as const, heightPx, frameRate: ladder[0]!.frameRate, passes: 'S' as const }
  return [
    ...ladder.map(asOutput),
    ...(download ? [asOutput(download)] : []),
    ...(moderationInput === 'rendition' ? [proxy] : []),
  ]
}

/**
 * Every output is billed by its length, sounds of their own too. Still images and caption files are not: AWS's bill has
 * no usage of such a name. A job that prefers acceleration is reckoned as accelerated, though the service may decline.
 */
export function planMediaUnits(plan: FilmPlan): BillableUnits {
  const { inspection, profile, options } = plan
  const ladder = planLadder(inspection, profile, options)
  const accelerated = isAccelerated(plan, ladder)
  const minutes = billedMinutes(inspection.durationMs)
  const usages = [
    ...videoOutputs(plan, ladder).map((output) => videoUsage(tierOf(output.codec, accelerated), output)),
    ...inspection.audioTracks.map(() => AUDIO_USAGE),
  ]
  return addUnits(...usages.map((usage) => ({ [`mediaconvert:${usage}`]: minutes })))
}
