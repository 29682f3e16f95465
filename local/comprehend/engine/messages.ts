import type { LanguageShare } from './language/detect-language.ts'
import type { Span, TypedSpan } from './finding.ts'
import type { Sentiment } from './sentiment/sentiment.ts'
import type { ToxicityReading } from './toxicity/toxic-names.ts'

/** The languages for which there are engines beside that of language itself. */
export type EngineLanguage = 'en' | 'ko'

export interface Question {
  task: Task
  text: string
  language: EngineLanguage
}

export interface Answers {
  language: LanguageShare[]
  sentiment: Sentiment
  entities: TypedSpan[]
  keyPhrases: Span[]
  pii: TypedSpan[]
  toxicity: ToxicityReading
}

export type Task = keyof Answers

export interface QuestionMessage extends Question {
  id: number
}

export type AnswerMessage = { id: number; answer: Answers[Task] } | { id: number; failure: string }
