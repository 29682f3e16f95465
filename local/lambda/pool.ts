// Which instance serves a request: a warm one, a new one while there is room, none when the function is throttled.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsError } from '../runtime/aws-error.ts'
import type { Timer } from '../runtime/clock.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { FunctionConfig } from './function-config.ts'
import type { Instance, Outcome, WorkerRequest } from './instance.ts'
import { startInstance } from './instance.ts'
import { buildEnvironment } from './environment.ts'
import { measureRequest, measureThrottle } from './measures.ts'
import { openFunctionLog } from './function-log.ts'
import type { FunctionLog } from './function-log.ts'

/** Limits of one machine, in place of the account's thousand. */
const INSTANCES_PER_FUNCTION = 10
const INSTANCES = 40
const WARM_MS = 60_000
/** An instance with an SDK client holds about 30 MB. */
const WARM_INSTANCES = 2
/** More threads than this make nothing faster: a request waits for one, as for a slow cold start, but not for long. */
const CROWD = 3
const CROWD_PATIENCE_MS = 2000

export interface Served {
  outcome: Outcome
  durationMs: number
  /** The last 4 KB of what this request logged. */
  logTail: string
}

interface Slot {
  key: string
  functionName: string
  instance: Instance
  log: FunctionLog
  retire?: Timer
}

export interface PoolOptions {
  context: CloudContext
  taskRoot(config: FunctionConfig): string
  /** The function's reserved concurrency, undefined when it has none. */
  reserved(functionName: string): number | undefined
}

export function createPool({ context, taskRoot, reserved }: PoolOptions) {
  const idle: Slot[] = []
  const live = new Set<Slot>()
  const busy = new Map<string, number>()
  let waiting: (() => void)[] = []

  const busyOf = (name: string) => busy.get(name) ?? 0
  const busyInAll = () => [...busy.values()].reduce((sum, count) => sum + count, 0)
  const cap = (name: string) => reserved(name) ?? INSTANCES_PER_FUNCTION
  const hasRoom = (name: string) => busyOf(name) < cap(name) && busyInAll() < INSTANCES

  const nextChange = () => new Promise<void>((resolve) => waiting.push(resolve))
  const keyOf = (config: FunctionConfig) => `${config.FunctionName}:${config.Version}:${config.RevisionId}`

  const start = (config: FunctionConfig): Slot => {
    const day = new Date(context.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')
    const logStreamName = `${day}/[${config.Version}]${randomBytes(16).toString('hex')}`
    const log = openFunctionLog(context, config, logStreamName)
    const root = taskRoot(config)
    const instance = startInstance({
      taskRoot: root,
      compileCache: join(context.dataDir, 'lambda', '.compile-cache'),
      environment: buildEnvironment(context, config, { taskRoot: root, logStreamName }),
      clock: context.clock,
      log: (text) => log.write(text),
      functionConfig: {
        functionName: config.FunctionName,
        version: config.Version,
        handler: config.Handler,
        memorySizeMb: config.MemorySize,
        nodeMajor: Number(/\d+/.exec(config.Runtime)![0]),
        logFormat: config.LoggingConfig.LogFormat,
        logGroupName: config.LoggingConfig.LogGroup,
        logStreamName,
      },
    })
    const slot = { key: keyOf(config), functionName: config.FunctionName, instance, log }
    live.add(slot)
    return slot
  }

  const retire = (slot: Slot) => {
    slot.retire?.cancel()
    const at = idle.indexOf(slot)
    if (at >= 0) idle.splice(at, 1)
    live.delete(slot)
    return slot.instance.end()
  }

  const findWarm = (key: string) => idle.findLast((slot) => slot.key === key && slot.instance.alive)

  const take = async (config: FunctionConfig): Promise<Slot> => {
    const key = keyOf(config)
    const untilMs = performance.now() + CROWD_PATIENCE_MS
    while (!findWarm(key) && live.size >= CROWD && performance.now() < untilMs) {
      if (idle[0]) await retire(idle[0])
      else await Promise.race([nextChange(), sleep(untilMs - performance.now(), undefined, { ref: false })])
    }
    const warm = findWarm(key)
    if (!warm) return start(config)
    warm.retire?.cancel()
    idle.splice(idle.indexOf(warm), 1)
    return warm
  }

  const giveBack = (slot: Slot) => {
    if (!slot.instance.alive) return void live.delete(slot)
    idle.push(slot)
    slot.retire = context.clock.at(context.clock.now() + WARM_MS, () => void retire(slot))
    if (idle.length > WARM_INSTANCES) void retire(idle[0]!)
  }

  const count = (name: string, by: number) => {
    busy.set(name, busyOf(name) + by)
    if (by > 0) return
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }

  return {
    hasRoom,
    /** Resolves at the next moment at which there may be room again. */
    nextChange,

    /** @throws TooManyRequestsException when the function or the machine has no room */
    async run(config: FunctionConfig, request: WorkerRequest): Promise<Served> {
      const name = config.FunctionName
      if (!hasRoom(name)) {
        measureThrottle(context, name)
        throw throttled(busyOf(name) >= cap(name) && reserved(name) !== undefined)
      }
      count(name, 1)
      const finished = context.activity.begin(`lambda ${name}`)
      try {
        const slot = await take(config)
        try {
          const served = await serveOn(slot, config, request)
          measureRequest(context, name, served)
          return served
        } finally {
          giveBack(slot)
        }
      } finally {
        count(name, -1)
        finished()
      }
    },
    /** Ends the warm instances of a function that was changed or deleted. */
    async forget(name: string) {
      await Promise.all(idle.filter((slot) => slot.functionName === name).map(retire))
    },
    wakeAll: () => count('', 0),
    async stop() {
      await Promise.all([...live].map(retire))
    },
  }
}

export type Pool = ReturnType<typeof createPool>

async function serveOn(slot: Slot, config: FunctionConfig, request: WorkerRequest): Promise<Served> {
  const wasCold = slot.instance.initMs === undefined
  const report = slot.log.begin(request.requestId, wasCold)
  const startedMs = performance.now()
  const outcome = await slot.instance.serve(request, config.Timeout * 1000)
  const initMs = wasCold ? slot.instance.initMs : undefined
  const durationMs = performance.now() - startedMs - (initMs ?? 0)
  const spent = { durationMs: Math.max(durationMs, 0), initMs }
  return { outcome, durationMs: spent.durationMs, logTail: report({ outcome, ...spent }) }
}

const throttled = (byReservation: boolean) =>
  new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Type: 'User',
    Reason: byReservation
      ? 'ReservedFunctionConcurrentInvocationLimitExceeded'
      : 'ConcurrentInvocationLimitExceeded',
  })
