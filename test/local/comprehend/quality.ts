// How much of the labelled set is found: precision and recall for each task, language and set. Personal data and toxic content in
// Korean are looked for by rules of the caption room, everything else by the engines of the local Comprehend.
import { findKoreanPii } from '../../../functions/caption/rules/korean-pii.ts'
import { findKoreanWords } from '../../../functions/caption/rules/korean-words.ts'
import type { Analyst } from '../../../local/comprehend/analyst.ts'
import type { EngineLanguage } from '../../../local/comprehend/engine/messages.ts'
import { readLabelled, readMarked } from './labelled-set.ts'
import type { SetName } from './labelled-set.ts'

export interface Figures {
  task: string
  set: SetName
  /** What the engine said, what is right of it, and what there is to find. */
  said: number
  right: number
  there: number
  /** Of what is right, that which also begins and ends where it should. */
  exact: number
  /** What it got wrong, for reading. */
  misses: string[]
}

type Tally = (
  set: SetName,
  counts: { said: number; right: number; there: number; exact?: number; miss?: string },
) => void

/** 0 to 1; 1 where nothing was said, or nothing was there. */
export const precision = ({ said, right }: Figures) => (said === 0 ? 1 : right / said)
export const recall = ({ there, right }: Figures) => (there === 0 ? 1 : right / there)

/** A score from which a kind of toxic content counts as found. */
const TOXIC = 0.5
/** The share from which a second language counts as found. */
const SECOND_LANGUAGE = 0.15

export async function measureQuality(analyst: Analyst): Promise<Figures[]> {
  return [
    ...(await measure('language', (tally) => measureLanguage(analyst, tally))),
    ...(await measure('sentiment en', (tally) => measureSentiment(analyst, 'en', tally))),
    ...(await measure('sentiment ko', (tally) => measureSentiment(analyst, 'ko', tally))),
    ...(await measureSpans('entities en', asked(analyst, 'entities', 'en'))),
    ...(await measureSpans('entities ko', asked(analyst, 'entities', 'ko'))),
    ...(await measureSpans('pii en', asked(analyst, 'pii', 'en'))),
    ...(await measureSpans('pii ko', async (text) => findKoreanPii(text))),
    ...(await measureToxicity('toxicity en', async (text) => {
      const { labels } = await analyst.ask({ task: 'toxicity', text, language: 'en' })
      return Object.entries(labels).flatMap(([kind, score]) => (score >= TOXIC ? [kind] : []))
    })),
    ...(await measureToxicity('toxicity ko', async (text) =>
      findKoreanWords(text).map(({ category, label }) => (category === 'profanity' ? 'PROFANITY' : label)),
    )),
  ]
}

async function measure(task: string, run: (tally: Tally) => Promise<void>): Promise<Figures[]> {
  const sets = (['tuned', 'held out'] as const).map((set) => ({
    task,
    set,
    said: 0,
    right: 0,
    there: 0,
    exact: 0,
    misses: [] as string[],
  }))
  await run((set, { said, right, there, exact = right, miss }) => {
    const figures = sets.find((one) => one.set === set)!
    figures.said += said
    figures.right += right
    figures.there += there
    figures.exact += exact
    if (miss !== undefined) figures.misses.push(miss)
  })
  return sets
}

async function measureLanguage(analyst: Analyst, tally: Tally): Promise<void> {
  for (const { set, label, text } of readLabelled('language.txt')) {
    const shares = await analyst.ask({ task: 'language', text, language: 'en' })
    const [dominant, ...others] = label.split('+')
    const found = shares.filter(
      ({ score }, index) => index === 0 || (others.length > 0 && score >= SECOND_LANGUAGE),
    )
    const codes = found.map(({ code }) => code)
    const right = codes.filter((code, index) =>
      index === 0 ? code === dominant : others.includes(code),
    ).length
    const there = 1 + others.length
    tally(set, {
      said: codes.length,
      right,
      there,
      ...(right < there && { miss: `${label}, not ${codes.join('+') || 'none'}: ${text}` }),
    })
  }
}

interface Span {
  type: string
  begin: number
  end: number
}

const asked =
  (analyst: Analyst, task: 'entities' | 'pii', language: EngineLanguage) =>
  (text: string): Promise<Span[]> =>
    analyst.ask({ task, text, language })

const SIGNS: Record<string, string> = { '+': 'POSITIVE', '-': 'NEGATIVE', '=': 'NEUTRAL', '~': 'MIXED' }

/** Every text has exactly one sentiment, so that precision and recall are both the share that is right. */
async function measureSentiment(analyst: Analyst, language: EngineLanguage, tally: Tally): Promise<void> {
  for (const { set, label, text } of readLabelled(`sentiment.${language}.txt`)) {
    const { name } = await analyst.ask({ task: 'sentiment', text, language })
    const isRight = name === SIGNS[label]
    tally(set, {
      said: 1,
      right: Number(isRight),
      there: 1,
      ...(!isRight && { miss: `${SIGNS[label]}, not ${name}: ${text}` }),
    })
  }
}

/** Found is what has the kind and overlaps: where a name ends is a matter of taste. */
const matches = (a: Span, b: Span) => a.type === b.type && a.begin < b.end && b.begin < a.end

const measureSpans = (task: string, find: (text: string) => Promise<Span[]>): Promise<Figures[]> =>
  measure(task, async (tally) => {
    for (const { set, text, spans } of readMarked(`${task.replace(' ', '.')}.txt`)) {
      const found = await find(text)
      const right = spans.filter((span) => found.some((one) => matches(span, one)))
      const wrong = found.filter((one) => !spans.some((span) => matches(span, one)))
      const missed = spans.filter((span) => !right.includes(span))
      const say = (list: Span[]) =>
        list.map(({ type, begin, end }) => `${type} "${text.slice(begin, end)}"`).join(', ') || 'nothing'
      tally(set, {
        said: right.length + wrong.length,
        right: right.length,
        there: spans.length,
        exact: right.filter((span) =>
          found.some((one) => one.type === span.type && one.begin === span.begin && one.end === span.end),
        ).length,
        ...(wrong.length + missed.length > 0 && {
          miss: `missed ${say(missed)}; wrong ${say(wrong)}: ${text}`,
        }),
      })
    }
  })

/** Right is a text that is found toxic and has the kind it should have; a harmless one is there to be left alone. */
const measureToxicity = (task: string, find: (text: string) => Promise<string[]>): Promise<Figures[]> =>
  measure(task, async (tally) => {
    for (const { set, label, text } of readLabelled(`${task.replace(' ', '.')}.txt`)) {
      const kinds = await find(text)
      const isToxic = label !== 'ok'
      const isRight = isToxic && label.split('+').every((kind) => kinds.includes(kind))
      tally(set, {
        said: Number(kinds.length > 0),
        right: Number(isRight),
        there: Number(isToxic),
        ...((isToxic ? !isRight : kinds.length > 0) && {
          miss: `${label}, not ${kinds.join('+') || 'ok'}: ${text}`,
        }),
      })
    }
  })
