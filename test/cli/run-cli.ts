import { spawn } from 'node:child_process'
import { join } from 'node:path'

const BIN = join(import.meta.dirname, '../../cli/reelgate.mjs')

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface RunningCli {
  ended: Promise<Ended>
  /** Resolves when standard output or error has shown `text`. */
  shows(text: string): Promise<void>
  interrupt(): void
  /** Without warning, as when the machine loses power. */
  kill(): void
}

/** The command line as a person calls it, without a terminal. */
export function startCli(args: string[], environment: NodeJS.ProcessEnv = {}): RunningCli {
  const { AWS_ENDPOINT_URL: _endpoint, FORCE_COLOR: _colour, ...inherited } = process.env
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', BIN, ...args], {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout, stderr })),
  )
  return {
    ended,
    shows: (text) =>
      new Promise((resolve, reject) => {
        const look = () => (stdout + stderr).includes(text) && resolve()
        child.stdout.on('data', look)
        child.stderr.on('data', look)
        void ended.then(() => reject(new Error(`Ended without showing "${text}":\n${stdout}\n${stderr}`)))
        look()
      }),
    interrupt: () => void child.kill('SIGINT'),
    kill: () => void child.kill('SIGKILL'),
  }
}

export const runCli = (args: string[], environment?: NodeJS.ProcessEnv) => startCli(args, environment).ended
