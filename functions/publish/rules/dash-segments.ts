// Segments of a DASH representation, counted out. Source: ISO/IEC 23009-1, clauses 5.3.9.4 and 5.3.9.6.

/** `SegmentTemplate` with what it inherits from the levels above it. */
export interface SegmentTemplate {
  media: string
  initialization?: string | undefined
  timescale: number
  startNumber: number
  /** Units of the time scale, where all segments are equally long. */
  duration?: number | undefined
  /** `SegmentTimeline`: `r` further segments of the same length; below zero as many as fit. */
  timeline?: { t?: number | undefined; d: number; r: number }[] | undefined
}

export interface RepresentationNames {
  id: string
  bandwidth: string
}

/** A film of ten days in segments of ten seconds; more is damage. */
const MOST_SEGMENTS = 100_000

/** Replaces `$Number%05d$` and its like; `$$` is a dollar sign. */
function fillTemplate(template: string, values: Record<string, string | number>): string {
  return template.replace(/\$(?:(\w+)(?:%0(\d+)d)?)?\$/g, (whole, name?: string, width?: string) => {
    if (name === undefined) return '$'
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return value === undefined ? whole : String(value).padStart(Number(width ?? 0), '0')
  })
}

/** Start and length of every segment, in units of the time scale. */
function* countOut(
  template: SegmentTemplate,
  durationSeconds: number,
): Generator<{ time: number; length: number }> {
  const end = Math.round(durationSeconds * template.timescale)
  const { duration, timeline } = template
  const entries = timeline ?? (duration ? [{ d: duration, r: -1 }] : [])
  let time = 0
  for (const entry of entries) {
    if (!(entry.d > 0)) return
    time = ('t' in entry ? entry.t : undefined) ?? time
    for (let repeat = 0; entry.r < 0 ? time < end : repeat <= entry.r; repeat++) {
      // Without a timeline the last segment is as long as what is left.
      const length = timeline ? entry.d : Math.min(entry.d, end - time)
      yield { time, length }
      time += length
    }
  }
}

/** Names and durations of all segments of a representation. */
export function expandSegments(
  template: SegmentTemplate,
  names: RepresentationNames,
  durationSeconds: number,
) {
  const fixed = { RepresentationID: names.id, Bandwidth: names.bandwidth }
  const segments: { uri: string; durationSeconds: number }[] = []
  for (const { time, length } of countOut(template, durationSeconds)) {
    if (segments.length >= MOST_SEGMENTS) break
    segments.push({
      uri: fillTemplate(template.media, {
        ...fixed,
        Number: template.startNumber + segments.length,
        Time: time,
      }),
      durationSeconds: length / template.timescale,
    })
  }
  return {
    segments,
    initUri: template.initialization === undefined ? undefined : fillTemplate(template.initialization, fixed),
  }
}

/** `PT1H2M3.4S` in seconds; undefined for anything else. Days are the longest unit with a fixed length. */
export function parseDuration(text: string | undefined): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text ?? '')
  if (!match || text === 'P') return undefined
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0))
  return ((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!
}
