// Personal data: where it stands, and which kinds there are.
import type { Operation } from '../../runtime/service.ts'
import type { Analyst } from '../analyst.ts'
import { checkPiiLanguage, LIMITS, readDocument } from '../check-input.ts'
import type { Answers } from '../engine/messages.ts'

export function personalDataOperation(
  analyst: Analyst,
  operation: string,
  answer: (text: string, found: Answers['pii']) => object,
): Operation {
  return async (input: Record<string, unknown>) => {
    const text = readDocument(input['Text'], 'text', LIMITS.documentBytes)
    checkPiiLanguage(input['LanguageCode'], operation)
    return answer(text, await analyst.ask({ task: 'pii', text, language: 'en' }))
  }
}
