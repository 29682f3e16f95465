// Long polls: consumers wait in a row for what arrives, shows itself again, or is unblocked.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Timer } from '../runtime/clock.ts'
import type { CloudContext } from '../runtime/context.ts'

interface Waiter {
  /** True when it was served. */
  serve(): boolean
  dismiss(): void
}

interface Visit<T> {
  /** By the clock. */
  untilMs: number
  /** Aborted when the client has gone. */
  gone: AbortSignal
  take(): T | undefined
}

/**
 * The end of a poll is looked at this often. It is no timer of the clock: a virtual clock stops at each of its timers,
 * and would stop every twenty seconds of ninety days for nothing but another poll.
 */
const LOOK_EVERY_MS = 200

export function createWaitingRoom(
  context: CloudContext,
  nextVisibleAtMs: (queue: string, nowMs: number) => number | undefined,
) {
  const rows = new Map<string, Set<Waiter>>()
  const timers = new Map<string, Timer>()
  const stirred = new Set<string>()

  // The timer stays when the last waiter leaves: between two polls of a consumer a virtual clock must not jump over it.
  const arm = (queue: string) => {
    timers.get(queue)?.cancel()
    timers.delete(queue)
    const atMs = rows.has(queue) ? nextVisibleAtMs(queue, context.clock.now()) : undefined
    if (atMs !== undefined)
      timers.set(
        queue,
        context.clock.at(atMs, () => changed(queue)),
      )
  }

  const serveAll = (queue: string) => {
    for (const waiter of rows.get(queue) ?? []) if (!waiter.serve()) break
    arm(queue)
  }

  /** Later in this turn, so that a client whose connection has just closed is known to be gone. */
  const changed = (queue: string) => {
    if (!rows.has(queue) || stirred.has(queue)) return
    stirred.add(queue)
    const waking = async () => {
      await nextTurn()
      stirred.delete(queue)
      serveAll(queue)
      await nextTurn()
    }
    void context.activity
      .during(`queue ${queue} wakes its consumers`, waking)
      .catch((error: Error) => context.log(`sqs ${queue}: a long poll cannot be served: ${error.message}`))
  }

  /** What `take` brought, or undefined when the time is over, the client gone, or the queue. */
  const wait = <T>(queue: string, { untilMs, gone, take }: Visit<T>): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      const row = rows.get(queue) ?? new Set()
      const end = (taken: T | undefined) => {
        row.delete(waiter)
        if (row.size === 0 && rows.get(queue) === row) rows.delete(queue)
        clearTimeout(looking)
        gone.removeEventListener('abort', waiter.dismiss)
        resolve(taken)
      }
      const waiter: Waiter = {
        serve() {
          try {
            const taken = take()
            if (taken !== undefined) end(taken)
            return taken !== undefined
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)))
            end(undefined)
            return true
          }
        },
        dismiss: () => end(undefined),
      }
      const look = () => {
        const leftMs = untilMs - context.clock.now()
        if (leftMs <= 0) end(undefined)
        else looking = setTimeout(look, Math.min(leftMs, LOOK_EVERY_MS))
      }
      let looking: NodeJS.Timeout | undefined
      row.add(waiter)
      rows.set(queue, row)
      gone.addEventListener('abort', waiter.dismiss)
      look()
      arm(queue)
    })

  const dismiss = (queue: string) => {
    for (const waiter of [...(rows.get(queue) ?? [])]) waiter.dismiss()
  }
  return {
    wait,
    changed,
    dismiss,
    stop() {
      for (const queue of [...rows.keys()]) dismiss(queue)
      for (const timer of timers.values()) timer.cancel()
    },
  }
}

export type WaitingRoom = ReturnType<typeof createWaitingRoom>
