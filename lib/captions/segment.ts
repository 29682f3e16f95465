// A caption track cut into the segments and the playlist that HLS wants. Source: RFC 8216, sections 3.5 and 4.3.3.
import type { Cue } from '../../schemas/generated/types.ts'
import { writeCue } from './write.ts'

export interface CaptionSegment {
  name: string
  text: string
  durationSeconds: number
}

export interface SegmentPlan {
  /** Of the film. */
  durationMs: number
  /** Each but the last is so long. */
  segmentSeconds?: number
}

/** A film of three hours has 180 of them: each is an object to be written, and to be fetched. */
const SEGMENT_SECONDS = 60

/** Cues stand in more than one segment now and then; so often only where most are shown all the time. */
const MOST_COPIES = 8

/** fMP4 of this film begins at media time 0, in units of 90 kHz. */
const HEADER = 'WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n'

const range = ({ startMs, endMs }: Cue, segmentMs: number) => ({
  first: Math.floor(startMs / segmentMs),
  last: Math.ceil(endMs / segmentMs) - 1,
})

function countCopies(cues: Cue[], segmentMs: number): number {
  return cues.reduce((sum, cue) => {
    const { first, last } = range(cue, segmentMs)
    return sum + last - first + 1
  }, 0)
}

/** Segments get longer where long cues would be copied into too many of them. */
function chooseLength(cues: Cue[], { durationMs, segmentSeconds = SEGMENT_SECONDS }: SegmentPlan): number {
  let segmentMs = segmentSeconds * 1000
  while (segmentMs < durationMs && countCopies(cues, segmentMs) > MOST_COPIES * cues.length) segmentMs *= 2
  return segmentMs
}

/** A cue is in every segment during which it is shown. @param cues within the film */
export function segmentWebVtt(cues: Cue[], plan: SegmentPlan): CaptionSegment[] {
  const durationMs = Math.max(1, plan.durationMs)
  const segmentMs = chooseLength(cues, plan)
  const contents = Array.from({ length: Math.ceil(durationMs / segmentMs) }, (): string[] => [HEADER])
  for (const cue of cues) {
    const { first, last } = range(cue, segmentMs)
    const written = writeCue(cue)
    for (let index = first; index <= Math.min(last, contents.length - 1); index++) {
      contents[index]!.push(written)
    }
  }
  return contents.map((content, index) => ({
    name: `segment-${String(index + 1).padStart(5, '0')}.vtt`,
    text: content.join('\n'),
    durationSeconds: Math.min(segmentMs, durationMs - index * segmentMs) / 1000,
  }))
}

/** The media playlist of the segments, which lie beside it. */
export function subtitlePlaylist(segments: Pick<CaptionSegment, 'name' | 'durationSeconds'>[]): string {
  const longest = segments.reduce((most, { durationSeconds }) => Math.max(most, durationSeconds), 0)
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.ceil(longest))}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    ...segments.flatMap(({ name, durationSeconds }) => [`#EXTINF:${durationSeconds.toFixed(3)},`, name]),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n')
}
