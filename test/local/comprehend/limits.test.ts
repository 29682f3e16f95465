// The limits and errors of the API at their edges, by the real client over HTTP.
import {
  BatchDetectDominantLanguageCommand,
  BatchDetectEntitiesCommand,
  BatchDetectSentimentCommand,
  ComprehendClient,
  ContainsPiiEntitiesCommand,
  DetectDominantLanguageCommand,
  DetectEntitiesCommand,
  DetectPiiEntitiesCommand,
  DetectSentimentCommand,
  DetectSyntaxCommand,
  DetectToxicContentCommand,
} from '@aws-sdk/client-comprehend'
import type { LanguageCode } from '@aws-sdk/client-comprehend'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

let lab: Lab
let comprehend: ComprehendClient

beforeAll(async () => {
  lab = await openLab()
  comprehend = new ComprehendClient({ ...lab.config, maxAttempts: 1 })
})
afterAll(async () => {
  comprehend.destroy()
  await lab.close()
})

/** A text of exactly so many bytes: Korean syllables take three each, the rest is filled up. */
const koreanOf = (bytes: number) => '가'.repeat(Math.floor(bytes / 3)) + '.'.repeat(bytes % 3)

const tooLarge = (limit: number, size: number) => ({
  name: 'TextSizeLimitExceededException',
  message:
    `Input text size exceeds limit. Max length of request text allowed is ${limit} bytes while in this request ` +
    `the text size is ${size} bytes`,
})

describe('the size of one document', () => {
  test('sentiment takes 5,000 bytes of UTF-8 and not one more', async () => {
    const detect = (bytes: number) =>
      comprehend.send(new DetectSentimentCommand({ Text: koreanOf(bytes), LanguageCode: 'ko' }))
    expect((await detect(5000)).Sentiment).toBe('NEUTRAL')
    await expect(detect(5001)).rejects.toMatchObject(tooLarge(5000, 5001))
  })

  test.each(['language', 'entities', 'pii', 'pii labels'])('%s takes 100,000 bytes', async (task) => {
    const detect = (Text: string) => {
      if (task === 'language') return comprehend.send(new DetectDominantLanguageCommand({ Text }))
      if (task === 'entities') return comprehend.send(new DetectEntitiesCommand({ Text, LanguageCode: 'ko' }))
      if (task === 'pii') return comprehend.send(new DetectPiiEntitiesCommand({ Text, LanguageCode: 'en' }))
      return comprehend.send(new ContainsPiiEntitiesCommand({ Text, LanguageCode: 'en' }))
    }
    await detect(koreanOf(100_000))
    await expect(detect(koreanOf(100_001))).rejects.toMatchObject(tooLarge(100_000, 100_001))
  })

  test('no text at all breaks the model', async () => {
    await expect(comprehend.send(new DetectDominantLanguageCommand({ Text: '' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value at 'text' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    })
    await expect(
      comprehend.send(new DetectSentimentCommand({ Text: undefined, LanguageCode: 'en' })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("Value null at 'text'"),
    })
  })
})

describe('batches', () => {
  test('25 documents are taken, 26 are not', async () => {
    const detect = (count: number) =>
      comprehend.send(
        new BatchDetectDominantLanguageCommand({ TextList: Array<string>(count).fill('안녕하세요 여러분') }),
      )
    const { ResultList } = await detect(25)
    expect(ResultList?.map(({ Index }) => Index)).toEqual(Array.from({ length: 25 }, (_, index) => index))
    await expect(detect(26)).rejects.toMatchObject({
      name: 'BatchSizeLimitExceededException',
      message: 'Please use a smaller number of items in a single batch. Maximum batch size is 25.',
    })
  })

  test('a document that is too large fails alone, and the others keep their index', async () => {
    const { ResultList, ErrorList } = await comprehend.send(
      new BatchDetectSentimentCommand({
        TextList: ['I love it.', koreanOf(5001), 'I hate it.', koreanOf(5000)],
        LanguageCode: 'en',
      }),
    )
    expect(ResultList).toMatchObject([
      { Index: 0, Sentiment: 'POSITIVE' },
      { Index: 2, Sentiment: 'NEGATIVE' },
      { Index: 3, Sentiment: 'NEUTRAL' },
    ])
    expect(ErrorList).toEqual([
      { Index: 1, ErrorCode: 'TEXT_SIZE_LIMIT_EXCEEDED', ErrorMessage: tooLarge(5000, 5001).message },
    ])
  })

  test('a batch of only bad documents is an answer, not an error', async () => {
    const { ResultList, ErrorList } = await comprehend.send(
      new BatchDetectEntitiesCommand({ TextList: [koreanOf(6000)], LanguageCode: 'ko' }),
    )
    expect(ResultList).toEqual([])
    expect(ErrorList).toMatchObject([{ Index: 0 }])
  })

  test.each([{ texts: [] }, { texts: ['good', ''] }])('$texts breaks the model', async ({ texts }) => {
    await expect(
      comprehend.send(new BatchDetectSentimentCommand({ TextList: texts, LanguageCode: 'en' })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Member must have length greater than or equal to 1'),
    })
  })
})

describe('languages', () => {
  const sentimentIn = (LanguageCode: string) =>
    comprehend.send(
      new DetectSentimentCommand({ Text: 'Guten Tag', LanguageCode: LanguageCode as LanguageCode }),
    )

  test('one that the service does not have is no value of the model', async () => {
    await expect(sentimentIn('sv')).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("Value 'sv' at 'languageCode'"),
    })
  })

  test('one without a local engine is refused with the reason, never answered', async () => {
    await expect(sentimentIn('de')).rejects.toMatchObject({
      name: 'UnsupportedLanguageException',
      message: expect.stringContaining('no engine for the language de in DetectSentiment'),
    })
  })

  test('personal data: Korean is no value of the model, Spanish has no local engine', async () => {
    const detect = (LanguageCode: LanguageCode) =>
      comprehend.send(new DetectPiiEntitiesCommand({ Text: '010-1234-5678', LanguageCode }))
    await expect(detect('ko')).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('[en, es]'),
    })
    await expect(detect('es')).rejects.toMatchObject({ name: 'UnsupportedLanguageException' })
  })

  test('toxicity is English only', async () => {
    await expect(
      comprehend.send(
        new DetectToxicContentCommand({ TextSegments: [{ Text: '안녕' }], LanguageCode: 'ko' }),
      ),
    ).rejects.toMatchObject({ name: 'UnsupportedLanguageException' })
  })
})

describe('segments of toxicity', () => {
  const detect = (texts: string[]) =>
    comprehend.send(
      new DetectToxicContentCommand({ TextSegments: texts.map((Text) => ({ Text })), LanguageCode: 'en' }),
    )

  test('ten of 1,000 bytes each are read one by one', async () => {
    const harmless = 'x'.repeat(1000)
    const { ResultList } = await detect([...Array<string>(9).fill(harmless), 'You are a worthless idiot.'])
    expect(ResultList).toHaveLength(10)
    expect(ResultList?.[0]?.Toxicity).toBeLessThan(0.1)
    expect(ResultList?.[9]?.Toxicity).toBeGreaterThan(0.5)
  })

  test('an eleventh, or a byte more, is refused', async () => {
    await expect(detect(Array<string>(11).fill('hello'))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    })
    await expect(detect(['x'.repeat(1001)])).rejects.toMatchObject(tooLarge(1000, 1001))
  })
})

describe('what is not there', () => {
  test('another operation is refused by name', async () => {
    await expect(
      comprehend.send(new DetectSyntaxCommand({ Text: 'hello', LanguageCode: 'en' })),
    ).rejects.toMatchObject({
      name: 'LocalCloudNotSupported',
      message: expect.stringContaining('DetectSyntax'),
    })
  })

  test('a model of one’s own is refused, not ignored', async () => {
    const EndpointArn = 'arn:aws:comprehend:us-east-1:000000000000:entity-recognizer-endpoint/mine'
    await expect(
      comprehend.send(new DetectEntitiesCommand({ Text: 'hello', EndpointArn })),
    ).rejects.toMatchObject({ name: 'LocalCloudNotSupported' })
  })
})
