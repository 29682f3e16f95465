// The local cloud as a child process. It is told over its channel when its parent is gone, so that even a killed
// parent leaves nothing behind; only with `keep` it is on its own.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '../errors.ts'
import { pause } from '../interrupt.ts'
import { localUrl, PROJECT_ROOT } from '../target.ts'
import { readHealth } from './health.ts'

export interface RunningCloud {
  url: string
  pid: number
  logPath: string
  /** Resolves when the process has ended. */
  stop(): Promise<void>
  /** Resolves when it ends by itself. */
  ended: Promise<void>
}

export interface CloudPlace {
  /** 0 takes any free port. */
  port: number
  data: string
  /** The region in its ARNs. */
  region?: string | undefined
  /** Goes on living when this program ends. */
  keep?: boolean
}

const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 20_000

interface Ready {
  ready: true
  url: string
}

/** @throws CommandError with the cloud's own last words when it does not come up */
export async function startCloud(place: CloudPlace, signal: AbortSignal): Promise<RunningCloud> {
  const { child, log } = spawnCloud(place)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const hurry = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
    await ended
    clearTimeout(hurry)
  }
  const waiting = new AbortController()
  const giveUp = AbortSignal.any([signal, waiting.signal, AbortSignal.timeout(READY_WITHIN_MS)])
  try {
    const failed = Promise.race([ended, pause(READY_WITHIN_MS * 2, giveUp)]).then(() => undefined)
    const url = await Promise.race([
      place.keep ? answering(localUrl(place.port), giveUp) : readyMessage(child),
      failed,
    ])
    if (url === undefined) throw new CommandError(`The local cloud did not start. ${log.lastWords()}`)
    if (place.keep) child.unref()
    return { url, pid: child.pid ?? 0, logPath: log.path, stop, ended }
  } catch (error) {
    await stop()
    throw error instanceof DOMException
      ? new CommandError(
          `The local cloud was not ready after ${READY_WITHIN_MS / 1000} s. ${log.lastWords()}`,
        )
      : error
  } finally {
    waiting.abort()
  }
}

// glibc keeps memory of its own for every thread; with a few functions at work that is a tenth of the process.
const FEW_ARENAS = { MALLOC_ARENA_MAX: '1' }

function spawnCloud({ port, data, region, keep }: CloudPlace) {
  mkdirSync(data, { recursive: true })
  const log = openLog(join(data, 'cloud.log'))
  const main = join(PROJECT_ROOT, 'local/main.ts')
  const args = ['--disable-warning=ExperimentalWarning', main, '--port', String(port), '--data', data]
  // Detached: Ctrl-C is for this program, which then stops the cloud in its own order.
  const child = spawn(process.execPath, args, {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...FEW_ARENAS, ...(region && { AWS_REGION: region }) },
    detached: true,
    stdio: keep ? ['ignore', log.file, log.file] : ['ignore', log.file, log.file, 'ipc'],
  })
  closeSync(log.file)
  return { child, log }
}

// A crash of Node is mostly stack; the sentence is what helps.
const isTelling = (line: string) => line.trim() !== '' && !/^\s+at |^Node\.js v|^\s*\^+$/.test(line)

function openLog(path: string) {
  const file = openSync(path, 'a')
  const start = statSync(path).size
  const lastWords = () => {
    const words = readFileSync(path).subarray(start).toString('utf8').split('\n').filter(isTelling)
    return words.slice(-5).join('\n') || `See ${path}`
  }
  return { path, file, lastWords }
}

const readyMessage = (child: ChildProcess) =>
  new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.on('message', (message) => {
      if ((message as Partial<Ready>).ready) resolve((message as Ready).url)
    })
  })

async function answering(url: string, signal: AbortSignal): Promise<string> {
  while ((await readHealth(url)).kind !== 'ours') await pause(100, signal)
  return url
}
