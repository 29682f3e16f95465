// The one source of time for every local service. Tests replace the real clock by a virtual one, so that
// ninety days of waiting pass in a moment.

import type { KeptOffset } from './kept-offset.ts'

export interface Timer {
  cancel(): void
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs once, when `now()` has reached `atMs`; at once (next tick) when that is already past. */
  at(atMs: number, run: () => void): Timer
  /** While time is being moved: when it will stand still again. What recurs makes up for what it misses on the way once. */
  jumpEndMs?(): number | undefined
}

// setTimeout's delay is a signed 32-bit number; longer waits are made of several. It counts by another clock than
// Date.now() and may be a millisecond ahead of it: who looks at the time would find that nothing is due, and wait for ever.
const LONGEST_DELAY_MS = 2 ** 31 - 1

export function realClock(): Clock {
  return {
    now: () => Date.now(),
    at(atMs, run) {
      let handle: NodeJS.Timeout
      const arm = () => {
        const left = Math.max(0, atMs - Date.now())
        handle = setTimeout(wake, Math.min(left, LONGEST_DELAY_MS))
      }
      const wake = () => (Date.now() < atMs ? arm() : run())
      arm()
      return { cancel: () => clearTimeout(handle) }
    },
  }
}

interface Pending {
  atMs: number
  run: () => void
  wake: Timer
}

export interface VirtualClock extends Clock {
  /**
   * Moves time forward by `byMs`, firing due timers in order. Between two timers it waits for `idle`,
   * so that work a timer starts (a Lambda, an event delivery) ends before time moves on.
   */
  advance(byMs: number, idle: () => Promise<void>): Promise<void>
}

/**
 * Time follows the wall clock but jumps on `advance`; what is due in the wall-clock future still fires by itself. With
 * `kept` it begins where it was left.
 */
export function virtualClock(real: Clock = realClock(), kept?: KeptOffset): VirtualClock {
  let offsetMs = kept?.read() ?? 0
  const pending = new Set<Pending>()
  let jumpEndMs: number | undefined
  const now = () => real.now() + offsetMs

  const jumpTo = (atMs: number) => {
    offsetMs += Math.max(0, atMs - now())
    kept?.write(offsetMs)
  }
  const fire = (entry: Pending) => {
    entry.wake.cancel()
    if (pending.delete(entry)) entry.run()
  }
  // Sleeping timers know the wall clock only: after a jump they are set anew.
  const rearm = () => {
    for (const entry of pending) {
      entry.wake.cancel()
      entry.wake = real.at(entry.atMs - offsetMs, () => fire(entry))
    }
  }
  const earliest = () =>
    [...pending].reduce<Pending | undefined>((a, b) => (a && a.atMs <= b.atMs ? a : b), undefined)

  return {
    now,
    at(atMs, run) {
      const entry: Pending = { atMs, run, wake: real.at(atMs - offsetMs, () => fire(entry)) }
      pending.add(entry)
      return {
        cancel() {
          pending.delete(entry)
          entry.wake.cancel()
        },
      }
    },
    async advance(byMs, idle) {
      const untilMs = now() + byMs
      await idle()
      jumpEndMs = untilMs
      for (let next = earliest(); next && next.atMs <= untilMs; next = earliest()) {
        jumpTo(next.atMs)
        fire(next)
        await idle()
      }
      jumpEndMs = undefined
      jumpTo(untilMs)
      rearm()
    },
    jumpEndMs: () => jumpEndMs,
  }
}
