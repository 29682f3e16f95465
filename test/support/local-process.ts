// The local cloud as a child process that tests start, kill and start again on the same data.
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { environmentFor } from './serverless.ts'
import { PROJECT_ROOT } from './source-files.ts'

export interface LocalProcess {
  url: string
  pid: number
  /** What it has written so far. */
  log(): string
  stop(): Promise<void>
  /** As a power cut ends it: no handler runs, nothing is written out. */
  kill(): Promise<void>
}

const READY_WITHIN_MS = 120_000
const STOP_WITHIN_MS = 20_000

const exitOf = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

const commandLine = (dataDir: string, port: number): [string, ...string[]] => {
  const options = ['--port', String(port), '--data', dataDir, '--virtual-clock']
  return [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(PROJECT_ROOT, 'local/main.ts'),
    ...options,
  ]
}

/** `port` 0 takes any free one; `more` joins its environment. */
export const startLocalProcess = (
  dataDir: string,
  port = 0,
  more: NodeJS.ProcessEnv = {},
): Promise<LocalProcess> => superviseCloud(commandLine(dataDir, port), more)

/** A command that runs another one in a world of its own, where a disk of this size lies at the folder. */
const withSmallDisk = (folder: string, sizeBytes: number): [string, ...string[]] => [
  'unshare',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  `mount -t tmpfs -o size=${sizeBytes} tmpfs "$0" && exec "$@"`,
  folder,
]

/** With its data on a disk that is as small as this. Needs a Linux that gives a process mounts of its own; some containers forbid it. */
export const startOnSmallDisk = (dataDir: string, sizeBytes: number): Promise<LocalProcess> =>
  superviseCloud([...withSmallDisk(dataDir, sizeBytes), ...commandLine(dataDir, 0)], {})

async function superviseCloud(
  [command, ...rest]: [string, ...string[]],
  more: NodeJS.ProcessEnv,
): Promise<LocalProcess> {
  const child = spawn(command, rest, {
    env: { ...environmentFor(), ...more },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let written = ''
  const take = (chunk: Buffer) => void (written += chunk.toString())
  child.stdout?.on('data', take)
  child.stderr?.on('data', take)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    const hurry = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
    await exitOf(child)
    clearTimeout(hurry)
  }
  const url = await readyUrl(child).catch(async (error: Error) => {
    await end('SIGKILL')
    throw new Error(`The local cloud did not start: ${error.message}\n${written}`)
  })
  return {
    url,
    pid: child.pid ?? 0,
    log: () => written,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('not ready in time')), READY_WITHIN_MS)
    child.once('message', (message) => {
      clearTimeout(late)
      resolve((message as { url: string }).url)
    })
    child.once('exit', (code) => {
      clearTimeout(late)
      reject(new Error(`ended with ${code}`))
    })
  })
}
