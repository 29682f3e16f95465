// Runs one ffmpeg process: progress out, errors classified, gone when told so.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { toolEnvironment } from '../ffmpeg.ts'

export interface EncodeProgress {
  /** Seconds of output made so far. */
  seconds: number
  frames: number
}

export interface FfmpegRun {
  /** The exit code; null when a signal ended it. */
  code: number | null
  /** The last lines ffmpeg wrote. */
  errors: string
  frames: number
  /** Seconds of output made. */
  seconds: number
}

/** In the scratch folder: lets the next start find an encoder that a killed process left behind. */
export const PID_FILE = 'ffmpeg.pid'

const KEPT_ERROR_CHARS = 64_000

export interface RunRequest {
  ffmpeg: string
  args: string[]
  /** Where it runs; relative paths of `args` lie here. */
  folder: string
  signal: AbortSignal
  onProgress(progress: EncodeProgress): void
}

/** Rejects with the signal's reason when stopped, and with the system's error when ffmpeg cannot be started. */
export function runFfmpeg(request: RunRequest): Promise<FfmpegRun> {
  const { ffmpeg, args, folder, signal } = request
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error)
    const child = spawn(ffmpeg, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: toolEnvironment(),
    })
    // Uploads, players and the cloud itself go before encoding.
    if (child.pid !== undefined) beNice(child, folder)
    const progress: EncodeProgress = { seconds: 0, frames: 0 }
    let errors = ''
    let pending = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (pending + chunk.toString()).split('\n')
      pending = lines.pop() ?? ''
      for (const line of lines) {
        if (readProgress(line, progress)) request.onProgress({ ...progress })
      }
    })
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-KEPT_ERROR_CHARS)
    })
    const kill = () => child.kill('SIGKILL')
    signal.addEventListener('abort', kill, { once: true })
    // A process that ends on its own account takes its encoder along.
    process.once('exit', kill)
    const release = () => {
      signal.removeEventListener('abort', kill)
      process.removeListener('exit', kill)
    }
    child.once('error', (error) => {
      release()
      reject(error)
    })
    child.once('close', (code) => {
      release()
      if (signal.aborted) reject(signal.reason as Error)
      else resolve({ code, errors, ...progress })
    })
  })
}

function beNice(child: ChildProcess, folder: string): void {
  try {
    writeFileSync(join(folder, PID_FILE), String(child.pid))
    setPriority(child.pid!, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Politeness only: the process may be gone already, or the system may not allow it.
  }
}

/** Takes in a line like `out_time_us=1500000`; true for the last line of a block, `progress=continue` or `end`. */
function readProgress(line: string, progress: EncodeProgress): boolean {
  const [name, value = ''] = line.split('=')
  const number = Number(value)
  // Old builds call microseconds `out_time_ms` as well.
  if ((name === 'out_time_us' || name === 'out_time_ms') && number > 0) progress.seconds = number / 1e6
  if (name === 'frame' && number > 0) progress.frames = number
  return name === 'progress'
}
