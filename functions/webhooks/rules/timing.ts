// When a delivery is tried again, and when no more. `dice` is a random number from 0 to 1: what fails together must not
// come back together.

const HOUR_MS = 3_600_000

/** An endpoint that is down from Friday evening to Monday morning loses nothing. */
export const GIVE_UP_AFTER_MS = 72 * HOUR_MS

const FIRST_RETRY_SECONDS = 10
/** So long an endpoint that is back waits at most for what it missed. */
const LONGEST_RETRY_SECONDS = 3600

const spread = (seconds: number, dice: number) => Math.max(1, Math.round(seconds * (0.5 + dice / 2)))

/** A delivery waits about as long as it has waited already, from seconds up to an hour, and never beyond its end. */
export function retryAfterSeconds(ageMs: number, dice: number): number {
  const ageSeconds = ageMs / 1000
  const wanted = spread(Math.min(LONGEST_RETRY_SECONDS, Math.max(FIRST_RETRY_SECONDS, ageSeconds)), dice)
  const left = Math.ceil((GIVE_UP_AFTER_MS - ageMs) / 1000)
  return Math.max(1, Math.min(wanted, left))
}

const FAILURES_UNTIL_PAUSE = 5
const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 900_000

/** After five failures in a row an endpoint is left alone, from half a minute up to a quarter of an hour. */
export function pauseMs(failuresInRow: number): number {
  if (failuresInRow < FAILURES_UNTIL_PAUSE) return 0
  const doublings = Math.min(failuresInRow - FAILURES_UNTIL_PAUSE, 10)
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** doublings)
}

const FIRST_TURN_SECONDS = 5
const LONGEST_TURN_SECONDS = 900

/** An endpoint that has its hands full is asked again soon, by those who ask for the tenth time less soon. */
export function turnAfterSeconds(receiveCount: number, dice: number): number {
  const doublings = Math.min(Math.max(receiveCount - 1, 0), 10)
  return spread(Math.min(LONGEST_TURN_SECONDS, FIRST_TURN_SECONDS * 2 ** doublings), dice)
}
