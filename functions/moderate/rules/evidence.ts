import { frameKey } from '../../../lib/output-layout.ts'
import type { EvidenceFrames, Finding } from '../../../schemas/generated/types.ts'
import type { LabelRange } from './time-ranges.ts'

/** More than a person looks at before the picture is clear. */
const MOST_PLACES = 5

/** The thumbnail nearest to a moment; they stand at 0, one interval, two and so on. */
function nearestFrame({ prefix, intervalSeconds, count }: EvidenceFrames, ms: number): string | undefined {
  if (count < 1) return undefined
  const index = Math.round(ms / (intervalSeconds * 1000))
  return prefix + frameKey(Math.min(count - 1, Math.max(0, index)))
}

/** A person looks first where the detector was surest, at the thumbnail nearest to its surest moment. */
export function chooseEvidence(ranges: LabelRange[], frames?: EvidenceFrames): Finding['evidence'] {
  return ranges
    .toSorted((a, b) => b.confidence - a.confidence || a.startMs - b.startMs)
    .slice(0, MOST_PLACES)
    .map(({ startMs, endMs, peakMs }) => {
      const key = frames && nearestFrame(frames, peakMs)
      return { startMs, endMs, ...(key !== undefined && { frameKey: key }) }
    })
}
