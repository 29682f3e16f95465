// The local Amazon Comprehend: what texts say, by open libraries and rules of our own, in English and Korean.
import type { CloudContext } from '../runtime/context.ts'
import type { Operation, OperationService } from '../runtime/service.ts'
import { createAnalyst, EngineFailedError } from './analyst.ts'
import type { Analyst } from './analyst.ts'
import { LIMITS } from './check-input.ts'
import { internalError } from './errors.ts'
import {
  entitiesAnswer,
  keyPhrasesAnswer,
  languageAnswer,
  piiAnswer,
  piiLabelsAnswer,
  sentimentAnswer,
} from './operations/answers.ts'
import { batchOperation, detectOperation } from './operations/detect.ts'
import type { Detection } from './operations/detect.ts'
import { personalDataOperation } from './operations/personal-data.ts'
import { toxicContentOperation } from './operations/toxic-content.ts'
import type { Task } from './engine/messages.ts'

export function createComprehendService(context: CloudContext): OperationService {
  const analyst = loggingAnalyst(createAnalyst(), context)
  return {
    signingName: 'comprehend',
    eventSource: 'comprehend.amazonaws.com',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'Comprehend_20171127' },
    operations: {
      ...pair(analyst, {
        task: 'language',
        operation: 'DetectDominantLanguage',
        limitBytes: LIMITS.documentBytes,
        answer: languageAnswer,
      }),
      ...pair(analyst, {
        task: 'sentiment',
        operation: 'DetectSentiment',
        limitBytes: LIMITS.sentimentBytes,
        answer: sentimentAnswer,
      }),
      ...pair(analyst, {
        task: 'entities',
        operation: 'DetectEntities',
        limitBytes: LIMITS.documentBytes,
        answer: entitiesAnswer,
      }),
      ...pair(analyst, {
        task: 'keyPhrases',
        operation: 'DetectKeyPhrases',
        limitBytes: LIMITS.documentBytes,
        answer: keyPhrasesAnswer,
      }),
      DetectPiiEntities: personalDataOperation(analyst, 'DetectPiiEntities', piiAnswer),
      ContainsPiiEntities: personalDataOperation(analyst, 'ContainsPiiEntities', piiLabelsAnswer),
      DetectToxicContent: toxicContentOperation(analyst),
    },
    stop: () => analyst.close(),
  }
}

const pair = <T extends Task>(analyst: Analyst, detection: Detection<T>): Record<string, Operation> => ({
  [detection.operation]: detectOperation(analyst, detection),
  [`Batch${detection.operation}`]: batchOperation(analyst, detection),
})

/** What goes wrong in an engine is told to the operator, and to the caller only that it did. */
function loggingAnalyst(analyst: Analyst, { log }: CloudContext): Analyst {
  return {
    ...analyst,
    ask: (question) =>
      analyst.ask(question).catch((error: Error) => {
        if (error instanceof EngineFailedError)
          log(`Comprehend could not answer (${question.task}): ${error.message}`)
        throw error instanceof EngineFailedError ? internalError() : error
      }),
  }
}
