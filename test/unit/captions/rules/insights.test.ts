import { describe, expect, test } from '@jest/globals'
import { makeInsights, type Answers } from '../../../../functions/caption/rules/insights.ts'
import { saidToxic } from '../../../../functions/caption/rules/said.ts'
import type { DetectedEntity } from '../../../../lib/aws/comprehend.ts'
import { chunkCues } from '../../../../lib/captions/chunk.ts'
import type { Cue } from '../../../../schemas/generated/types.ts'
import { validateCaptionInsights } from '../../../../schemas/generated/validators.mjs'

const cues: Cue[] = [
  { startMs: 0, endMs: 4000, text: 'Emo likes the Machine.' },
  { startMs: 10_000, endMs: 14_000, text: 'Proog hates the machine.' },
  { startMs: 50_000, endMs: 58_000, text: 'Emo leaves.' },
]
const chunks = chunkCues(cues, { maxBytes: 30 })
const FILM = { assetId: '0'.repeat(32), revision: 0, trackId: 'en', durationMs: 60_000, cues }

const entity = (index: number, text: string, type = 'PERSON'): DetectedEntity => {
  const begin = chunks[index]!.text.indexOf(text)
  return { text, type, begin, end: begin + text.length, score: 0.9 }
}

const scores = (positive: number, negative: number) => ({
  positive,
  negative,
  neutral: 1 - positive - negative,
  mixed: 0,
})

const ANSWERS: Answers = {
  languages: [
    {
      chunk: chunks[0]!,
      found: [
        { language: 'en', score: 0.9 },
        { language: 'nl', score: 0.1 },
      ],
    },
    { chunk: chunks[1]!, found: [{ language: 'en', score: 1 }] },
  ],
  sentiment: [
    { chunk: chunks[0]!, found: { sentiment: 'positive', scores: scores(0.8, 0) } },
    { chunk: chunks[1]!, found: { sentiment: 'negative', scores: scores(0, 0.6) } },
  ],
  entities: [
    { chunk: chunks[0]!, found: [entity(0, 'Emo')] },
    { chunk: chunks[1]!, found: [entity(1, 'Proog'), { ...entity(1, 'hates'), score: 0.2 }] },
    { chunk: chunks[2]!, found: [entity(2, 'Emo')] },
  ],
  keyPhrases: [
    { chunk: chunks[0]!, found: [entity(0, 'the Machine')] },
    { chunk: chunks[1]!, found: [entity(1, 'the machine')] },
  ],
  said: saidToxic(chunks[1]!, { toxicity: 0.8, labels: [{ name: 'INSULT', score: 0.8 }] }),
  notes: [],
}

describe('what was understood of a track', () => {
  const insights = makeInsights(FILM, ANSWERS)

  test('has everything with its times', () => {
    expect(insights).toMatchObject({
      languages: [{ language: 'en' }, { language: 'nl' }],
      entities: [
        {
          text: 'Emo',
          type: 'PERSON',
          count: 2,
          mentions: [
            { startMs: 0, endMs: 4000 },
            { startMs: 50_000, endMs: 58_000 },
          ],
        },
        { text: 'Proog', count: 1 },
      ],
      keyPhrases: [{ text: 'the Machine', count: 2 }],
      toxicity: [{ startMs: 10_000, endMs: 14_000, labels: [{ name: 'INSULT', score: 0.8 }] }],
    })
    expect(validateCaptionInsights(insights)).toBe(true)
  })

  test('is summed up, each stretch counting by its length', () => {
    expect(insights.summary).toEqual({
      language: 'en',
      sentiment: { positive: 0.4, negative: 0.3, neutral: 0.3, mixed: 0 },
      topEntities: [
        { text: 'Emo', type: 'PERSON', count: 2 },
        { text: 'Proog', type: 'PERSON', count: 1 },
      ],
      keyPhrases: ['the Machine'],
      piiTypes: [],
      isToxic: true,
    })
  })

  test('has a timeline of mood and mentions', () => {
    expect(insights.timeline).toHaveLength(12)
    expect(insights.timeline[0]).toEqual({
      startMs: 0,
      endMs: 5000,
      cueCount: 1,
      mood: 0.8,
      mentions: ['Emo'],
    })
    expect(insights.timeline[1]).toEqual({ startMs: 5000, endMs: 10_000, cueCount: 0, mentions: [] })
    expect(insights.timeline[2]).toMatchObject({ mood: -0.6, mentions: ['Proog'] })
    expect(insights.timeline.at(-1)).toMatchObject({ endMs: 60_000, cueCount: 0 })
  })

  test('of a long film has at most 120 parts, and of nothing says nothing', () => {
    const nothing: Answers = {
      languages: [],
      sentiment: [],
      entities: [],
      keyPhrases: [],
      said: [],
      notes: [],
    }
    const empty = makeInsights({ ...FILM, cues: [], durationMs: 3 * 3600_000 }, nothing)
    expect(empty.timeline).toHaveLength(120)
    expect(empty.summary).toEqual({
      language: 'und',
      topEntities: [],
      keyPhrases: [],
      piiTypes: [],
      isToxic: false,
    })
    expect(validateCaptionInsights(empty)).toBe(true)
    expect(makeInsights({ ...FILM, durationMs: 0 }, nothing).timeline).toHaveLength(1)
  })
})
