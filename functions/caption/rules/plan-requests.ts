// Which questions a caption track is asked, in as few requests as Comprehend's limits allow.
// Source: docs.aws.amazon.com/comprehend/latest/dg/guidelines-and-limits.html and .../supported-languages.html
import { chunkCues, inBatches, type CaptionChunk } from '../../../lib/captions/chunk.ts'
import { languageName } from '../../../lib/captions/language.ts'
import type { Cue, Reason } from '../../../schemas/generated/types.ts'

const DOCUMENT = { maxBytes: 5000 }
const BATCH_DOCUMENTS = 25

/** Sentiment is read from the first 500 characters of a document; more would be paid for and not read. */
const SENTIMENT_DOCUMENT = { maxBytes: 5000, maxCharacters: 500 }

/** `DetectPiiEntities` takes one document of 100 KB. */
const PII_DOCUMENT = { maxBytes: 100_000 }

/** `DetectToxicContent` takes ten segments of 1 KB each. */
const TOXICITY_SEGMENT = { maxBytes: 1000 }
const TOXICITY_SEGMENTS = 10

const READ = ['de', 'en', 'es', 'it', 'pt', 'fr', 'ja', 'ko', 'hi', 'ar', 'zh', 'zh-TW']
const PII_READ = ['en', 'es']
const TOXICITY_READ = ['en']

type Batches = CaptionChunk[][]

export interface RequestPlan {
  /** The language as the service names it; undefined when it reads nothing in it. */
  language: string | undefined
  /** Batches of documents. */
  sentiment: Batches
  /** For entities and for key phrases alike. */
  phrases: Batches
  /** One document a request. */
  pii: CaptionChunk[]
  toxicity: Batches
  /** What is not asked, and why. */
  notes: Reason[]
}

/** `zh-TW` for Chinese in traditional script, else the language without its country. */
export function serviceLanguage(tag: string): string | undefined {
  const { language, script } = new Intl.Locale(tag).maximize()
  const name = language === 'zh' && script === 'Hant' ? 'zh-TW' : language
  return READ.includes(name) ? name : undefined
}

/** One batch tells the language: documents from all over the film, all of them where there are no more than 25. */
export function planLanguageRequest(cues: Cue[]): CaptionChunk[] {
  const chunks = chunkCues(cues, DOCUMENT)
  if (chunks.length <= BATCH_DOCUMENTS) return chunks
  return Array.from(
    { length: BATCH_DOCUMENTS },
    (_, index) => chunks[Math.floor((index * chunks.length) / BATCH_DOCUMENTS)]!,
  )
}

function noteSkipped(tag: string, language: string | undefined): Reason[] {
  const name = languageName(tag)
  const skipped = [
    {
      what: 'Sentiment, entities and key phrases',
      isRead: language !== undefined,
      code: 'language-not-read',
    },
    { what: 'Personal data', isRead: PII_READ.includes(language ?? ''), code: 'pii-not-read' },
    { what: 'Toxicity', isRead: TOXICITY_READ.includes(language ?? ''), code: 'toxicity-not-read' },
  ].filter(({ isRead }) => !isRead)
  return skipped.map(({ what, code }) => ({
    code,
    message: `${what}: Comprehend does not read ${name}${code === 'language-not-read' ? '.' : '; only our own rules were applied.'}`,
  }))
}

/**
 * Asks nothing of a language that the service does not read, and says so.
 * @param tag BCP 47
 * @param shown what people see beside the words, too: it must be fit for them, but says nothing of the mood
 */
export function planRequests(cues: Cue[], tag: string, shown: Cue[] = cues): RequestPlan {
  const language = tag === 'und' ? undefined : serviceLanguage(tag)
  const documents = (limits: typeof SENTIMENT_DOCUMENT | typeof DOCUMENT) =>
    language === undefined ? [] : inBatches(chunkCues(cues, limits), BATCH_DOCUMENTS)
  return {
    language,
    sentiment: documents(SENTIMENT_DOCUMENT),
    phrases: documents(DOCUMENT),
    pii: PII_READ.includes(language ?? '') ? chunkCues(shown, PII_DOCUMENT) : [],
    toxicity: TOXICITY_READ.includes(language ?? '')
      ? inBatches(chunkCues(shown, TOXICITY_SEGMENT), TOXICITY_SEGMENTS)
      : [],
    notes: noteSkipped(tag, language),
  }
}

/** The texts our own rules are applied to. */
export const planOwnReading = (cues: Cue[]): CaptionChunk[] => chunkCues(cues, PII_DOCUMENT)

/** Cues of segments that were toxic, each alone: a segment says only that one of its cues is. */
export function planCloserLook(cues: Cue[], toxic: CaptionChunk[]): Batches {
  const indices = [...new Set(toxic.flatMap(({ spans }) => spans.map(({ cueIndex }) => cueIndex)))]
  const alone = indices.flatMap((index) =>
    chunkCues([cues[index]!], TOXICITY_SEGMENT).map((chunk) => ({
      ...chunk,
      spans: chunk.spans.map((span) => ({ ...span, cueIndex: index })),
    })),
  )
  return inBatches(alone, TOXICITY_SEGMENTS)
}
