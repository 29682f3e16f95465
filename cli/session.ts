// What most commands need: the clients, the stack, and readers over it; and that all of it is closed again.
import { createAssetStore } from './aws/assets.ts'
import type { AssetStore } from './aws/assets.ts'
import { createClients } from './aws/clients.ts'
import type { Clients } from './aws/clients.ts'
import { createProgressReader } from './aws/progress.ts'
import type { ProgressReader } from './aws/progress.ts'
import { loadStack } from './aws/stack.ts'
import type { Stack } from './aws/stack.ts'
import { ensureDeployed } from './deployment/ensure-deployed.ts'
import { CommandError } from './errors.ts'
import { readHealth } from './local-cloud/health.ts'
import { startCloud } from './local-cloud/start.ts'
import type { RunningCloud } from './local-cloud/start.ts'
import { chooseTarget } from './target.ts'
import type { Target, TargetOptions } from './target.ts'
import { note, styled } from './terminal.ts'

export interface Session {
  target: Target
  clients: Clients
  stack: Stack
  store: AssetStore
  readProgress: ProgressReader
  pollEveryMs: number
}

const POLL_LOCAL_MS = 500
const POLL_AWS_MS = 2500

async function openSession(target: Target, clients: Clients): Promise<Session> {
  const stack = await loadStack(clients, target)
  return {
    target,
    clients,
    stack,
    store: createAssetStore(clients, stack),
    readProgress: createProgressReader(clients, stack),
    pollEveryMs: target.onThisMachine ? POLL_LOCAL_MS : POLL_AWS_MS,
  }
}

/** @throws CommandError when this machine's own cloud is meant and does not run */
export async function requireCloud(target: Target, port: number): Promise<void> {
  if (!target.ownCloud) return
  const { kind } = await readHealth(target.endpointUrl ?? '')
  if (kind === 'none') throw new CommandError(`No local cloud runs on port ${port}.`, START_HINT)
  if (kind === 'other') throw portTaken(port)
}

/** Runs `work` against a stack that stands. Nothing is started. */
export async function withSession<T>(
  options: TargetOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const target = chooseTarget(options)
  await requireCloud(target, options.port)
  const clients = createClients(target)
  try {
    return await work(await openSession(target, clients))
  } finally {
    clients.close()
  }
}

const START_HINT =
  'Start it with `reelgate up` (in another terminal), name the --port of one that runs, or a stage on AWS with --stage.'

export const portTaken = (port: number) =>
  new CommandError(`Port ${port} is taken by another program.`, 'Choose another one with --port.')

export interface CloudSession extends Session {
  /** The cloud that this program started; undefined when one ran already, or on AWS. */
  cloud: RunningCloud | undefined
}

/**
 * Runs `work` against a stack, and starts and deploys what is missing first when the target is this machine's own
 * cloud. Afterwards it stops what it started, unless `keep`.
 */
export async function withCloud<T>(
  options: TargetOptions & { keep?: boolean },
  signal: AbortSignal,
  work: (session: CloudSession) => Promise<T>,
): Promise<T> {
  const target = chooseTarget(options)
  if (!target.ownCloud) return withSession(options, (session) => work({ ...session, cloud: undefined }))
  const say = (line: string) => (options.json ? undefined : note(styled('dim', line)))
  const { kind } = await readHealth(target.endpointUrl ?? '')
  if (kind === 'other') throw portTaken(options.port)
  if (kind === 'none') say('Starting the local cloud …')
  const cloud = kind === 'none' ? await startCloud({ ...options, region: target.region }, signal) : undefined
  const running = cloud ? { ...target, endpointUrl: cloud.url } : target
  const clients = createClients(running)
  try {
    await ensureDeployed(clients, running, {
      signal,
      loud: options.verbose,
      data: options.data,
      onDeploy: () => say('Deploying the stack (serverless deploy --stage local) …'),
    })
    return await work({ ...(await openSession(running, clients)), cloud })
  } finally {
    clients.close()
    if (!options.keep || signal.aborted) await cloud?.stop()
  }
}
