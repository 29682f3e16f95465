// The thread of the engines, seen from the cloud: started when first needed, ended after a minute without a question.
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { AnswerMessage, Answers, Question, QuestionMessage, Task } from './engine/messages.ts'

/** The engine could not answer: it threw, the thread ended, or the question took longer than any should. */
export class EngineFailedError extends Error {
  override readonly name = 'EngineFailedError'
}

export interface Analyst {
  /** @throws EngineFailedError */
  ask<T extends Task>(question: Question & { task: T }): Promise<Answers[T]>
  close(): Promise<void>
}

interface Waiting {
  resolve(answer: Answers[Task]): void
  reject(error: Error): void
}

const MAIN = join(import.meta.dirname, 'engine/main.ts')

export interface AnalystOptions {
  idleMs?: number
  /** Without any answer for so long the thread is given up; the longest question, 100 KB of entities, takes seconds. */
  patienceMs?: number
}

export function createAnalyst({ idleMs = 60_000, patienceMs = 120_000 }: AnalystOptions = {}): Analyst {
  const waiting = new Map<number, Waiting>()
  let thread: Worker | undefined
  let timer: NodeJS.Timeout | undefined
  let ended: Promise<unknown> = Promise.resolve()
  let lastId = 0

  const start = (): Worker => {
    const started = new Worker(MAIN, { execArgv: ['--disable-warning=ExperimentalWarning'] })
    started.on('message', hear)
    started.once('error', (error: Error) => giveUp(started, error.message))
    started.once('exit', (code) => giveUp(started, `it ended with ${code}`))
    return started
  }
  const giveUp = (gone: Worker, why: string) => {
    if (thread !== gone) return
    thread = undefined
    clearTimeout(timer)
    const left = [...waiting.values()]
    waiting.clear()
    for (const { reject } of left) reject(new EngineFailedError(`The thread of the engines is gone: ${why}`))
  }
  const hear = (message: AnswerMessage) => {
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    watch()
    if ('answer' in message) asked?.resolve(message.answer)
    else asked?.reject(new EngineFailedError(message.failure))
  }
  const watch = () => {
    clearTimeout(timer)
    timer =
      waiting.size > 0
        ? setTimeout(() => void end('it does not answer'), patienceMs)
        : setTimeout(() => void end('it rests'), idleMs)
    timer.unref()
  }
  const end = async (why: string): Promise<void> => {
    const ending = thread
    if (ending) {
      giveUp(ending, why)
      ended = ending.terminate()
    }
    await ended
  }

  return {
    ask: <T extends Task>(question: Question & { task: T }) =>
      new Promise<Answers[T]>((resolve, reject) => {
        const worker = (thread ??= start())
        const id = ++lastId
        // The thread answers a question with the answer of its task.
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
        if (waiting.size === 1) watch()
        worker.postMessage({ id, ...question } satisfies QuestionMessage)
      }),
    close: () => end('the local cloud stops'),
  }
}
