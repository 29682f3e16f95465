import { isNativeError } from 'node:util/types'
import {
  ConflictError,
  InvalidInputError,
  NotFoundError,
  ProviderUnavailableError,
  ThrottledError,
} from '../errors.ts'

interface SdkFault {
  name: string
  message: string
  $metadata?: { httpStatusCode?: number }
  /** Of a cancelled transaction: one for every write, `None` for those that were no reason. */
  CancellationReasons?: { Code?: string }[]
}

const THROTTLES = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  // Another transaction has the item in its hands for a moment.
  'TransactionConflictException',
])

/** A transaction is cancelled because of its writes; somebody else's hand counts more than a throttle. */
function reasonOfCancellation({ CancellationReasons = [] }: SdkFault): 'conflict' | 'throttle' | undefined {
  const codes = CancellationReasons.map(({ Code }) => Code)
  if (codes.includes('ConditionalCheckFailed') || codes.includes('TransactionConflict')) return 'conflict'
  return codes.includes('ThrottlingError') || codes.includes('ProvisionedThroughputExceeded')
    ? 'throttle'
    : undefined
}

const isSdkFault = (error: unknown): error is SdkFault =>
  isNativeError(error) && (('$metadata' in error && error.$metadata !== undefined) || 'code' in error)

/**
 * The error of ours that says what an SDK error means for the workflow: whether trying again can help.
 * Anything that is not an SDK error comes back as it is.
 */
export function translate(error: unknown, doing: string): unknown {
  if (!isSdkFault(error)) return error
  const message = `${doing}: ${error.name}: ${error.message}`
  const status = error.$metadata?.httpStatusCode
  const cancelled = reasonOfCancellation(error)
  if (cancelled === 'conflict') return new ConflictError(message, { cause: error })
  if (THROTTLES.has(error.name) || status === 429 || cancelled === 'throttle')
    return new ThrottledError(message, { cause: error })
  if (error.name === 'ConditionalCheckFailedException') return new ConflictError(message, { cause: error })
  // Transcribe says so of a name that is taken, with a status of its own.
  if (status === 409 || error.name === 'ConflictException')
    return new ConflictError(message, { cause: error })
  if (status === 404) return new NotFoundError(message, { cause: error })
  if (status === undefined || status >= 500) return new ProviderUnavailableError(message, { cause: error })
  if (status === 412) return new ConflictError(message, { cause: error })
  if (status === 400) return new InvalidInputError(message, { cause: error })
  return error
}

/** Runs an SDK call and throws what `translate` makes of its error. `doing` names it for the reader of a log. */
export async function calling<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw translate(error, doing)
  }
}
