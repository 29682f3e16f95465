import type { Reason } from '../../../schemas/generated/types.ts'

/** What Step Functions tells of a fault. */
export interface Failure {
  error?: string | null | undefined
  /** A sentence, or the JSON of a Lambda's error with its stack. */
  cause?: string | null | undefined
}

const LONGEST_MESSAGE = 1000

function wordsOf(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause)
    const message = (parsed as { errorMessage?: unknown } | null)?.errorMessage
    return typeof message === 'string' ? message : cause
  } catch {
    return cause
  }
}

/** A fault is told by its name and its words; stacks and paths stay in the execution history and the logs. */
export function describeFailure({ error, cause }: Failure, meaning?: string): Reason {
  const words = [error, cause ? wordsOf(cause) : undefined].filter(Boolean).join(': ')
  const message = [meaning, words].filter(Boolean).join(' ') || 'The workflow ended with a fault.'
  return { code: 'fault', message: message.slice(0, LONGEST_MESSAGE) }
}
