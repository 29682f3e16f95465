// Runs an engine, or ffmpeg, as a process of low priority that ends with the job.
import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'

export interface Ran {
  stdout: string
  stderr: string
}

export interface Program {
  command: string
  args: string[]
  env?: NodeJS.ProcessEnv
}

/** Of a talk of several hours; what is longer is not speech. */
const LONGEST_OUTPUT = 20_000_000
const LONGEST_COMPLAINT = 500

/** @throws Error with the end of what the program said, when it fails or cannot be started */
export async function runProgram({ command, args, env }: Program, signal: AbortSignal): Promise<Ran> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
    ...(env && { env }),
  })
  const ran: Ran = { stdout: '', stderr: '' }
  const collect = (name: keyof Ran) => (chunk: string) => {
    ran[name] += chunk
    if (ran[name].length > LONGEST_OUTPUT) child.kill('SIGKILL')
  }
  child.stdout.setEncoding('utf8').on('data', collect('stdout'))
  child.stderr.setEncoding('utf8').on('data', collect('stderr'))
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once('spawn', () => calm(child.pid))
    child.once('error', reject)
    child.once('close', (exitCode, killedBy) => resolve(exitCode ?? killedBy ?? 'unknown'))
  })
  if (code === 0) return ran
  throw new Error(`it ended with ${code}. ${ran.stderr.trim().slice(-LONGEST_COMPLAINT)}`)
}

function calm(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It has ended already, or the system has no priorities: then it runs as it is.
  }
}
