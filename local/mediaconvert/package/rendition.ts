// One packaged track of a CMAF group: what the manifests say about it, and what goes to S3.
import type { CmafGroupSettings } from '../settings.ts'
import type { PlannedOutput } from '../engine/plan.ts'
import { segmentLengths } from '../rules/cmaf-rules.ts'
import { codecString } from './codec-string.ts'
import type { Segment } from './cut-segments.ts'
import { cutAudio, cutVideo, evenBoundaries } from './cut-segments.ts'
import type { Track } from './read-track.ts'

export interface Rendition {
  output: PlannedOutput
  track: Track
  codec: string
  segments: Segment[]
  /** Bytes of each segment, known once they are written. */
  sizes: number[]
}

export const SEGMENT_DIGITS = 9

export function isVideo(rendition: Rendition): boolean {
  return rendition.output.video !== undefined
}

export function extensionOf(rendition: Rendition): 'cmfv' | 'cmfa' {
  return isVideo(rendition) ? 'cmfv' : 'cmfa'
}

/** `<base>init.cmfv`, as the service names it. */
export function headerName(rendition: Rendition): string {
  return `${rendition.output.name.base}init.${extensionOf(rendition)}`
}

/** `<base>_000000001.cmfv`; `index` counts from 0, names from 1. */
export function segmentName(rendition: Rendition, index: number): string {
  return `${rendition.output.name.base}_${String(index + 1).padStart(SEGMENT_DIGITS, '0')}.${extensionOf(rendition)}`
}

/** Cuts all tracks of a group; sound follows the picture's boundaries. */
export function cutGroup(
  tracks: { output: PlannedOutput; track: Track }[],
  settings: CmafGroupSettings,
): Rendition[] {
  const { segmentSeconds, fragmentSeconds } = segmentLengths(settings)
  const ruleOf = ({ timescale }: Track) => ({
    timescale,
    fragmentSeconds,
    minFinalSeconds: settings.minFinalSegmentLength ?? 0,
  })
  const pictures = tracks.flatMap(({ output, track }) =>
    output.video
      ? [toRendition(output, track, cutVideo(track.samples, output.video.segmentFrames, ruleOf(track)))]
      : [],
  )
  const leader = pictures[0]
  const boundaries = leader?.segments.map(({ start }) => start / leader.track.timescale)
  const sounds = tracks.flatMap(({ output, track }) => {
    if (output.video) return []
    const starts = boundaries ?? evenBoundaries(track.samples, track.timescale, segmentSeconds)
    return [toRendition(output, track, cutAudio(track.samples, starts, ruleOf(track)))]
  })
  return [...pictures, ...sounds]
}

function toRendition(output: PlannedOutput, track: Track, segments: Segment[]): Rendition {
  return { output, track, codec: codecString(track.moov), segments, sizes: [] }
}

export function durationSeconds({ segments, track }: Rendition): number {
  return segments.reduce((sum, { duration }) => sum + duration, 0) / track.timescale
}

/** Mean bits a second over the whole rendition. */
export function averageBitrate(rendition: Rendition): number {
  const bytes = rendition.sizes.reduce((sum, size) => sum + size, 0)
  return Math.ceil((bytes * 8) / durationSeconds(rendition))
}

/**
 * The highest bits a second of any segment. Segments shorter than half the longest do not count (RFC 8216, 4.3.4.2):
 * one keyframe in a tenth of a second is no bitrate a player has to sustain.
 */
export function peakBitrate({ segments, sizes, track }: Rendition): number {
  const longest = Math.max(...segments.map(({ duration }) => duration))
  const rates = segments.flatMap(({ duration }, index) =>
    duration * 2 < longest ? [] : [(sizes[index]! * 8 * track.timescale) / duration],
  )
  return Math.ceil(Math.max(...rates))
}
