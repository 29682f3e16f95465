// From a detector's labels to findings: the deepest label of each look, brought to our categories, with the stretches
// of film that show it.
import { placeLabel, type LabelPlace } from '../../../lib/moderation-taxonomy.ts'
import { byWeight } from '../../../lib/policy/weight.ts'
import type { ModerationLabel } from '../../../lib/aws/rekognition.ts'
import type { EvidenceFrames, Finding } from '../../../schemas/generated/types.ts'
import { chooseEvidence } from './evidence.ts'
import { findSampleInterval, mergeSamples, type LabelSample } from './time-ranges.ts'

export interface FilmFacts {
  /** As the detector measures it; without it the film ends with the last label. */
  durationMs?: number | undefined
  frames?: EvidenceFrames | undefined
}

export interface Normalised {
  /** The gravest first, then the surest. */
  findings: Finding[]
  /** Names that no category is known for. */
  unknownLabels: string[]
}

interface PlacedLabel extends ModerationLabel {
  place: LabelPlace
}

const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')

const roundPercent = (percent: number) => Math.round(Math.min(100, Math.max(0, percent)) * 100) / 100

/** Labels above another one of the same look say nothing of their own. */
function keepDeepest(look: PlacedLabel[]): PlacedLabel[] {
  const above = new Set(look.flatMap(({ place }) => place.path.slice(0, -1)))
  return look.filter(({ name }) => !above.has(name))
}

/** By label path: when it was seen and how surely; a look that names a label twice counts once. */
function gatherSamples(labels: PlacedLabel[]): Map<string, { place: LabelPlace; samples: LabelSample[] }> {
  const looks = Map.groupBy(labels, ({ timestampMs }) => timestampMs)
  const gathered = new Map<string, { place: LabelPlace; samples: LabelSample[] }>()
  for (const [timestampMs, look] of looks) {
    const byPath = Map.groupBy(keepDeepest(look), ({ place }) => place.path.join('/'))
    for (const [path, same] of byPath) {
      const entry = gathered.get(path) ?? { place: same[0]!.place, samples: [] }
      entry.samples.push({ timestampMs, confidence: Math.max(...same.map(({ confidence }) => confidence)) })
      gathered.set(path, entry)
    }
  }
  return gathered
}

/** A label's finding says how sure the detector was at best, how often and how long it was seen, and where to look. */
export function normalise(labels: ModerationLabel[], { durationMs, frames }: FilmFacts): Normalised {
  const placed = labels.flatMap((label): PlacedLabel[] => {
    const place = placeLabel(label.name, label.parentName)
    return place === undefined ? [] : [{ ...label, place }]
  })
  const timestamps = labels.map(({ timestampMs }) => timestampMs)
  const intervalMs = findSampleInterval(timestamps)
  const lastMs = timestamps.reduce((latest, ms) => Math.max(latest, ms), 0)
  const film = { intervalMs, durationMs: durationMs ?? lastMs + intervalMs }
  const findings = [...gatherSamples(placed).values()].map(({ place, samples }): Finding => {
    const ranges = mergeSamples(samples, film).map((range) => ({
      ...range,
      confidence: roundPercent(range.confidence),
    }))
    const label = place.path.at(-1)!
    return {
      findingId: `visual:${place.category}/${slug(label)}`,
      detector: 'visual',
      category: place.category,
      label,
      labelPath: place.path,
      severity: place.severity,
      confidence: ranges.reduce((most, { confidence }) => Math.max(most, confidence), 0),
      frameCount: samples.length,
      totalDurationMs: ranges.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
      timeRanges: ranges.map(({ peakMs: _peak, ...range }) => range),
      evidence: chooseEvidence(ranges, frames),
    }
  })
  const known = new Set(placed.map(({ name }) => name))
  return {
    findings: findings.sort(byWeight),
    unknownLabels: [...new Set(labels.map(({ name }) => name))].filter((name) => !known.has(name)),
  }
}
