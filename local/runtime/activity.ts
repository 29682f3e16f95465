// Counts work in progress (a running Lambda, an event on its way, an encoder), so that the virtual clock and a
// clean shutdown know when the cloud has come to rest. Waiting for a token or a timer is not work.
import { setTimeout as sleep } from 'node:timers/promises'

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
/** Time alone proves nothing on a busy machine: a process that stood still has timers and messages waiting for it. */
const QUIET_TURNS = 5
const TURN_MS = 1
const LOOK_EVERY_MS = 5

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
      for (let quietTurns = 0; quietTurns < QUIET_TURNS;) {
        await sleep(running.size > 0 ? LOOK_EVERY_MS : TURN_MS)
        const isQuiet = running.size === 0 && performance.now() - lastChangeMs >= QUIET_MS
        quietTurns = isQuiet ? quietTurns + 1 : 0
      }
    },
    running: () => [...running.values()],
  }
}
