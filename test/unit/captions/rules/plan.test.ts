import { describe, expect, test } from '@jest/globals'
import {
  planCloserLook,
  planLanguageRequest,
  planOwnReading,
  planRequests,
  serviceLanguage,
} from '../../../../functions/caption/rules/plan-requests.ts'
import type { Cue } from '../../../../schemas/generated/types.ts'

/** Three hours of it. */
const film = (words: string, count = 5000): Cue[] =>
  Array.from({ length: count }, (_, index) => ({
    startMs: index * 2160,
    endMs: index * 2160 + 2000,
    text: `${words} ${index}`,
  }))

const ENGLISH = film('It has been three hours since the ship left the harbour,\nand nobody came.')
const KOREAN = film('배가 항구를 떠난 지 벌써 세 시간이 지났습니다.')

const bytesOf = (cues: Cue[]) => cues.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, -1)
const charactersOf = (cues: Cue[]) => cues.reduce((sum, { text }) => sum + [...text].length + 1, -1)

describe('the requests for a film of three hours with 5,000 cues', () => {
  test('in English are as few as the limits allow', () => {
    const plan = planRequests(ENGLISH, 'en-US')
    const requests = {
      language: 1,
      sentiment: plan.sentiment.length,
      entities: plan.phrases.length,
      keyPhrases: plan.phrases.length,
      pii: plan.pii.length,
      toxicity: plan.toxicity.length,
    }
    expect(requests).toEqual({ language: 1, sentiment: 34, entities: 4, keyPhrases: 4, pii: 4, toxicity: 42 })
    // With cues cut anywhere, so that every document is full to the last sign, it would be hardly fewer.
    const [bytes, characters] = [bytesOf(ENGLISH), charactersOf(ENGLISH)]
    expect({
      sentiment: Math.ceil(characters / 500 / 25),
      entities: Math.ceil(bytes / 5000 / 25),
      pii: Math.ceil(bytes / 100_000),
      toxicity: Math.ceil(bytes / 1000 / 10),
    }).toEqual({ sentiment: 32, entities: 4, pii: 4, toxicity: 40 })
    expect(planLanguageRequest(ENGLISH)).toHaveLength(25)
  })

  test('in Korean ask nothing that the service does not read, and say so', () => {
    const { language, sentiment, phrases, pii, toxicity, notes } = planRequests(KOREAN, 'ko')
    expect([language, sentiment.length, phrases.length, pii.length, toxicity.length]).toEqual([
      'ko',
      14,
      3,
      0,
      0,
    ])
    expect(notes.map(({ code, message }) => [code, message])).toEqual([
      ['pii-not-read', 'Personal data: Comprehend does not read Korean; only our own rules were applied.'],
      ['toxicity-not-read', 'Toxicity: Comprehend does not read Korean; only our own rules were applied.'],
    ])
    expect(planOwnReading(KOREAN)).toHaveLength(4)
  })

  test('keep every limit of the service', () => {
    for (const cues of [ENGLISH, KOREAN]) {
      const { sentiment, phrases, pii, toxicity } = planRequests(cues, cues === ENGLISH ? 'en' : 'ko')
      for (const batch of [...sentiment, ...phrases]) {
        expect(batch.length).toBeLessThanOrEqual(25)
        expect(batch.every(({ text }) => Buffer.byteLength(text) <= 5000)).toBe(true)
      }
      expect(sentiment.flat().every(({ text }) => [...text].length <= 500)).toBe(true)
      expect(pii.every(({ text }) => Buffer.byteLength(text) <= 100_000)).toBe(true)
      expect(toxicity.every((segments) => segments.length <= 10)).toBe(true)
      expect(toxicity.flat().every(({ text }) => Buffer.byteLength(text) <= 1000)).toBe(true)
    }
  })
})

describe('the requests', () => {
  test('for a language that the service does not read at all are none', () => {
    const { language, sentiment, phrases, notes } = planRequests(film('Hej', 3), 'sv')
    expect([language, sentiment, phrases]).toEqual([undefined, [], []])
    expect(notes.map(({ code }) => code)).toEqual(['language-not-read', 'pii-not-read', 'toxicity-not-read'])
  })

  test('for a track without words are none', () => {
    const plan = planRequests([], 'en')
    expect([plan.sentiment, plan.phrases, plan.pii, plan.toxicity, planLanguageRequest([])]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ])
  })

  test.each([
    ['ko-KR', 'ko'],
    ['pt-BR', 'pt'],
    ['zh', 'zh'],
    ['zh-Hans-CN', 'zh'],
    ['zh-HK', 'zh-TW'],
    ['zh-Hant', 'zh-TW'],
    ['sv', undefined],
  ])('name %s as the service does: %s', (tag, language) => {
    expect(serviceLanguage(tag)).toBe(language)
  })

  test('for a closer look ask of each cue of a toxic segment alone', () => {
    const toxic = planRequests(ENGLISH, 'en').toxicity[3]![2]!
    const look = planCloserLook(ENGLISH, [toxic, toxic])
    const asked = look.flat()
    expect(look.every((segments) => segments.length <= 10)).toBe(true)
    expect(asked.map(({ spans }) => spans[0]?.cueIndex)).toEqual(toxic.spans.map(({ cueIndex }) => cueIndex))
    expect(asked[0]?.text).toBe(ENGLISH[toxic.spans[0]!.cueIndex]!.text.replace('\n', ' '))
  })
})
