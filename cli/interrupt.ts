import { InterruptedError } from './errors.ts'

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** npm and our own bin hand on to their child what the terminal has sent it already: one press arrives up to three times. */
const ONE_PRESS_MS = 500

export interface Interrupt {
  signal: AbortSignal
  release(): void
}

/**
 * Turns Ctrl-C into an abort, so that every command can stop what it started. Pressed again, it ends at once; the
 * local cloud notices by its channel and ends too.
 */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController()
  let pressedAtMs = 0
  const handlers = Object.entries(SIGNALS).map(([name, exitCode]) => {
    const handler = () => {
      const nowMs = performance.now()
      if (!controller.signal.aborted) {
        pressedAtMs = nowMs
        controller.abort(new InterruptedError(exitCode))
      } else if (nowMs - pressedAtMs > ONE_PRESS_MS) process.exit(exitCode)
    }
    process.on(name, handler)
    return () => process.off(name, handler)
  })
  return { signal: controller.signal, release: () => handlers.forEach((off) => off()) }
}

/** Waits; rejects with the reason of `signal` as soon as that is aborted. */
export function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error)
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, delayMs)
    signal.addEventListener('abort', stop, { once: true })
  })
}
