// How a film feels by what is said: over all, and part by part.
import type { DetectedLanguage, DetectedSentiment } from '../../../lib/aws/comprehend.ts'
import type { CaptionChunk } from '../../../lib/captions/chunk.ts'
import type { CaptionInsights, Cue, SentimentShares } from '../../../schemas/generated/types.ts'

type Stretch = CaptionInsights['sentiment'][number]
type TimelinePart = CaptionInsights['timeline'][number]

const KINDS = ['positive', 'negative', 'neutral', 'mixed'] as const

/** As many as a bar of the width of a page can show. */
const MOST_PARTS = 120
const SHORTEST_PART_MS = 5000
const MOST_NAMES = 5

const round = (value: number) => Math.round(value * 10_000) / 10_000

const toShares = (shareOf: (kind: (typeof KINDS)[number]) => number): SentimentShares => ({
  positive: round(shareOf('positive')),
  negative: round(shareOf('negative')),
  neutral: round(shareOf('neutral')),
  mixed: round(shareOf('mixed')),
})

export const toStretch = (chunk: CaptionChunk, { sentiment, scores }: DetectedSentiment): Stretch => ({
  startMs: chunk.startMs,
  endMs: chunk.endMs,
  sentiment,
  scores: toShares((kind) => Math.min(1, Math.max(0, scores[kind]))),
})

/** Each stretch counts by how long it lasts; undefined where nothing was read. */
export function averageSentiment(stretches: Stretch[]): SentimentShares | undefined {
  const totalMs = stretches.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  if (totalMs === 0) return undefined
  return toShares(
    (kind) =>
      stretches.reduce((sum, { startMs, endMs, scores }) => sum + scores[kind] * (endMs - startMs), 0) /
      totalMs,
  )
}

const sharedMs = (a: { startMs: number; endMs: number }, b: { startMs: number; endMs: number }): number =>
  Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs))

function moodOf(part: { startMs: number; endMs: number }, stretches: Stretch[]): { mood?: number } {
  const weights = stretches.map((stretch) => sharedMs(part, stretch))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return {}
  const mood = stretches.reduce(
    (sum, { scores }, index) => sum + (scores.positive - scores.negative) * weights[index]!,
    0,
  )
  return { mood: Math.min(1, Math.max(-1, round(mood / total))) }
}

function namesIn(part: { startMs: number; endMs: number }, entities: CaptionInsights['entities']): string[] {
  return entities
    .map(({ text, mentions }) => ({
      text,
      count: mentions.filter(({ startMs }) => startMs >= part.startMs && startMs < part.endMs).length,
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_NAMES)
    .map(({ text }) => text)
}

/** The film in equal parts, at most 120 and none shorter than five seconds. */
export function makeTimeline(
  durationMs: number,
  { cues, sentiment, entities }: { cues: Cue[] } & Pick<CaptionInsights, 'sentiment' | 'entities'>,
): TimelinePart[] {
  const count = Math.max(1, Math.min(MOST_PARTS, Math.floor(durationMs / SHORTEST_PART_MS)))
  const edge = (index: number) => Math.round((index * durationMs) / count)
  return Array.from({ length: count }, (_, index): TimelinePart => {
    const part = { startMs: edge(index), endMs: edge(index + 1) }
    return {
      ...part,
      cueCount: cues.filter(({ startMs }) => startMs >= part.startMs && startMs < part.endMs).length,
      ...moodOf(part, sentiment),
      mentions: namesIn(part, entities),
    }
  })
}

/** The languages of the documents, weighted by their length and by how sure the detector is. */
export function weighLanguages(
  documents: { chunk: CaptionChunk; found: DetectedLanguage[] }[],
): CaptionInsights['languages'] {
  const weights = new Map<string, number>()
  for (const { chunk, found } of documents) {
    for (const { language, score } of found) {
      weights.set(language, (weights.get(language) ?? 0) + score * chunk.text.length)
    }
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  return [...weights]
    .map(([language, weight]) => ({ language, share: round(weight / (total || 1)) }))
    .filter(({ share }) => share >= 0.01)
    .sort((a, b) => b.share - a.share)
}
