// What the engines find, in the shapes of the API: kinds, scores, and offsets in characters.
import {
  BatchDetectKeyPhrasesCommand,
  ComprehendClient,
  ContainsPiiEntitiesCommand,
  DetectDominantLanguageCommand,
  DetectEntitiesCommand,
  DetectKeyPhrasesCommand,
  DetectPiiEntitiesCommand,
  DetectSentimentCommand,
  DetectToxicContentCommand,
} from '@aws-sdk/client-comprehend'
import type { LanguageCode } from '@aws-sdk/client-comprehend'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

let lab: Lab
let comprehend: ComprehendClient

beforeAll(async () => {
  lab = await openLab()
  comprehend = new ComprehendClient(lab.config)
})
afterAll(async () => {
  comprehend.destroy()
  await lab.close()
})

interface Offsets {
  BeginOffset?: number | undefined
  EndOffset?: number | undefined
}

/** As a reader of Comprehend's offsets does it: by characters, of which an emoji is one. */
const cut = (text: string, { BeginOffset, EndOffset }: Offsets) =>
  Array.from(text).slice(BeginOffset, EndOffset).join('')

async function entitiesOf(Text: string, LanguageCode: LanguageCode) {
  const { Entities } = await comprehend.send(new DetectEntitiesCommand({ Text, LanguageCode }))
  return Entities ?? []
}

test('the languages of a text, the dominant one first, share what is written', async () => {
  const Text = '안녕하세요, 오늘은 새로운 제품을 소개해 드리겠습니다. It is called Reelgate.'
  const { Languages } = await comprehend.send(new DetectDominantLanguageCommand({ Text }))
  expect(Languages?.[0]).toMatchObject({ LanguageCode: 'ko' })
  expect(Languages?.[1]).toMatchObject({ LanguageCode: 'en' })
  const scores = Languages?.map(({ Score }) => Score ?? 0) ?? []
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  expect(scores.reduce((sum, score) => sum + score, 0)).toBeLessThanOrEqual(1)
})

test('a text without a letter has no language', async () => {
  const { Languages } = await comprehend.send(new DetectDominantLanguageCommand({ Text: '♪ 12:30 … !!' }))
  expect(Languages).toEqual([])
})

test('the four scores of sentiment add up to 1, and the highest names it', async () => {
  const { Sentiment, SentimentScore } = await comprehend.send(
    new DetectSentimentCommand({ Text: '정말 재미있고 감동적인 영화였어요!', LanguageCode: 'ko' }),
  )
  expect(Sentiment).toBe('POSITIVE')
  const { Positive = 0, Negative = 0, Neutral = 0, Mixed = 0 } = SentimentScore ?? {}
  expect(Positive + Negative + Neutral + Mixed).toBeCloseTo(1)
  expect(Positive).toBe(Math.max(Positive, Negative, Neutral, Mixed))
})

test('sentiment reads 500 characters and no further, counting an emoji as one', async () => {
  const sentiment = async (Text: string) =>
    (await comprehend.send(new DetectSentimentCommand({ Text, LanguageCode: 'en' }))).Sentiment
  const filler = '🎬'.repeat(480)
  expect(await sentiment(`${filler} I love this film.`)).toBe('POSITIVE')
  expect(await sentiment(`${'🎬'.repeat(500)} I love this film.`)).toBe('NEUTRAL')
})

test('offsets count characters: an emoji is one, and Korean syllables are one each', async () => {
  const korean = '🎬🎉 오늘 봉준호 감독이 서울에서 "기생충"을 상영했다. 👨‍👩‍👧 관객은 300명이었다.'
  const found = await entitiesOf(korean, 'ko')
  expect(found.map((entity) => [entity.Type, cut(korean, entity)])).toEqual([
    ['DATE', '오늘'],
    ['PERSON', '봉준호'],
    ['LOCATION', '서울'],
    ['QUANTITY', '300명'],
  ])
  for (const entity of found) expect(entity.Text).toBe(cut(korean, entity))
})

test('English entities with their kinds', async () => {
  const text = 'On March 3rd 2020 🎉 Barack Obama paid Samsung $1.2 million in Seoul.'
  const found = await entitiesOf(text, 'en')
  expect(found.map((entity) => [entity.Type, cut(text, entity)])).toEqual([
    ['DATE', 'March 3rd 2020'],
    ['PERSON', 'Barack Obama'],
    ['ORGANIZATION', 'Samsung'],
    ['QUANTITY', '$1.2 million'],
    ['LOCATION', 'Seoul'],
  ])
})

test('key phrases keep their determiners in English and lose their particles in Korean', async () => {
  const phrases = async (Text: string, LanguageCode: LanguageCode) =>
    (await comprehend.send(new DetectKeyPhrasesCommand({ Text, LanguageCode }))).KeyPhrases?.map(
      (phrase) => phrase.Text,
    )
  expect(await phrases('The quick brown fox jumps over the lazy dog.', 'en')).toEqual([
    'The quick brown fox',
    'the lazy dog',
  ])
  expect(await phrases('새로운 카메라의 성능을 시험했습니다.', 'ko')).toContain('새로운 카메라의 성능')
  const { ResultList } = await comprehend.send(
    new BatchDetectKeyPhrasesCommand({ TextList: ['the red house', 'the old bridge'], LanguageCode: 'en' }),
  )
  expect(ResultList?.[1]).toMatchObject({ Index: 1, KeyPhrases: [{ Text: 'the old bridge' }] })
})

test('personal data is placed and named, and never repeated', async () => {
  const text =
    '🔒 Hello Paulo Santos. Your card 4111 1111 1111 1111 was mailed to 123 Any Street, Seattle, WA 98109. ' +
    'Call +82 10-1234-5678 or write to paulo@example.com.'
  const { Entities } = await comprehend.send(new DetectPiiEntitiesCommand({ Text: text, LanguageCode: 'en' }))
  expect(Entities?.map((entity) => [entity.Type, cut(text, entity)])).toEqual([
    ['NAME', 'Paulo Santos'],
    ['CREDIT_DEBIT_NUMBER', '4111 1111 1111 1111'],
    ['ADDRESS', '123 Any Street, Seattle, WA 98109'],
    ['PHONE', '+82 10-1234-5678'],
    ['EMAIL', 'paulo@example.com'],
  ])
  expect(JSON.stringify(Entities)).not.toContain('Paulo')
  const { Labels } = await comprehend.send(new ContainsPiiEntitiesCommand({ Text: text, LanguageCode: 'en' }))
  expect(Labels?.map(({ Name }) => Name).sort()).toEqual(
    ['ADDRESS', 'CREDIT_DEBIT_NUMBER', 'EMAIL', 'NAME', 'PHONE'].sort(),
  )
})

test('toxicity has all seven kinds for every segment', async () => {
  const { ResultList } = await comprehend.send(
    new DetectToxicContentCommand({
      TextSegments: [{ Text: 'What a lovely morning.' }, { Text: "I'm going to kill you, you idiot." }],
      LanguageCode: 'en',
    }),
  )
  const kinds = ResultList?.map(({ Labels }) => Labels?.map(({ Name }) => Name))
  expect(kinds?.[0]).toHaveLength(7)
  expect(kinds?.[1]).toEqual(kinds?.[0])
  expect(ResultList?.[0]?.Toxicity).toBeLessThan(0.1)
  const scoreOf = (name: string) => ResultList?.[1]?.Labels?.find(({ Name }) => Name === name)?.Score
  expect(scoreOf('VIOLENCE_OR_THREAT')).toBeGreaterThan(0.8)
  expect(scoreOf('INSULT')).toBeGreaterThan(0.8)
  expect(scoreOf('SEXUAL')).toBeLessThan(0.1)
})

test('the journal knows that texts were asked about, and not what they say', async () => {
  await comprehend.send(new DetectDominantLanguageCommand({ Text: 'a secret between us two' }))
  await comprehend.send(
    new BatchDetectKeyPhrasesCommand({ TextList: ['another secret of ours'], LanguageCode: 'en' }),
  )
  await comprehend.send(
    new DetectToxicContentCommand({ TextSegments: [{ Text: 'a third secret' }], LanguageCode: 'en' }),
  )
  // A call is written down a moment after its answer; once the cloud is closed all of them are.
  await lab.cloud.close()
  const journal = readFileSync(join(lab.cloud.dataDir, 'cloudtrail.jsonl'), 'utf8')
  expect(journal.includes('DetectToxicContent')).toBe(true)
  expect(journal.includes('secret')).toBe(false)
})
