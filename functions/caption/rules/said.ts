// What detectors say of a chunk, brought back to the cues in which it is said.
import type { DetectedPii, DetectedToxicity } from '../../../lib/aws/comprehend.ts'
import { locate, type CaptionChunk, type CuePart } from '../../../lib/captions/chunk.ts'
import { countCodePoints } from '../../../lib/captions/code-points.ts'
import type { StrongWords } from './korean-words.ts'
import type { SpokenCategory } from './severity.ts'

/** Something said once. */
export interface Said {
  category: SpokenCategory
  label: string
  /** From 0 to 1. */
  score: number
  /** The cues it is in, and where in them. */
  parts: CuePart[]
}

/** Below it a detector thinks itself that it is wrong. */
const LEAST_SCORE = 0.5

const isSaid = ({ score, parts }: Said): boolean => score >= LEAST_SCORE && parts.length > 0

export const saidPii = (chunk: CaptionChunk, found: DetectedPii[]): Said[] =>
  found
    .map(({ type, score, begin, end }): Said => ({
      category: 'pii',
      label: type,
      score,
      parts: locate(chunk, begin, end),
    }))
    .filter(isSaid)

export const saidWords = (chunk: CaptionChunk, found: StrongWords[]): Said[] =>
  found
    .map(({ category, label, score, begin, end }): Said => ({
      category,
      label,
      score,
      parts: locate(chunk, begin, end),
    }))
    .filter(isSaid)

/** The service says it of all that was asked at once. Its PROFANITY is a category of ours. */
export const saidToxic = (chunk: CaptionChunk, { labels }: DetectedToxicity): Said[] =>
  labels
    .map(({ name, score }): Said => ({
      category: name === 'PROFANITY' ? 'profanity' : 'toxicity',
      label: name,
      score,
      parts: locate(chunk, 0, countCodePoints(chunk.text)),
    }))
    .filter(isSaid)

/** Whether a segment is worth asking about its cues one by one. */
export const isToxic = ({ toxicity, labels }: DetectedToxicity): boolean =>
  toxicity >= LEAST_SCORE || labels.some(({ score }) => score >= LEAST_SCORE)

export const startOf = ({ parts }: Said): number => Math.min(...parts.map(({ startMs }) => startMs))

export const endOf = ({ parts }: Said): number => Math.max(...parts.map(({ endMs }) => endMs))
