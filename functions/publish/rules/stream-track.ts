// One playlist or representation, whichever manifest it was read from, and what is wrong with it.
import { planGop } from '../../../lib/gop.ts'
import { frameDurationMs } from '../../../lib/media-time.ts'
import type { Rung } from '../../../lib/ladder.ts'
import type { Inspection, TranscodeProfile } from '../../../schemas/generated/types.ts'

export interface StreamTrack {
  /** For messages: the key of a playlist, the id of a representation. */
  name: string
  kind: 'video' | 'audio'
  initUri?: string | undefined
  segments: { uri: string; durationSeconds: number }[]
  /** HLS alone. */
  targetDurationSeconds?: number
}

/** What was planned. */
export interface ExpectedStream {
  rungs: Pick<Rung, 'name' | 'widthPx' | 'heightPx'>[]
  audioTracks: number
  durationMs: number
  /** Of the picture, where the source tells; its sound may last longer. */
  videoDurationMs?: number | undefined
  frameMs: number
  segmentMs: number
  /** How far the source's own idea of its duration may be off. */
  sourceToleranceMs: number
}

/** These count samples; the others tell their duration by time stamps or bit rates, and only roughly. */
const EXACT_CONTAINERS: Inspection['container'][] = ['mp4', 'quicktime', 'matroska', 'webm', 'mxf']
const ROUGH_CONTAINER_MS = 500

/** AAC begins and ends with a packet of its own: 1,024 samples, 23 ms at 44.1 kHz. */
const AUDIO_PACKET_MS = (1024 / 44_100) * 1000

/** Playlists round each duration, often to a millisecond. */
const ROUNDING_MS = 0.5

export function expectStream(
  inspection: Pick<Inspection, 'durationMs' | 'container' | 'audioTracks' | 'video'>,
  profile: Pick<TranscodeProfile, 'gopDurationSeconds' | 'segmentDurationSeconds'>,
  ladder: Rung[],
): ExpectedStream {
  const { frameRate } = ladder[0]!
  return {
    rungs: ladder.map(({ name, widthPx, heightPx }) => ({ name, widthPx, heightPx })),
    audioTracks: inspection.audioTracks.length,
    durationMs: inspection.durationMs,
    videoDurationMs: inspection.video.durationMs,
    frameMs: frameDurationMs(frameRate),
    segmentMs: planGop(frameRate, profile).segmentDurationSeconds * 1000,
    sourceToleranceMs: EXACT_CONTAINERS.includes(inspection.container) ? 0 : ROUGH_CONTAINER_MS,
  }
}

export const durationMsOf = ({ segments }: StreamTrack): number =>
  segments.reduce((sum, segment) => sum + segment.durationSeconds * 1000, 0)

/** A video segment may be off by a frame, an audio segment by a frame and the packets at its ends. */
const segmentTolerance = ({ kind }: StreamTrack, { frameMs }: ExpectedStream) =>
  frameMs + ROUNDING_MS + (kind === 'audio' ? 2 * AUDIO_PACKET_MS : 0)

/** Every segment but the last has the planned length, and none is longer than its playlist promises. */
export function checkSegmentLengths(track: StreamTrack, expected: ExpectedStream): string[] {
  const tolerance = segmentTolerance(track, expected)
  return track.segments.flatMap(({ uri, durationSeconds }, index) => {
    const target = track.targetDurationSeconds
    const isLast = index === track.segments.length - 1
    const off = Math.abs(durationSeconds * 1000 - expected.segmentMs)
    return [
      ...(target !== undefined && Math.round(durationSeconds) > target
        ? [
            `${track.name}: segment ${uri} lasts ${durationSeconds} s, above the target duration of ${target} s.`,
          ]
        : []),
      ...(!isLast && off > tolerance
        ? [
            `${track.name}: segment ${uri} lasts ${durationSeconds} s instead of ${expected.segmentMs / 1000} s.`,
          ]
        : []),
    ]
  })
}

const seconds = (ms: number) => `${Math.round(ms) / 1000} s`

/** Rounding adds up with the segments. */
const sumTolerance = (track: StreamTrack, { frameMs, sourceToleranceMs }: ExpectedStream) =>
  frameMs + 2 * AUDIO_PACKET_MS + track.segments.length * ROUNDING_MS + sourceToleranceMs

const agrees = (track: StreamTrack, durationMs: number, expected: ExpectedStream) =>
  Math.abs(durationMsOf(track) - durationMs) <= sumTolerance(track, expected)

/** All pictures last as long as the picture of the source, or as the whole of it where they were filled up. */
function checkPictures(tracks: StreamTrack[], expected: ExpectedStream): string[] {
  const { durationMs, videoDurationMs } = expected
  const [first, ...others] = tracks
  if (first === undefined) return []
  const isWrong =
    videoDurationMs !== undefined &&
    !agrees(first, videoDurationMs, expected) &&
    !agrees(first, durationMs, expected)
  const uneven = others.filter(
    (track) => Math.abs(durationMsOf(track) - durationMsOf(first)) > expected.frameMs + ROUNDING_MS,
  )
  return [
    ...(isWrong
      ? [
          `${first.name} lasts ${seconds(durationMsOf(first))}, the picture of the source ${seconds(videoDurationMs)}.`,
        ]
      : []),
    ...uneven.map((track) => `${track.name} does not last as long as ${first.name}.`),
  ]
}

/** No track is longer than the source, and the longest is as long. A sound track may be shorter, as its source may be. */
function checkWhole(tracks: StreamTrack[], expected: ExpectedStream): string[] {
  const source = seconds(expected.durationMs)
  const lengths = tracks.map(durationMsOf)
  const longest = tracks[lengths.indexOf(Math.max(...lengths))]
  const isShort = longest && durationMsOf(longest) < expected.durationMs - sumTolerance(longest, expected)
  return [
    ...tracks
      .filter((track) => durationMsOf(track) > expected.durationMs + sumTolerance(track, expected))
      .map((track) => `${track.name} lasts ${seconds(durationMsOf(track))}, the source ${source}.`),
    ...(isShort ? [`The stream lasts ${seconds(durationMsOf(longest))}, the source ${source}.`] : []),
  ]
}

/**
 * Durations agree with the source within one frame, the packets at both ends of AAC, and the playlist's rounding; more
 * where the container of the source tells its duration roughly.
 */
export const checkDurations = (tracks: StreamTrack[], expected: ExpectedStream): string[] => [
  ...checkWhole(tracks, expected),
  ...checkPictures(
    tracks.filter((track) => track.kind === 'video'),
    expected,
  ),
]
