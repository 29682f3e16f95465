// Samples of one label become the stretches of film that show it.

export interface LabelSample {
  timestampMs: number
  /** Percent. */
  confidence: number
}

/** `peakMs` is when the highest confidence was. */
export interface LabelRange {
  startMs: number
  endMs: number
  confidence: number
  frameCount: number
  peakMs: number
}

/** Rekognition looks twice a second or so; no detector here looks less often than once. */
const LONGEST_INTERVAL_MS = 1000
const SHORTEST_INTERVAL_MS = 40

/**
 * The time between two looks is what mostly lies between two labelled ones, as far as it is believable: a film with few
 * labels has them far apart, and the last look of a film may come early.
 */
export function findSampleInterval(timestampsMs: Iterable<number>): number {
  const inOrder = [...new Set(timestampsMs)].sort((a, b) => a - b)
  const gaps = inOrder
    .slice(1)
    .map((timestampMs, index) => timestampMs - inOrder[index]!)
    .filter((gapMs) => gapMs <= LONGEST_INTERVAL_MS)
    .sort((a, b) => a - b)
  return Math.max(SHORTEST_INTERVAL_MS, gaps[Math.floor((gaps.length - 1) / 2)] ?? LONGEST_INTERVAL_MS)
}

/** One look that missed it does not part what stands on both sides. */
const WIDEST_GAP_INTERVALS = 2

/**
 * A range lasts from its first sample until the look after its last one, and never beyond the film. Ranges come in
 * order and do not touch.
 */
export function mergeSamples(
  samples: LabelSample[],
  { intervalMs, durationMs }: { intervalMs: number; durationMs: number },
): LabelRange[] {
  const ranges: LabelRange[] = []
  const within = (ms: number) => Math.round(Math.min(Math.max(0, ms), durationMs))
  let lastMs = -Infinity
  for (const { timestampMs, confidence } of samples.toSorted((a, b) => a.timestampMs - b.timestampMs)) {
    const endMs = within(timestampMs + intervalMs)
    const current = ranges.at(-1)
    if (current && timestampMs - lastMs <= WIDEST_GAP_INTERVALS * intervalMs) {
      current.endMs = endMs
      current.frameCount++
      if (confidence > current.confidence) Object.assign(current, { confidence, peakMs: within(timestampMs) })
    } else {
      const startMs = within(timestampMs)
      ranges.push({ startMs, endMs, confidence, frameCount: 1, peakMs: startMs })
    }
    lastMs = timestampMs
  }
  return ranges
}
