// Which sources are worked on. Everything here is decided before any money is spent.
import type { ProbeResult } from '@aws-sdk/client-mediaconvert'
import type { Inspection, Reason } from '../../../schemas/generated/types.ts'
import type { Container } from './container.ts'
import { isDecodable, videoTracksOf } from './inspection.ts'
import type { BoxFacts } from './iso-boxes.ts'

export interface SourceLimits {
  maxSizeBytes: number
  maxDurationMs: number
}

/** What is known of a source; each fact is found out only when those before it give no reason to stop. */
export interface SourceFacts {
  sizeBytes: number
  /** By magic bytes; undefined for what is no film. */
  container: Container | undefined
  /** Of ISO BMFF and QuickTime files. */
  boxes?: BoxFacts
  /** Undefined where MediaConvert could not read the file. */
  probe?: ProbeResult | undefined
  /** Undefined where the probe shows no decodable video track. */
  inspection?: Inspection | undefined
}

/** MediaConvert makes no picture with a side under 32 pixels (API reference, `VideoDescription`). */
const SMALLEST_SIDE_PX = 32

/** Longer strips than this leave no room between the codec's width and that smallest side. */
const LONGEST_SHAPE = 20

/**
 * Ours: MediaConvert publishes no limit. Every track is an output of the job and a rendition of its own; nobody chooses
 * among more, and a file that has more is made to harm or by mistake.
 */
const MOST_AUDIO_TRACKS = 32

const AGAIN = 'Export it again, or upload another copy.'
const CONVERT = 'Save it as MP4 with H.264 video and upload it again.'

const reason = (code: string, message: string): Reason => ({ code, message })

const GIBIBYTE = 1024 ** 3

function describeSize(sizeBytes: number): string {
  return sizeBytes >= GIBIBYTE
    ? `${Math.round((sizeBytes / GIBIBYTE) * 10) / 10} GB`
    : `${Math.max(0.1, Math.round((sizeBytes / 1024 ** 2) * 10) / 10)} MB`
}

function describeDuration(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000)
  if (minutes < 1) return `${Math.round(durationMs / 1000)} seconds`
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 6) / 10} hours`
}

/** An empty file, one that is too large, and one that is no film: the first bytes and the size tell. */
function checkFile({ sizeBytes, container }: SourceFacts, limits: SourceLimits): Reason[] {
  if (sizeBytes === 0) return [reason('empty', 'The file is empty. Upload it again.')]
  if (container === undefined) {
    return [reason('not-a-video', 'The file is not a video, whatever its name says. Upload a video file.')]
  }
  if (sizeBytes <= limits.maxSizeBytes) return []
  const sizes = `${describeSize(sizeBytes)}; the limit is ${describeSize(limits.maxSizeBytes)}`
  return [reason('too-large', `The file is too large: ${sizes}. Upload a shorter or smaller version.`)]
}

/** A file that ends too early, and one that is locked. */
function checkBoxes({ boxes }: SourceFacts): Reason[] {
  if (boxes?.isTruncated) {
    return [
      reason(
        'truncated',
        'The file is incomplete: its end is missing. Upload it again and let the upload finish.',
      ),
    ]
  }
  if (boxes?.movie?.tracks.some((track) => track.isEncrypted)) {
    return [
      reason(
        'drm-protected',
        'The video is copy-protected and cannot be opened. Upload a version without protection.',
      ),
    ]
  }
  return []
}

/** A film has a picture that can be decoded. */
function checkTracks({ probe, inspection }: SourceFacts): Reason[] {
  if (probe?.Container === undefined) {
    return [reason('unreadable', `The video cannot be read. ${AGAIN}`)]
  }
  const videos = videoTracksOf(probe)
  if (videos.length === 0) {
    return [
      reason('no-video-track', 'The file contains no picture, only sound or data. Upload a file with video.'),
    ]
  }
  if (!videos.some(isDecodable)) {
    return [reason('undecodable-codec', `The picture is in a format that is not supported. ${CONVERT}`)]
  }
  return inspection === undefined
    ? [reason('unreadable', `The picture of the video cannot be read. ${AGAIN}`)]
    : []
}

function checkDuration({ durationMs }: Inspection, { maxDurationMs }: SourceLimits): Reason[] {
  if (durationMs <= 0) return [reason('no-duration', `The video has no length. ${AGAIN}`)]
  if (durationMs <= maxDurationMs) return []
  const durations = `${describeDuration(durationMs)}; the limit is ${describeDuration(maxDurationMs)}`
  return [reason('too-long', `The video is too long: ${durations}. Cut it into parts and upload those.`)]
}

function checkPicture({ video: { widthPx, heightPx } }: Inspection): Reason[] {
  const size = `${widthPx} by ${heightPx} pixels`
  const short = Math.min(widthPx, heightPx)
  if (short < SMALLEST_SIDE_PX) {
    const least = `each side needs at least ${SMALLEST_SIDE_PX}`
    return [reason('too-small', `The picture is too small: ${size}; ${least}. Upload a larger version.`)]
  }
  return Math.max(widthPx, heightPx) / short > LONGEST_SHAPE
    ? [reason('too-narrow', `The picture is too narrow: ${size}. Upload a version with a usual shape.`)]
    : []
}

function checkSound({ audioTracks: { length } }: Inspection): Reason[] {
  if (length <= MOST_AUDIO_TRACKS) return []
  const counts = `${length}; the limit is ${MOST_AUDIO_TRACKS}`
  const words = `The video carries too many versions of its sound: ${counts}. Upload one with fewer.`
  return [reason('too-many-audio-tracks', words)]
}

const checkFilm = (inspection: Inspection, limits: SourceLimits) => [
  ...checkDuration(inspection, limits),
  ...checkPicture(inspection),
  ...checkSound(inspection),
]

/**
 * Why a source is refused; empty when it is accepted, and then there is an inspection. What would follow from an
 * earlier reason is not said as well.
 */
export function checkAcceptance(facts: SourceFacts, limits: SourceLimits): Reason[] {
  const stages = [
    () => checkFile(facts, limits),
    () => checkBoxes(facts),
    () => checkTracks(facts),
    () => (facts.inspection ? checkFilm(facts.inspection, limits) : []),
  ]
  for (const stage of stages) {
    const reasons = stage()
    if (reasons.length > 0) return reasons
  }
  return []
}
