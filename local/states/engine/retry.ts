import type { Retrier } from '../asl/definition.ts'
import { matches } from './matching.ts'

/**
 * The delay before the next attempt, or undefined when the error is not to be retried. Counts in `retries`, one number
 * per retrier: the first retrier that matches decides alone.
 */
export function planRetry(
  retriers: Retrier[] | undefined,
  retries: number[],
  failure: { error: string; type: string; random?: () => number },
): number | undefined {
  const index = (retriers ?? []).findIndex(({ ErrorEquals }) =>
    matches(ErrorEquals, failure.error, failure.type),
  )
  const retrier = retriers?.[index]
  if (!retrier) return undefined
  const used = retries[index] ?? 0
  if (used >= (retrier.MaxAttempts ?? 3)) return undefined
  // Holes would not survive JSON: every retrier before has its own 0.
  for (let i = 0; i <= index; i++) retries[i] ??= 0
  retries[index] = used + 1
  return delayMs(retrier, used, failure.random ?? Math.random)
}

function delayMs(retrier: Retrier, used: number, random: () => number): number {
  const {
    IntervalSeconds = 1,
    BackoffRate = 2,
    MaxDelaySeconds = Infinity,
    JitterStrategy = 'NONE',
  } = retrier
  const seconds = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds, 99_999_999)
  return Math.round(seconds * 1_000 * (JitterStrategy === 'FULL' ? random() : 1))
}
