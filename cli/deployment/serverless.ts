import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CommandError } from '../errors.ts'
import { PROJECT_ROOT } from '../target.ts'
import type { Target } from '../target.ts'

export interface ServerlessRun {
  signal: AbortSignal
  /** True lets its output through to standard error; otherwise it is kept for the case of an error. */
  loud: boolean
  /** Stage parameters for this run only, as `name=value`. */
  params?: string[]
}

// On this machine it takes seconds; on AWS a stack may take a long time and be right.
const LOCAL_LIMIT_MS = 300_000

/** The environment in which Serverless talks to the target; nothing of a real account reaches the local cloud. */
export function environmentFor(
  target: Target,
  environment: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const common = { ...environment, SLS_NOTIFICATIONS_MODE: 'off', SLS_TELEMETRY_DISABLED: '1' }
  const aimed = target.endpointUrl ? { ...common, AWS_ENDPOINT_URL: target.endpointUrl } : common
  if (!target.onThisMachine) return aimed
  const {
    AWS_PROFILE: _profile,
    AWS_SESSION_TOKEN: _token,
    AWS_DEFAULT_PROFILE: _default,
    ...local
  } = aimed as NodeJS.ProcessEnv
  return {
    ...local,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: target.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: [local['NO_PROXY'], '127.0.0.1,localhost'].filter(Boolean).join(','),
  }
}

function serverlessBin(): string {
  const require = createRequire(join(PROJECT_ROOT, 'package.json'))
  try {
    return join(dirname(require.resolve('serverless/package.json')), 'bin/serverless.js')
  } catch (cause) {
    throw new CommandError(
      'The Serverless Framework is not installed.',
      `Run \`npm ci\` in ${PROJECT_ROOT}.`,
      { cause },
    )
  }
}

/**
 * Where its temporary files lie. The bundler leaves fifty megabytes there with every run, under other names each time:
 * the folder goes with the run.
 */
function openScratch() {
  const folder = mkdtempSync(join(tmpdir(), 'reelgate-serverless-'))
  return {
    environment: { TMPDIR: folder, TEMP: folder, TMP: folder },
    remove() {
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
      } catch {
        // What is left over of a bundler that still writes is no fault of the deployment.
      }
    },
  }
}

/** Runs `sls deploy` or `sls remove` for the target; only under the lock. @throws CommandError with its last words */
export async function runServerless(
  command: 'deploy' | 'remove',
  target: Target,
  run: ServerlessRun,
): Promise<void> {
  const region = target.region ? ['--region', target.region] : []
  const args = [
    '--disable-warning=ExperimentalWarning',
    serverlessBin(),
    command,
    '--stage',
    target.stage,
    ...region,
    ...(run.params ?? []).flatMap((param) => ['--param', param]),
  ]
  const scratch = openScratch()
  const child = spawn(process.execPath, args, {
    cwd: PROJECT_ROOT,
    env: { ...environmentFor(target), ...scratch.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kept: Buffer[] = []
  const take = (chunk: Buffer) => void (run.loud ? process.stderr.write(chunk) : kept.push(chunk))
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const stop = () => child.kill('SIGTERM')
  run.signal.addEventListener('abort', stop, { once: true })
  const limit = target.onThisMachine ? setTimeout(stop, LOCAL_LIMIT_MS) : undefined
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  ).finally(scratch.remove)
  clearTimeout(limit)
  run.signal.removeEventListener('abort', stop)
  run.signal.throwIfAborted()
  if (code === 0) return
  const lastWords = Buffer.concat(kept).toString('utf8').trim().split('\n').slice(-40).join('\n')
  throw new CommandError(`\`serverless ${command} --stage ${target.stage}\` failed.`, lastWords || undefined)
}
