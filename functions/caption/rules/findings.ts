// What is said in a caption track, as findings: the policy judges them beside those of the pictures.
import { maskCues } from '../../../lib/captions/mask.ts'
import { byWeight } from '../../../lib/policy/weight.ts'
import type { Cue, Finding } from '../../../schemas/generated/types.ts'
import { endOf, startOf, type Said } from './said.ts'
import { toPercent } from './score.ts'
import { CATEGORY_NAMES, severityOf } from './severity.ts'

type TimeRange = Finding['timeRanges'][number]

/** More than a person reads before it is clear what is meant. */
const MOST_PLACES = 5
const MOST_TEXT = 200

/** Several tracks' findings travel in one state's data. */
const MOST_RANGES = 300

const slug = (label: string) => label.toLowerCase().replace(/[^a-z0-9]+/g, '-')

/** What is said twice in the same cues is one place, as sure as the surer. */
function toRanges(said: Said[]): { range: TimeRange; cueIndices: number[] }[] {
  const places = Map.groupBy(said, (one) => `${startOf(one)}-${endOf(one)}`)
  return [...places.values()]
    .map((same) => {
      const cueIndices = [...new Set(same.flatMap(({ parts }) => parts.map(({ cueIndex }) => cueIndex)))]
      const confidence = toPercent(Math.max(...same.map(({ score }) => score)))
      const range = {
        startMs: startOf(same[0]!),
        endMs: endOf(same[0]!),
        confidence,
        frameCount: cueIndices.length,
      }
      return { range, cueIndices }
    })
    .sort((a, b) => a.range.startMs - b.range.startMs)
}

/** Ranges may overlap, and time is counted once. They come by their begin. */
function totalDuration(ranges: TimeRange[]): number {
  let [total, until] = [0, 0]
  for (const { startMs, endMs } of ranges) {
    total += Math.max(0, endMs - Math.max(startMs, until))
    until = Math.max(until, endMs)
  }
  return total
}

const strongest = <Place extends { range: TimeRange }>(places: Place[], most: number): Place[] =>
  places.toSorted((a, b) => b.range.confidence - a.range.confidence).slice(0, most)

function toFinding(trackId: string, said: Said[], readable: Cue[]): Finding {
  const { category, label } = said[0]!
  const places = toRanges(said)
  const ranges = places.map(({ range }) => range)
  const textOf = (cueIndices: number[]) =>
    [...cueIndices.map((index) => readable[index]?.text ?? '').join(' ')].slice(0, MOST_TEXT).join('')
  return {
    findingId: `captions:${trackId}/${category}/${slug(label)}`,
    detector: 'captions',
    category,
    label,
    labelPath: [CATEGORY_NAMES[category], label],
    severity: severityOf(category, label),
    confidence: Math.max(...ranges.map(({ confidence }) => confidence)),
    frameCount: new Set(places.flatMap(({ cueIndices }) => cueIndices)).size,
    totalDurationMs: totalDuration(ranges),
    timeRanges: strongest(places, MOST_RANGES)
      .map(({ range }) => range)
      .sort((a, b) => a.startMs - b.startMs),
    evidence: strongest(places, MOST_PLACES).map(({ range: { startMs, endMs }, cueIndices }) => ({
      startMs,
      endMs,
      text: textOf(cueIndices),
    })),
  }
}

/** Personal data as said, in all cues: what is shown to people as evidence, and published where the policy wants it so. */
export const maskSaid = (cues: Cue[], said: Said[]): Cue[] =>
  maskCues(
    cues,
    said.filter(({ category }) => category === 'pii').flatMap(({ parts }) => parts),
  )

/** One finding for each label of a track, the gravest first, then the surest. Evidence quotes the cues without personal data. */
export function toFindings(trackId: string, cues: Cue[], said: Said[]): Finding[] {
  const readable = maskSaid(cues, said)
  const labels = Map.groupBy(said, ({ category, label }) => `${category}/${label}`)
  return [...labels.values()].map((same) => toFinding(trackId, same, readable)).sort(byWeight)
}
