// Counts what Comprehend is asked: by document, since each is billed for itself.
import type { ComprehendServices } from '../aws/comprehend.ts'
import { comprehendUnit, comprehendUnits, type BillableUnits, type ComprehendQuestion } from './units.ts'

/** The same services, and what they were asked so far; a request that is refused counts as well. */
export function meterComprehend(services: ComprehendServices): {
  services: ComprehendServices
  used: BillableUnits
} {
  const used: BillableUnits = {}
  const count = (question: ComprehendQuestion, texts: string[]) => {
    const name = comprehendUnit(question)
    for (const text of texts) used[name] = (used[name] ?? 0) + comprehendUnits([...text].length)
  }
  const counting =
    <Rest extends unknown[], Answer>(
      question: ComprehendQuestion,
      ask: (texts: string[], ...rest: Rest) => Promise<Answer>,
    ) =>
    (texts: string[], ...rest: Rest): Promise<Answer> => {
      count(question, texts)
      return ask(texts, ...rest)
    }
  return {
    used,
    services: {
      detectLanguages: counting('language', services.detectLanguages),
      detectSentiments: counting('sentiment', services.detectSentiments),
      detectEntities: counting('entities', services.detectEntities),
      detectKeyPhrases: counting('key-phrases', services.detectKeyPhrases),
      detectToxicity: counting('toxicity', services.detectToxicity),
      detectPii: (text, language) => {
        count('pii', [text])
        return services.detectPii(text, language)
      },
    },
  }
}
