// The process of the model, seen from the cloud: started when first needed, ended after a minute without work.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Answer, Request } from '../engine/messages.ts'

/** The process ended in the middle of a film: out of memory, or killed. */
export class EngineEndedError extends Error {
  override readonly name = 'EngineEndedError'
}

/** The film could not be decoded to its end. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError'
}

export interface Picture {
  second: number
  scores: number[]
}

export interface Engine {
  /** Calls `onPicture` for every second of the film; resolves with their number. */
  classify(url: string, onPicture: (picture: Picture) => void, signal: AbortSignal): Promise<number>
  close(): Promise<void>
}

const MAIN = join(import.meta.dirname, '../engine/main.ts')
const LONGEST_MESSAGE = 2000

interface Film {
  onPicture: (picture: Picture) => void
  resolve: (pictures: number) => void
  reject: (error: Error) => void
}

export function createEngine({ idleMs = 60_000 }: { idleMs?: number } = {}): Engine {
  const films = new Map<number, Film>()
  let child: ChildProcess | undefined
  let rest: NodeJS.Timeout | undefined
  let lastId = 0

  const start = (): ChildProcess => {
    const started = fork(MAIN, {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let said = ''
    started.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-LONGEST_MESSAGE)))
    started.on('message', (answer: Answer) => hear(answer))
    started.once('error', (error) => end(started, error.message))
    started.once('exit', (code, signalName) => end(started, `it ended with ${code ?? signalName}. ${said}`))
    return started
  }
  const end = (ended: ChildProcess, why: string) => {
    if (child !== ended) return
    child = undefined
    const left = [...films.values()]
    films.clear()
    for (const film of left)
      film.reject(new EngineEndedError(`The process of the model is gone: ${why.trim()}`))
  }
  const hear = (answer: Answer) => {
    const film = films.get(answer.id)
    if (!film) return
    if (answer.kind === 'picture') {
      film.onPicture(answer)
      return
    }
    forget(answer.id)
    if (answer.kind === 'done') film.resolve(answer.pictures)
    else if (answer.kind === 'undecodable') film.reject(new UndecodableError(answer.message))
    else film.reject(new EngineEndedError(answer.message))
  }
  const forget = (id: number) => {
    films.delete(id)
    if (films.size > 0) return
    rest = setTimeout(() => void stop(), idleMs)
    rest.unref()
  }
  const stop = async (): Promise<void> => {
    clearTimeout(rest)
    const stopping = child
    if (!stopping) return
    end(stopping, 'the local cloud stops')
    const gone = new Promise<void>((resolve) => stopping.once('exit', () => resolve()))
    if (stopping.connected) stopping.disconnect()
    const hurry = setTimeout(() => stopping.kill('SIGKILL'), 2000)
    await gone
    clearTimeout(hurry)
  }

  return {
    async classify(url, onPicture, signal) {
      signal.throwIfAborted()
      clearTimeout(rest)
      const id = ++lastId
      const worker = (child ??= start())
      const tell = (request: Request) => worker.connected && worker.send(request, () => undefined)
      return await new Promise<number>((resolve, reject) => {
        const abort = () => {
          tell({ kind: 'forget', id })
          if (films.has(id)) forget(id)
          reject(signal.reason as Error)
        }
        signal.addEventListener('abort', abort, { once: true })
        const settled = () => signal.removeEventListener('abort', abort)
        films.set(id, {
          onPicture,
          resolve: (pictures) => (settled(), resolve(pictures)),
          reject: (error) => (settled(), reject(error)),
        })
        tell({ kind: 'classify', id, url })
      })
    },
    close: stop,
  }
}
