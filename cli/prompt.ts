// Questions to a person at a terminal. They are written to standard error, so that standard output has answers only.
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CommandError, InterruptedError } from './errors.ts'

/** Whether there is somebody to ask. */
export const canAsk = () => process.stdin.isTTY === true && process.stderr.isTTY === true

interface Asking {
  signal?: AbortSignal
  /** Nothing of the answer is shown. */
  hidden?: boolean
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

/** One line. @throws InterruptedError on Ctrl-C; CommandError when the input ends */
export function ask(question: string, { signal, hidden = false }: Asking = {}): Promise<string> {
  const terminal = createInterface({
    input: process.stdin,
    output: hidden ? nowhere() : process.stderr,
    terminal: true,
    historySize: 0,
  })
  const asked = new Promise<string>((resolve, reject) => {
    terminal.once('line', resolve)
    terminal.once('SIGINT', () => reject(new InterruptedError(130, 'Interrupted: nothing was changed.')))
    terminal.once('close', () => reject(new CommandError('No answer was given.')))
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  if (hidden) process.stderr.write(question)
  else {
    terminal.setPrompt(question)
    terminal.prompt()
  }
  return asked.finally(() => {
    terminal.close()
    // The line break that was typed is hidden too.
    if (hidden) process.stderr.write('\n')
  })
}

/** All that comes by standard input, without the line break at its end. */
export async function readInput(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk)
  return text.replace(/\r?\n$/, '')
}

/** One key, without Enter. Ctrl-C is a key like any other here. */
export function readKey(signal: AbortSignal): Promise<string> {
  const { stdin } = process
  return new Promise((resolve, reject) => {
    const end = () => {
      signal.removeEventListener('abort', stop)
      stdin.off('data', take).off('end', close)
      stdin.setRawMode(false).pause()
    }
    const stop = () => {
      end()
      reject(signal.reason as Error)
    }
    const close = () => {
      end()
      reject(new CommandError('The terminal is gone.'))
    }
    // An arrow key comes as several characters and means nothing here.
    const take = (chunk: string) => {
      if (chunk.startsWith('\u001b')) return
      end()
      resolve(chunk.slice(0, 1))
    }
    if (signal.aborted) return reject(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
    stdin.setEncoding('utf8').setRawMode(true).on('data', take).on('end', close).resume()
  })
}
