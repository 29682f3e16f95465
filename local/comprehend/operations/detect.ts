// The same questions about one document and about up to 25 of them.
import { AwsError, notSupported } from '../../runtime/aws-error.ts'
import type { Operation } from '../../runtime/service.ts'
import type { Analyst } from '../analyst.ts'
import { readBatch, readDocument, readEngineLanguage } from '../check-input.ts'
import type { BatchDocument } from '../check-input.ts'
import type { Answers, EngineLanguage, Task } from '../engine/messages.ts'
import { invalidRequest } from '../errors.ts'

export interface Detection<T extends Task> {
  task: T
  operation: string
  limitBytes: number
  answer: (text: string, found: Answers[T]) => object
}

type Input = Record<string, unknown>

const languageOf = (task: Task, input: Input, operation: string): EngineLanguage =>
  task === 'language' ? 'en' : readEngineLanguage(input['LanguageCode'], operation)

export function detectOperation<T extends Task>(analyst: Analyst, detection: Detection<T>): Operation {
  const { task, operation, limitBytes, answer } = detection
  return async (input: Input) => {
    if (task === 'entities') refuseCustomModels(input)
    const text = readDocument(input['Text'], 'text', limitBytes)
    const language = languageOf(task, input, operation)
    return answer(text, await analyst.ask({ task, text, language }))
  }
}

const OF_CUSTOM_MODELS = ['EndpointArn', 'Bytes', 'DocumentReaderConfig']

function refuseCustomModels(input: Input): void {
  const asked = OF_CUSTOM_MODELS.find((name) => input[name] !== undefined && input[name] !== null)
  if (asked !== undefined) throw notSupported('comprehend', `${asked} of DetectEntities`)
  if (input['Text'] === undefined || input['Text'] === null) {
    throw invalidRequest('One of Text and Bytes is needed.')
  }
}

export function batchOperation<T extends Task>(
  analyst: Analyst,
  { task, operation, answer }: Detection<T>,
): Operation {
  return async (input: Input) => {
    const documents = readBatch(input['TextList'])
    const language = languageOf(task, input, operation)
    const ask = (text: string) => analyst.ask({ task, text, language }).then((found) => answer(text, found))
    const outcomes = await Promise.all(documents.map((document) => outcomeOf(document, ask)))
    return {
      ResultList: outcomes.flatMap((outcome, Index) =>
        'result' in outcome ? [{ Index, ...outcome.result }] : [],
      ),
      ErrorList: outcomes.flatMap((outcome, Index) =>
        'error' in outcome ? [{ Index, ...outcome.error }] : [],
      ),
    }
  }
}

type Outcome = { result: object } | { error: { ErrorCode: string; ErrorMessage: string } }

/** The code of an item is that of the exception, in capitals. */
const ITEM_CODES: Record<string, string> = {
  TextSizeLimitExceededException: 'TEXT_SIZE_LIMIT_EXCEEDED',
  InternalServerException: 'INTERNAL_SERVER_ERROR',
}

async function outcomeOf(document: BatchDocument, ask: (text: string) => Promise<object>): Promise<Outcome> {
  try {
    if ('error' in document) throw document.error
    return { result: await ask(document.text) }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return { error: { ErrorCode: ITEM_CODES[error.code] ?? error.code, ErrorMessage: error.message } }
  }
}
