// What the captions of a track say: asked of Comprehend in as few requests as its limits allow, and of our own rules where
// the service does not read the language. One track at a time.
import type { ComprehendServices, DetectedToxicity } from '../../lib/aws/comprehend.ts'
import type { CaptionChunk } from '../../lib/captions/chunk.ts'
import { renameVoices, voiceCues } from '../../lib/captions/voices.ts'
import type { CaptionInsights, CaptionWarning, Cue, Finding, Reason } from '../../schemas/generated/types.ts'
import { askDocuments } from './ask-documents.ts'
import { chooseLanguage, type LanguageFacts } from './rules/choose-language.ts'
import { maskSaid, toFindings } from './rules/findings.ts'
import { makeInsights, type Answers, type TrackFacts } from './rules/insights.ts'
import { findKoreanPii, mergePii } from './rules/korean-pii.ts'
import { findKoreanWords } from './rules/korean-words.ts'
import { weighLanguages } from './rules/mood.ts'
import {
  planCloserLook,
  planLanguageRequest,
  planOwnReading,
  planRequests,
  type RequestPlan,
} from './rules/plan-requests.ts'
import { isToxic, saidPii, saidToxic, saidWords, type Said } from './rules/said.ts'

export interface Understood {
  insights: CaptionInsights
  findings: Finding[]
  /** The cues without personal data; the very same ones where there are none. */
  maskedCues: Cue[]
  /** The name of the track without personal data. */
  maskedName?: string
  /** What its owner should look at. */
  warnings: CaptionWarning[]
  /** Documents that the service failed on, again and again: nobody knows what they say. */
  unread: Reason[]
}

/** What people say of a track. */
export interface Stated extends Pick<LanguageFacts, 'named' | 'stated'> {
  /** As they want it called in a player's menu. */
  name?: string | undefined
}

async function hearLanguage({ cues }: TrackFacts, said: Stated, { detectLanguages }: ComprehendServices) {
  const question = { what: 'The language', ask: detectLanguages }
  const answers = await askDocuments([planLanguageRequest(cues)], question)
  return { ...answers, choice: chooseLanguage({ ...said, heard: weighLanguages(answers.answered) }) }
}

const notRead = (what: string, code: string): Reason => ({
  code,
  message: `${what}: the service does not read the language here; only our own rules were applied.`,
})

/** Toxicity is asked in large segments first; only the cues of toxic ones are asked one by one. */
async function readToxicity(cues: Cue[], plan: RequestPlan, services: ComprehendServices) {
  let isRead = true
  const ask = async (batches: CaptionChunk[][]) => {
    const read: { chunk: CaptionChunk; found: DetectedToxicity }[] = []
    for (const batch of batches) {
      const texts = batch.map(({ text }) => text)
      const found = await services.detectToxicity(texts, plan.language ?? '')
      if (found === undefined) {
        isRead = false
        break
      }
      read.push(...batch.flatMap((chunk, index) => (found[index] ? [{ chunk, found: found[index] }] : [])))
    }
    return read
  }
  const toxic = (await ask(plan.toxicity)).filter(({ found }) => isToxic(found))
  const closer = await ask(
    planCloserLook(
      cues,
      toxic.map(({ chunk }) => chunk),
    ),
  )
  const said = closer.flatMap(({ chunk, found }) => saidToxic(chunk, found))
  // What is toxic only as a whole has been said all the same.
  const found = (chunk: CaptionChunk) =>
    said.some(({ parts }) =>
      parts.some((part) => chunk.spans.some((span) => span.cueIndex === part.cueIndex)),
    )
  const asWhole = toxic.filter(({ chunk }) => !found(chunk))
  return {
    said: [...said, ...asWhole.flatMap(({ chunk, found: segment }) => saidToxic(chunk, segment))],
    notes: isRead ? [] : [notRead('Toxicity', 'toxicity-not-read')],
  }
}

/** Our own rules read every language: a Korean number may be said in an English track. */
async function readSaid(cues: Cue[], plan: RequestPlan, services: ComprehendServices) {
  const said: Said[] = []
  let isRead = true
  for (const chunk of planOwnReading(cues)) {
    const asked = plan.pii.length > 0 ? await services.detectPii(chunk.text, plan.language ?? '') : []
    isRead &&= asked !== undefined
    said.push(...saidPii(chunk, mergePii(asked ?? [], findKoreanPii(chunk.text))))
    said.push(...saidWords(chunk, findKoreanWords(chunk.text)))
  }
  const toxic = await readToxicity(cues, plan, services)
  const notes = isRead ? [] : [notRead('Personal data', 'pii-not-read')]
  return { said: [...said, ...toxic.said], notes: [...notes, ...toxic.notes] }
}

async function readAll(
  facts: TrackFacts & { shown: Cue[] },
  said: Stated,
  services: ComprehendServices,
): Promise<{ answers: Answers; unread: Reason[]; warnings: CaptionWarning[] }> {
  const { choice, answered: languages, unread: unheard } = await hearLanguage(facts, said, services)
  const plan = planRequests(facts.cues, choice.spoken, facts.shown)
  const language = plan.language ?? ''
  const { detectSentiments, detectEntities, detectKeyPhrases } = services
  const sentiment = await askDocuments(plan.sentiment, {
    what: 'The mood',
    ask: (texts) => detectSentiments(texts, language),
  })
  const entities = await askDocuments(plan.phrases, {
    what: 'Names',
    ask: (texts) => detectEntities(texts, language),
  })
  const keyPhrases = await askDocuments(plan.phrases, {
    what: 'Key phrases',
    ask: (texts) => detectKeyPhrases(texts, language),
  })
  const spoken = await readSaid(facts.shown, plan, services)
  const unread = [...unheard, ...sentiment.unread, ...entities.unread, ...keyPhrases.unread]
  const answers = {
    languages,
    sentiment: sentiment.answered,
    entities: entities.answered,
    keyPhrases: keyPhrases.answered,
    said: spoken.said,
    notes: [
      ...plan.notes,
      ...sentiment.notes,
      ...entities.notes,
      ...keyPhrases.notes,
      ...spoken.notes,
      ...unread,
    ],
  }
  return { answers, unread, warnings: choice.warnings }
}

/** Masked like words: a name that is personal data in one place is so in all of them. */
function maskVoices(cues: Cue[], voices: Cue[], masked: Cue[]): Cue[] {
  const names = voices.flatMap(({ text }, index) =>
    masked[index]!.text === text ? [] : [[text, masked[index]!.text] as const],
  )
  return renameVoices(cues, new Map(names))
}

/** With the time of the first cue: players show it from the beginning. */
const nameCue = (name: string, { startMs = 0, endMs = 1 }: Partial<Cue> = {}): Cue => ({
  startMs,
  endMs,
  text: name,
})

export async function understand(
  facts: TrackFacts,
  said: Stated,
  services: ComprehendServices,
): Promise<Understood> {
  const { cues, trackId } = facts
  const voices = voiceCues(cues)
  const names = said.name === undefined ? [] : [nameCue(said.name, cues[0])]
  const shown = [...cues, ...voices, ...names]
  const { answers, unread, warnings } = await readAll({ ...facts, shown }, said, services)
  const masked = maskSaid(shown, answers.said)
  const [maskedName] = masked.slice(cues.length + voices.length)
  return {
    insights: makeInsights(facts, answers),
    findings: toFindings(trackId, shown, answers.said),
    maskedCues: maskVoices(masked.slice(0, cues.length), voices, masked.slice(cues.length)),
    ...(maskedName && { maskedName: maskedName.text }),
    unread,
    warnings,
  }
}
