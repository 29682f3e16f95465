// Which engine answers which question. Each is loaded when it is first asked: they are large.
import type { Answers, Question } from './messages.ts'
import { readPieces } from './pieces.ts'

type Tasks = { [Task in keyof Answers]: (question: Question) => Promise<Answers[Task]> }

const TASKS: Tasks = {
  language: async ({ text }) => (await import('./language/detect-language.ts')).detectLanguage(text),
  sentiment: async ({ text, language }) =>
    language === 'ko'
      ? (await import('./sentiment/korean-sentiment.ts')).koreanSentiment(text)
      : (await import('./sentiment/english-sentiment.ts')).englishSentiment(text),
  entities: async ({ text, language }) =>
    readPieces(
      text,
      language === 'ko'
        ? (await import('./entities/korean-entities.ts')).koreanEntities
        : (await import('./entities/english-entities.ts')).englishEntities,
    ),
  keyPhrases: async ({ text, language }) =>
    readPieces(
      text,
      language === 'ko'
        ? (await import('./phrases/korean-phrases.ts')).koreanPhrases
        : (await import('./phrases/english-phrases.ts')).englishPhrases,
    ),
  pii: async ({ text }) => readPieces(text, (await import('./pii/find-pii.ts')).findPii),
  toxicity: async ({ text }) => (await import('./toxicity/read-toxicity.ts')).readToxicity(text),
}

export const analyse = (question: Question): Promise<Answers[keyof Answers]> => TASKS[question.task](question)
