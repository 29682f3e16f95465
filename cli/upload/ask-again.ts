// Questions to the API that may be asked again: a line that breaks for a moment ends no upload.
import { pause } from '../interrupt.ts'
import { RefusalError } from '../review/api.ts'
import { pauseBefore } from './try-again.ts'

const MOST_ATTEMPTS = 6

/** The API has not said no, or says that it is busy. Putting thousands of parts together takes S3 longer than an answer may. */
const isPassing = (error: unknown): boolean =>
  error instanceof RefusalError
    ? /^(?:busy|unavailable|conflict|status-5\d\d)$/.test(error.code)
    : !(error instanceof Error && error.name === 'CommandError')

export async function askAgain<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask()
    } catch (error) {
      signal.throwIfAborted()
      if (!isPassing(error) || attempt === MOST_ATTEMPTS) throw error
      await pause(pauseBefore(attempt), signal)
    }
  }
}
