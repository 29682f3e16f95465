// Where segments and fragments begin. Pure arithmetic on sample tables.
import type { SampleTable } from './read-track.ts'

/** A range of samples, `from` inclusive, `to` exclusive. */
export interface SampleRange {
  from: number
  to: number
}

export interface Segment {
  /** In the track's timescale. */
  start: number
  duration: number
  fragments: SampleRange[]
}

export interface CutRule {
  timescale: number
  fragmentSeconds: number
  /** Shorter last segments join the one before. */
  minFinalSeconds: number
}

/** Segments of video: each begins at the first keyframe at or after a multiple of `segmentFrames`. */
export function cutVideo(samples: SampleTable, segmentFrames: number, rule: CutRule): Segment[] {
  const starts: number[] = []
  for (let index = 0; index < samples.sync.length; index++) {
    if (samples.sync[index] && index >= starts.length * segmentFrames) starts.push(index)
  }
  return buildSegments(samples, starts, rule)
}

/** Segments of sound: each begins with the frame nearest to where a segment of the picture begins. */
export function cutAudio(samples: SampleTable, boundarySeconds: number[], rule: CutRule): Segment[] {
  const starts: number[] = []
  let time = 0
  for (let index = 0; index < samples.durations.length; index++) {
    const boundary = boundarySeconds[starts.length]
    if (boundary === undefined) break
    const half = samples.durations[index]! / 2
    if (time + half >= boundary * rule.timescale) starts.push(index)
    time += samples.durations[index]!
  }
  return buildSegments(samples, starts, rule)
}

/** Boundaries for sound without picture: every `segmentSeconds`. */
export function evenBoundaries(samples: SampleTable, timescale: number, segmentSeconds: number): number[] {
  const total = sum(samples.durations, 0, samples.durations.length) / timescale
  return Array.from(
    { length: Math.max(1, Math.ceil(total / segmentSeconds - 1e-6)) },
    (_, n) => n * segmentSeconds,
  )
}

function buildSegments(samples: SampleTable, starts: number[], rule: CutRule): Segment[] {
  const count = samples.durations.length
  const length = (from: number, to: number) => sum(samples.durations, from, to)
  const last = starts.at(-1) ?? 0
  if (starts.length > 1 && length(last, count) < rule.minFinalSeconds * rule.timescale) starts.pop()
  let start = 0
  return starts.map((from, index): Segment => {
    const to = starts[index + 1] ?? count
    const duration = length(from, to)
    const segment = { start, duration, fragments: cutFragments(samples, { from, to }, rule) }
    start += duration
    return segment
  })
}

/** Fragments begin with a sample that decodes by itself; every sample of sound does. */
function cutFragments(samples: SampleTable, range: SampleRange, rule: CutRule): SampleRange[] {
  const step = rule.fragmentSeconds * rule.timescale
  const fragments: SampleRange[] = []
  let from = range.from
  let time = 0
  for (let index = range.from; index < range.to; index++) {
    const half = samples.durations[index]! / 2
    if (index > from && samples.sync[index] && time + half >= (fragments.length + 1) * step) {
      fragments.push({ from, to: index })
      from = index
    }
    time += samples.durations[index]!
  }
  return [...fragments, { from, to: range.to }]
}

function sum(values: number[], from: number, to: number): number {
  let total = 0
  for (let index = from; index < to; index++) total += values[index]!
  return total
}
