// How the API orders and joins what was seen. Pure: a list in, a list out.
import type { Detection } from './detection.ts'
import { placeOf } from './taxonomy.ts'

export type SortBy = 'TIMESTAMP' | 'NAME'
export type AggregateBy = 'TIMESTAMPS' | 'SEGMENTS'

export interface Arrangement {
  sortBy: SortBy
  aggregateBy: AggregateBy
  /** Of the film; a segment does not end after it. */
  durationMs: number
}

/** The API's `ContentModerationDetection`. */
export interface ContentModerationDetection {
  Timestamp: number
  ModerationLabel: { Name: string; ParentName: string; TaxonomyLevel: number; Confidence: number }
  StartTimestampMillis?: number
  EndTimestampMillis?: number
  DurationMillis?: number
  ContentTypes: never[]
}

/** Pictures are a second apart: what is seen in two that follow each other is seen all the time between them. */
const STEP_MS = 1000

interface Span extends Detection {
  endMs: number
}

export function arrangeLabels(
  detections: readonly Detection[],
  how: Arrangement,
): ContentModerationDetection[] {
  const ordered = how.sortBy === 'NAME' ? byName : byTime
  if (how.aggregateBy === 'TIMESTAMPS') return detections.toSorted(ordered).map(describe)
  return joinSegments(detections, how.durationMs)
    .toSorted(ordered)
    .map((span) => ({
      ...describe(span),
      StartTimestampMillis: span.atMs,
      EndTimestampMillis: span.endMs,
      DurationMillis: span.endMs - span.atMs,
    }))
}

function describe({ atMs, name, confidence }: Detection): ContentModerationDetection {
  const place = placeOf(name)
  return {
    Timestamp: atMs,
    ModerationLabel: {
      Name: name,
      ParentName: place?.parentName ?? '',
      TaxonomyLevel: place?.level ?? 1,
      Confidence: confidence,
    },
    ContentTypes: [],
  }
}

/** Joins neighbours of one label. A segment lasts until the next picture, and is as sure as its surest one. */
function joinSegments(detections: readonly Detection[], durationMs: number): Span[] {
  const spans: Span[] = []
  const latest = new Map<string, Span>()
  for (const one of detections.toSorted(byTime)) {
    const endMs = Math.max(one.atMs, Math.min(one.atMs + STEP_MS, durationMs))
    const span = latest.get(one.name)
    if (span && one.atMs <= span.endMs) {
      span.endMs = Math.max(span.endMs, endMs)
      span.confidence = Math.max(span.confidence, one.confidence)
      continue
    }
    const started = { ...one, endMs }
    latest.set(one.name, started)
    spans.push(started)
  }
  return spans
}

const levelOf = (name: string) => placeOf(name)?.level ?? 1
const byLetters = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function byTime(a: Detection, b: Detection): number {
  return a.atMs - b.atMs || levelOf(a.name) - levelOf(b.name) || byLetters(a.name, b.name)
}

/** Labels in the order of their names; of one label the surest first. */
function byName(a: Detection, b: Detection): number {
  return byLetters(a.name, b.name) || b.confidence - a.confidence || a.atMs - b.atMs
}
