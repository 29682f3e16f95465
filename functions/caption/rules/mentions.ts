// Entities and key phrases said over a film, each once with all the places where it is said.
import type { DetectedEntity, DetectedPhrase, TextSpan } from '../../../lib/aws/comprehend.ts'
import { locate, type CaptionChunk } from '../../../lib/captions/chunk.ts'
import type { CaptionInsights } from '../../../schemas/generated/types.ts'
import { roundScore } from './score.ts'

type Entity = CaptionInsights['entities'][number]
type Phrase = CaptionInsights['keyPhrases'][number]
type Mention = Entity['mentions'][number]

/** What was found in one chunk. */
export interface ReadChunk<Found> {
  chunk: CaptionChunk
  found: Found[]
}

const MOST_MENTIONS = 1000
const MOST_KEPT = 500
const LEAST_SCORE = 0.5

/** Below it a phrase says nothing: an article, a sign. */
const SHORTEST = 2

interface Occurrence<Found> {
  found: Found
  mention: Mention
}

function mentionOf(chunk: CaptionChunk, { begin, end, score }: TextSpan): Mention[] {
  const parts = locate(chunk, begin, end)
  if (parts.length === 0) return []
  const startMs = Math.min(...parts.map((part) => part.startMs))
  return [{ startMs, endMs: Math.max(...parts.map((part) => part.endMs)), score: roundScore(score) }]
}

const occurrencesIn = <Found extends TextSpan & { text: string }>({
  chunk,
  found,
}: ReadChunk<Found>): Occurrence<Found>[] =>
  found
    .filter(({ score, text }) => score >= LEAST_SCORE && text.trim().length >= SHORTEST)
    .flatMap((one) => mentionOf(chunk, one).map((mention) => ({ found: one, mention })))

/** The spelling used most often; the first of equals. */
function commonest(texts: string[]): string {
  const counts = Map.groupBy(texts, (text) => text)
  return [...counts].reduce((best, next) => (next[1].length > best[1].length ? next : best))[0]
}

const sameWords = (text: string) => text.toLowerCase().replace(/\s+/g, ' ').trim()

function gather<Found extends TextSpan & { text: string }>(
  chunks: ReadChunk<Found>[],
  kindOf: (found: Found) => string,
): (Phrase & { kind: string })[] {
  const all = chunks.flatMap(occurrencesIn)
  const groups = Map.groupBy(all, ({ found }) => `${kindOf(found)}\n${sameWords(found.text)}`)
  return [...groups.values()]
    .map((same) => ({
      kind: kindOf(same[0]!.found),
      text: commonest(same.map(({ found }) => found.text.replace(/\s+/g, ' ').trim())),
      score: same.reduce((most, { mention }) => Math.max(most, mention.score), 0),
      count: same.length,
      mentions: same
        .map(({ mention }) => mention)
        .sort((a, b) => a.startMs - b.startMs)
        .slice(0, MOST_MENTIONS),
    }))
    .sort((a, b) => b.count - a.count || b.score - a.score || a.mentions[0]!.startMs - b.mentions[0]!.startMs)
    .slice(0, MOST_KEPT)
}

/** Numbers and days are counted, but nobody looks for them. */
const NOT_NAMED = new Set(['QUANTITY', 'DATE'])

/** The most often mentioned first, names before quantities and dates. */
export function gatherEntities(chunks: ReadChunk<DetectedEntity>[]): Entity[] {
  const entities = gather(chunks, ({ type }) => type).map(({ kind, ...rest }): Entity => ({
    type: kind,
    ...rest,
  }))
  const isNamed = ({ type }: Entity) => !NOT_NAMED.has(type)
  return [...entities.filter(isNamed), ...entities.filter((entity) => !isNamed(entity))]
}

/** The most often said first. */
export const gatherPhrases = (chunks: ReadChunk<DetectedPhrase>[]): Phrase[] =>
  gather(chunks, () => '').map(({ kind: _none, ...rest }) => rest)
