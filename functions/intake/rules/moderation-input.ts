// What the detector is given to look at, and how long it may take.
import { EVIDENCE, evidencePrefix, outputPrefix } from '../../../lib/output-layout.ts'
import { planThumbnails } from '../../../lib/thumbnails.ts'
import type {
  Inspection,
  InspectSourceInput,
  InspectSourceOutput,
  JobOptions,
  TranscodeProfile,
} from '../../../schemas/generated/types.ts'

export type ModerationPlan = NonNullable<InspectSourceOutput['moderation']>

/**
 * What Rekognition Video reads: H.264 in MP4 or MOV, up to 10 GB and 6 hours.
 * Source: docs.aws.amazon.com/rekognition/latest/dg/limits.html
 */
const READABLE_CONTAINERS: Inspection['container'][] = ['mp4', 'quicktime']
const MOST_BYTES = 10 * 1000 ** 3
const LONGEST_MS = 6 * 60 * 60 * 1000

/**
 * Many decoders of H.264 know its 8-bit profiles only, and what the detector would make of the others is not
 * documented.
 */
const MOST_BITS = 8

/** The detector looks at the source where it can read it, so that it works beside the transcode; else at a rendition. */
export function chooseModerationInput({
  container,
  video,
  sizeBytes,
  durationMs,
}: Pick<Inspection, 'container' | 'video' | 'sizeBytes' | 'durationMs'>): ModerationPlan['input'] {
  const isReadable =
    READABLE_CONTAINERS.includes(container) &&
    video.codec === 'AVC' &&
    video.bitDepth <= MOST_BITS &&
    sizeBytes <= MOST_BYTES &&
    durationMs <= LONGEST_MS
  return isReadable ? 'source' : 'rendition'
}

const HOUR_SECONDS = 60 * 60

/** In a burst requests wait in the queue: Rekognition runs a limited number of jobs at once. */
const QUEUE_ALLOWANCE_SECONDS = 12 * HOUR_SECONDS

/** Starting, paging through the labels and answering, however short the film. */
const FIXED_WORK_SECONDS = 10 * 60

/** Seconds of work for a second of film; generous, Rekognition promises no speed. */
const LOOKING_FACTOR = 2

/** A request may wait for its turn and then be worked on in proportion to its film. */
export const planModerationTimeoutSeconds = (durationMs: number): number =>
  Math.ceil(QUEUE_ALLOWANCE_SECONDS + FIXED_WORK_SECONDS + (durationMs / 1000) * LOOKING_FACTOR)

export interface ModerationPlace extends InspectSourceInput {
  mediaBucket: string
}

/** Evidence is shown by the asset's own thumbnails, where some are made. */
function planFrames(
  { assetId, revision }: ModerationPlace,
  inspection: Inspection,
  profile: TranscodeProfile,
) {
  const { intervalSeconds, count } = planThumbnails(inspection, profile.thumbnails)
  return { prefix: outputPrefix(assetId, revision), intervalSeconds, count }
}

export function planModeration(
  place: ModerationPlace,
  inspection: Inspection,
  { profile, options }: { profile: TranscodeProfile; options: JobOptions | undefined },
): ModerationPlan {
  const { source, mediaBucket, assetId, revision } = place
  const input = chooseModerationInput(inspection)
  const hasThumbnails = options?.thumbnails ?? profile.thumbnails.enabled
  return {
    input,
    video:
      input === 'source'
        ? {
            bucket: source.bucket,
            key: source.key,
            ...(source.versionId !== undefined && { versionId: source.versionId }),
          }
        : { bucket: mediaBucket, key: evidencePrefix(assetId, revision) + EVIDENCE.moderationProxy },
    ...(hasThumbnails && { frames: planFrames(place, inspection, profile) }),
    timeoutSeconds: planModerationTimeoutSeconds(inspection.durationMs),
  }
}
