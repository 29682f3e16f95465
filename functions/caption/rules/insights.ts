// All that was understood of a track, put together: the whole for S3, a summary for the asset's record.
import type {
  DetectedEntity,
  DetectedLanguage,
  DetectedPhrase,
  DetectedSentiment,
} from '../../../lib/aws/comprehend.ts'
import type { CaptionChunk } from '../../../lib/captions/chunk.ts'
import type { CaptionInsights, CaptionSummary, Cue, Reason } from '../../../schemas/generated/types.ts'
import { gatherEntities, gatherPhrases, type ReadChunk } from './mentions.ts'
import { averageSentiment, makeTimeline, toStretch, weighLanguages } from './mood.ts'
import { endOf, startOf, type Said } from './said.ts'
import { roundScore } from './score.ts'

/** What the service answered, chunk by chunk; a document that failed is left out, and a note says so. */
export interface Answers {
  languages: ReadChunk<DetectedLanguage>[]
  sentiment: { chunk: CaptionChunk; found: DetectedSentiment }[]
  entities: ReadChunk<DetectedEntity>[]
  keyPhrases: ReadChunk<DetectedPhrase>[]
  /** Of the service and of our own rules. */
  said: Said[]
  /** What was not looked at, and why. */
  notes: Reason[]
}

export interface TrackFacts extends Pick<CaptionInsights, 'assetId' | 'revision' | 'trackId'> {
  /** Of the film. */
  durationMs: number
  cues: Cue[]
}

const MOST_TOP = 10
const MOST_MENTIONS = 1000

/** What was said of one category, by label: how surely, how often and where, but never the words. */
function countSaid(said: Said[], category: Said['category']) {
  const labels = Map.groupBy(
    said.filter((one) => one.category === category),
    ({ label }) => label,
  )
  return [...labels]
    .map(([label, same]) => ({
      label,
      score: roundScore(Math.max(...same.map(({ score }) => score))),
      count: same.length,
      mentions: same
        .map((one) => ({ startMs: startOf(one), endMs: endOf(one), score: roundScore(one.score) }))
        .sort((a, b) => a.startMs - b.startMs)
        .slice(0, MOST_MENTIONS),
    }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
}

function listToxic(said: Said[]): CaptionInsights['toxicity'] {
  const places = Map.groupBy(
    said.filter(({ category }) => category === 'toxicity'),
    (one) => `${startOf(one)}-${endOf(one)}`,
  )
  return [...places.values()]
    .map((same) => ({
      startMs: startOf(same[0]!),
      endMs: endOf(same[0]!),
      labels: same
        .map(({ label, score }) => ({ name: label, score: roundScore(score) }))
        .sort((a, b) => b.score - a.score),
    }))
    .sort((a, b) => a.startMs - b.startMs)
}

function summarise(insights: Omit<CaptionInsights, 'summary'>): CaptionSummary {
  const { languages, entities, keyPhrases, pii, toxicity } = insights
  const sentiment = averageSentiment(insights.sentiment)
  return {
    language: languages[0]?.language ?? 'und',
    ...(sentiment && { sentiment }),
    topEntities: entities.slice(0, MOST_TOP).map(({ text, type, count }) => ({ text, type, count })),
    keyPhrases: keyPhrases.slice(0, MOST_TOP).map(({ text }) => text),
    piiTypes: pii.map(({ type }) => type),
    isToxic: toxicity.length > 0,
  }
}

export function makeInsights({ durationMs, cues, ...track }: TrackFacts, answers: Answers): CaptionInsights {
  const sentiment = answers.sentiment.map(({ chunk, found }) => toStretch(chunk, found))
  const entities = gatherEntities(answers.entities)
  const insights = {
    ...track,
    languages: weighLanguages(answers.languages),
    sentiment,
    entities,
    keyPhrases: gatherPhrases(answers.keyPhrases),
    pii: countSaid(answers.said, 'pii').map(({ label, ...rest }) => ({ type: label, ...rest })),
    toxicity: listToxic(answers.said),
    profanity: countSaid(answers.said, 'profanity'),
    timeline: makeTimeline(durationMs, { cues, sentiment, entities }),
    notes: answers.notes,
  }
  return { ...insights, summary: summarise(insights) }
}
