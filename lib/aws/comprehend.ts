import {
  BatchDetectDominantLanguageCommand,
  BatchDetectEntitiesCommand,
  BatchDetectKeyPhrasesCommand,
  BatchDetectSentimentCommand,
  ComprehendClient,
  DetectPiiEntitiesCommand,
  DetectToxicContentCommand,
  type BatchItemError,
  type LanguageCode,
} from '@aws-sdk/client-comprehend'
import { InvalidInputError } from '../errors.ts'
import { calling } from './translate.ts'

/** Its quotas follow the load of the region and are not published: patience is all a caller can have. */
const client = new ComprehendClient({ maxAttempts: 8 })

/** What the service says of one document; a batch answers even where single documents fail. */
export type DocumentAnswer<T> = { answer: T } | { errorCode: string; errorMessage: string }

/** Of a document whose language the service, or the region, does not read: asking again is of no use. */
export const LANGUAGE_NOT_READ = 'LANGUAGE_NOT_READ'

const isLanguageNotRead = (error: unknown): boolean =>
  error instanceof InvalidInputError &&
  error.cause instanceof Error &&
  error.cause.name === 'UnsupportedLanguageException'

/** The documents' answers; where the language is not read, each says so. */
async function answering<T>(
  texts: string[],
  ask: () => Promise<DocumentAnswer<T>[]>,
): Promise<DocumentAnswer<T>[]> {
  try {
    return await ask()
  } catch (error) {
    if (!isLanguageNotRead(error)) throw error
    const { message } = error as Error
    return texts.map(() => ({ errorCode: LANGUAGE_NOT_READ, errorMessage: message }))
  }
}

/** A part of a document. Offsets are in characters, that is in code points, of the document. */
export interface TextSpan {
  begin: number
  end: number
  score: number
}

export type DetectedLanguage = { language: string; score: number }
export type DetectedEntity = TextSpan & { text: string; type: string }
export type DetectedPhrase = TextSpan & { text: string }
export type DetectedPii = TextSpan & { type: string }
export interface DetectedSentiment {
  sentiment: 'positive' | 'negative' | 'neutral' | 'mixed'
  scores: Record<'positive' | 'negative' | 'neutral' | 'mixed', number>
}
export interface DetectedToxicity {
  toxicity: number
  labels: { name: string; score: number }[]
}

interface Batch<Result> {
  ResultList: (Result & { Index?: number | undefined })[] | undefined
  ErrorList: BatchItemError[] | undefined
}

/** The answers in the order of the documents: the service lists results and errors apart, each with its index. */
function inOrder<Result, T>(count: number, batch: Batch<Result>, read: (result: Result) => T) {
  const answers: DocumentAnswer<T>[] = Array.from({ length: count }, () => ({
    errorCode: 'NO_ANSWER',
    errorMessage: 'The service said nothing of this document.',
  }))
  for (const result of batch.ResultList ?? []) answers[result.Index ?? 0] = { answer: read(result) }
  for (const { Index = 0, ErrorCode = '', ErrorMessage = '' } of batch.ErrorList ?? [])
    answers[Index] = { errorCode: ErrorCode, errorMessage: ErrorMessage }
  return answers
}

interface Span {
  BeginOffset?: number | undefined
  EndOffset?: number | undefined
  Score?: number | undefined
}

const spanOf = ({ BeginOffset = 0, EndOffset = 0, Score = 0 }: Span): TextSpan => ({
  begin: BeginOffset,
  end: EndOffset,
  score: Score,
})

/** At most 25 documents of 5,000 bytes, as in every batch here. Languages are RFC 5646 tags, the surest first. */
export async function detectLanguages(texts: string[]): Promise<DocumentAnswer<DetectedLanguage[]>[]> {
  const batch = await calling('detecting languages', () =>
    client.send(new BatchDetectDominantLanguageCommand({ TextList: texts })),
  )
  return inOrder(texts.length, batch, ({ Languages = [] }) =>
    Languages.map(({ LanguageCode: language = 'und', Score = 0 }) => ({ language, score: Score })).sort(
      (a, b) => b.score - a.score,
    ),
  )
}

/** Only the first 500 characters of each document count. */
export function detectSentiments(
  texts: string[],
  language: string,
): Promise<DocumentAnswer<DetectedSentiment>[]> {
  return answering(texts, async () => {
    const batch = await calling('detecting sentiment', () =>
      client.send(
        new BatchDetectSentimentCommand({ TextList: texts, LanguageCode: language as LanguageCode }),
      ),
    )
    return inOrder(texts.length, batch, ({ Sentiment = 'NEUTRAL', SentimentScore: scores = {} }) => ({
      sentiment: Sentiment.toLowerCase() as DetectedSentiment['sentiment'],
      scores: {
        positive: scores.Positive ?? 0,
        negative: scores.Negative ?? 0,
        neutral: scores.Neutral ?? 0,
        mixed: scores.Mixed ?? 0,
      },
    }))
  })
}

export function detectEntities(
  texts: string[],
  language: string,
): Promise<DocumentAnswer<DetectedEntity[]>[]> {
  return answering(texts, async () => {
    const batch = await calling('detecting entities', () =>
      client.send(
        new BatchDetectEntitiesCommand({ TextList: texts, LanguageCode: language as LanguageCode }),
      ),
    )
    return inOrder(texts.length, batch, ({ Entities = [] }) =>
      Entities.map((entity) => ({
        ...spanOf(entity),
        text: entity.Text ?? '',
        type: entity.Type ?? 'OTHER',
      })),
    )
  })
}

export function detectKeyPhrases(
  texts: string[],
  language: string,
): Promise<DocumentAnswer<DetectedPhrase[]>[]> {
  return answering(texts, async () => {
    const batch = await calling('detecting key phrases', () =>
      client.send(
        new BatchDetectKeyPhrasesCommand({ TextList: texts, LanguageCode: language as LanguageCode }),
      ),
    )
    return inOrder(texts.length, batch, ({ KeyPhrases = [] }) =>
      KeyPhrases.map((phrase) => ({ ...spanOf(phrase), text: phrase.Text ?? '' })),
    )
  })
}

/**
 * One document of at most 100 KB. Where personal data stand, not what they are.
 * @returns undefined where the language is not read
 */
export async function detectPii(text: string, language: string): Promise<DetectedPii[] | undefined> {
  const [said] = await answering([text], async () => {
    const { Entities = [] } = await calling('detecting personal data', () =>
      client.send(new DetectPiiEntitiesCommand({ Text: text, LanguageCode: language as LanguageCode })),
    )
    return [{ answer: Entities.map((entity) => ({ ...spanOf(entity), type: entity.Type ?? 'UNKNOWN' })) }]
  })
  return said && 'answer' in said ? said.answer : undefined
}

/**
 * At most 10 segments of 1 KB each.
 * @returns undefined where the language is not read
 */
export async function detectToxicity(
  texts: string[],
  language: string,
): Promise<DetectedToxicity[] | undefined> {
  const [said] = await answering(texts.slice(0, 1), async () => {
    const TextSegments = texts.map((text) => ({ Text: text }))
    const { ResultList = [] } = await calling('detecting toxicity', () =>
      client.send(new DetectToxicContentCommand({ TextSegments, LanguageCode: language as LanguageCode })),
    )
    const answer = ResultList.map(({ Toxicity = 0, Labels = [] }) => ({
      toxicity: Toxicity,
      labels: Labels.map(({ Name = 'UNKNOWN', Score = 0 }) => ({ name: Name, score: Score })),
    }))
    return [{ answer }]
  })
  return said && 'answer' in said ? said.answer : undefined
}

/** All that is asked of it, so that a caller can be given something else. */
export interface ComprehendServices {
  detectLanguages: typeof detectLanguages
  detectSentiments: typeof detectSentiments
  detectEntities: typeof detectEntities
  detectKeyPhrases: typeof detectKeyPhrases
  detectPii: typeof detectPii
  detectToxicity: typeof detectToxicity
}
