// What comes again and again. While time is moved, what would be missed on the way is made up for once, when it stands
// still: ninety days in a moment are not twenty thousand calls.
import type { Clock, Timer } from './clock.ts'

export interface Recurring {
  /** Sets the next time anew. */
  at(nextMs: number | undefined): void
  cancel(): void
}

/** `run` is told when it was due and says when it is due next; `nextAfter` tells only whether a tick would be missed. */
export function createRecurring(
  clock: Clock,
  { run, nextAfter }: { run(dueMs: number): void; nextAfter(dueMs: number): number | undefined },
): Recurring {
  let timer: Timer | undefined
  const at = (nextMs: number | undefined) => {
    timer?.cancel()
    timer = nextMs === undefined ? undefined : clock.at(nextMs, () => due(nextMs))
  }
  const due = (dueMs: number) => {
    const endMs = clock.jumpEndMs?.()
    const isOne = endMs === undefined || dueMs >= endMs || (nextAfter(dueMs) ?? Infinity) > endMs
    if (isOne) run(dueMs)
    else at(endMs)
  }
  return { at, cancel: () => timer?.cancel() }
}
