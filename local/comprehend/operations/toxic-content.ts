import type { Operation } from '../../runtime/service.ts'
import type { Analyst } from '../analyst.ts'
import { checkToxicityLanguage, readSegments } from '../check-input.ts'
import { toxicityAnswer } from './answers.ts'

/** DetectToxicContent: each segment is read for itself. */
export function toxicContentOperation(analyst: Analyst): Operation {
  return async (input: Record<string, unknown>) => {
    const segments = readSegments(input['TextSegments'])
    checkToxicityLanguage(input['LanguageCode'])
    const readings = segments.map((text) => analyst.ask({ task: 'toxicity', text, language: 'en' }))
    return { ResultList: (await Promise.all(readings)).map(toxicityAnswer) }
  }
}
