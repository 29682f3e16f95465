// Which failures of a network are worth another attempt, and when.
import { pause } from '../interrupt.ts'
import { SendError } from './send-bytes.ts'

const MOST_ATTEMPTS = 8
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

const PASSING = new Set(['RequestTimeout', 'SlowDown', 'BadDigest', 'IncompleteBody'])

/** S3 is busy, or the connection broke. What a retry cannot mend, such as a signature, is no reason. */
export const isPassing = (error: unknown): error is SendError =>
  error instanceof SendError &&
  (error.status === undefined || error.status >= 500 || error.status === 429 || PASSING.has(error.code))

/** The address or the form has ended, or the session of who signed it: a fresh one helps. */
export const hasExpired = (error: unknown): error is SendError =>
  error instanceof SendError &&
  (/expired/i.test(error.message) || ['ExpiredToken', 'InvalidAccessKeyId'].includes(error.code))

/** Half of it is chance, so that several that failed together do not come back together. */
export const pauseBefore = (attempt: number, chance = Math.random()): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + chance / 2)

/** Runs `send` until it succeeds, fails for good, or has failed in passing eight times. */
export async function tryAgain(send: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send()
    } catch (error) {
      if (!isPassing(error) || attempt === MOST_ATTEMPTS) throw error
      await pause(pauseBefore(attempt), signal)
    }
  }
}
