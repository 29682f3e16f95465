// The limits of the API: sizes count bytes of UTF-8, 5 KB are 5,000 of them and 100 KB 100,000.
import { AwsError } from '../runtime/aws-error.ts'
import {
  batchTooLarge,
  invalidRequest,
  missing,
  textTooLarge,
  unsupportedLanguage,
  violation,
} from './errors.ts'
import type { EngineLanguage } from './engine/messages.ts'

/** From "Guidelines and quotas" of the developer guide, and DetectToxicContent of the API reference. */
export const LIMITS = {
  documentBytes: 100_000,
  sentimentBytes: 5_000,
  batchDocumentBytes: 5_000,
  batchDocuments: 25,
  segmentBytes: 1_000,
  segments: 10,
}

const LANGUAGES = ['ar', 'hi', 'ko', 'zh-TW', 'ja', 'zh', 'de', 'pt', 'en', 'it', 'fr', 'es']
const PII_LANGUAGES = ['en', 'es']

const sizeOf = (text: string) => Buffer.byteLength(text, 'utf8')

/** @throws ValidationException when there is none, TextSizeLimitExceededException */
export function readDocument(value: unknown, place: string, limitBytes: number): string {
  if (value === undefined || value === null) throw missing(place)
  const text = needString(value, place)
  if (text === '') throw violation(place, 'have length greater than or equal to 1')
  if (sizeOf(text) > limitBytes) throw textTooLarge(limitBytes, sizeOf(text))
  return text
}

function needString(value: unknown, place: string): string {
  if (typeof value === 'string') return value
  throw new AwsError('SerializationException', `A string is expected at '${place}'.`)
}

/** A document of a batch: one that is too large fails alone. */
export type BatchDocument = { text: string } | { error: AwsError }

/** @throws ValidationException, BatchSizeLimitExceededException */
export function readBatch(value: unknown): BatchDocument[] {
  const texts = readList(value, 'textList').map((text) => needString(text, 'textList'))
  if (texts.length > LIMITS.batchDocuments) throw batchTooLarge(LIMITS.batchDocuments)
  if (texts.includes('')) {
    throw violation('textList', 'satisfy constraint: [Member must have length greater than or equal to 1]')
  }
  return texts.map((text) =>
    sizeOf(text) > LIMITS.batchDocumentBytes
      ? { error: textTooLarge(LIMITS.batchDocumentBytes, sizeOf(text)) }
      : { text },
  )
}

function readList(value: unknown, place: string): unknown[] {
  if (value === undefined || value === null) throw missing(place)
  if (!Array.isArray(value)) throw new AwsError('SerializationException', `A list is expected at '${place}'.`)
  if (value.length === 0) throw violation(place, 'have length greater than or equal to 1')
  return value
}

/** @throws ValidationException, InvalidRequestException for too many, TextSizeLimitExceededException */
export function readSegments(value: unknown): string[] {
  const segments = readList(value, 'textSegments') as ({ Text?: unknown } | null)[]
  if (segments.length > LIMITS.segments) {
    throw invalidRequest(
      `The list of text segments has ${segments.length} items; at most ${LIMITS.segments} are allowed.`,
    )
  }
  return segments.map((segment, index) =>
    readDocument(segment?.Text, `textSegments.${index + 1}.member.text`, LIMITS.segmentBytes),
  )
}

function readLanguage(value: unknown, known: readonly string[]): string {
  if (value === undefined || value === null) throw missing('languageCode')
  if (typeof value === 'string' && known.includes(value)) return value
  throw violation(
    'languageCode',
    `satisfy enum value set: [${known.join(', ')}]`,
    `Value '${String(value)}' at 'languageCode'`,
  )
}

/**
 * Of an operation that the service has in twelve languages and this one in two.
 * @throws ValidationException for no language of the service, UnsupportedLanguageException for none of ours
 */
export function readEngineLanguage(value: unknown, operation: string): EngineLanguage {
  const language = readLanguage(value, LANGUAGES)
  if (language === 'en' || language === 'ko') return language
  throw withoutEngine(operation, language)
}

/** The service knows two languages; to others it answers that they are none of its values (boto3 issue 4673). */
export function checkPiiLanguage(value: unknown, operation: string): void {
  const language = readLanguage(value, PII_LANGUAGES)
  if (language !== 'en') throw withoutEngine(operation, language)
}

export function checkToxicityLanguage(value: unknown): void {
  const language = readLanguage(value, LANGUAGES)
  if (language !== 'en') {
    throw unsupportedLanguage(`DetectToxicContent does not support the language ${language}, only en.`)
  }
}

/** Never a made-up answer for a language without an engine: the service's own error, with the reason. */
const withoutEngine = (operation: string, language: string) =>
  unsupportedLanguage(
    `The local Comprehend has no engine for the language ${language} in ${operation}, which the service on AWS has. ` +
      'See local/comprehend/SUPPORT.md.',
  )
