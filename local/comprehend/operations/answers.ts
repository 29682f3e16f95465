// What the engines found, in the shapes of the API.
import { codePointIndex } from '../code-points.ts'
import type { Answers } from '../engine/messages.ts'
import type { Span } from '../engine/finding.ts'
import { TOXIC_NAMES } from '../engine/toxicity/toxic-names.ts'

function placing(text: string) {
  const index = codePointIndex(text)
  return ({ begin, end, score }: Span) => ({
    Score: score,
    BeginOffset: index(begin),
    EndOffset: index(end),
  })
}

const quoting = (text: string) => {
  const place = placing(text)
  return (span: Span) => ({ ...place(span), Text: text.slice(span.begin, span.end) })
}

export const languageAnswer = (_text: string, shares: Answers['language']) => ({
  Languages: shares.map(({ code, score }) => ({ LanguageCode: code, Score: score })),
})

export const sentimentAnswer = (_text: string, sentiment: Answers['sentiment']) => ({
  Sentiment: sentiment.name,
  SentimentScore: {
    Positive: sentiment.positive,
    Negative: sentiment.negative,
    Neutral: sentiment.neutral,
    Mixed: sentiment.mixed,
  },
})

export function entitiesAnswer(text: string, entities: Answers['entities']) {
  const quote = quoting(text)
  return { Entities: entities.map((entity) => ({ ...quote(entity), Type: entity.type })) }
}

export const keyPhrasesAnswer = (text: string, phrases: Answers['keyPhrases']) => ({
  KeyPhrases: phrases.map(quoting(text)),
})

/** Unlike entities, personal data is not repeated. */
export function piiAnswer(text: string, entities: Answers['pii']) {
  const place = placing(text)
  return { Entities: entities.map((entity) => ({ ...place(entity), Type: entity.type })) }
}

export function piiLabelsAnswer(_text: string, entities: Answers['pii']) {
  const scores = new Map<string, number>()
  for (const { type, score } of entities) scores.set(type, Math.max(score, scores.get(type) ?? 0))
  return { Labels: [...scores].map(([Name, Score]) => ({ Name, Score })) }
}

export const toxicityAnswer = ({ labels, toxicity }: Answers['toxicity']) => ({
  Labels: TOXIC_NAMES.map((Name) => ({ Name, Score: labels[Name] })),
  Toxicity: toxicity,
})
