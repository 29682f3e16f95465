// Counts work in progress (a running Lambda, an event on its way, an encoder), so that the virtual clock and a
// clean shutdown know when the cloud has come to rest. Waiting for a token or a timer is not work.
import { setImmediate as nextTurn } from 'node:timers/promises'

export interface Activity {
  /** Marks the start of one piece of work; call the returned function once when it ends. */
  begin(what: string): () => void
  /** Runs `work` as one piece of work. */
  during<T>(what: string, work: () => Promise<T>): Promise<T>
  /** Resolves when nothing has been in progress for a few turns of the event loop. */
  idle(): Promise<void>
  /** What is in progress now, for messages. */
  running(): string[]
}

// Work hands over to work through HTTP on loopback: between the two there are moments with a count of zero.
const QUIET_MS = 15

export function createActivity(): Activity {
  const running = new Map<symbol, string>()
  let lastChangeMs = performance.now()

  const begin = (what: string) => {
    const id = Symbol(what)
    running.set(id, what)
    lastChangeMs = performance.now()
    return () => {
      if (running.delete(id)) lastChangeMs = performance.now()
    }
  }
  return {
    begin,
    async during(what, work) {
      const end = begin(what)
      try {
        return await work()
      } finally {
        end()
      }
    },
    async idle() {
      // What was just set off may begin its work only after some promises of its own.
      await nextTurn()
      while (running.size > 0 || performance.now() - lastChangeMs < QUIET_MS) {
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    running: () => [...running.values()],
  }
}
