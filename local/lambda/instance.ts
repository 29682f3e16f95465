// One instance of a function: a worker thread that serves one request at a time.
import { Worker } from 'node:worker_threads'
import type { Clock, Timer } from '../runtime/clock.ts'

/** What the worker knows of its function. */
export interface WorkerConfig {
  functionName: string
  version: string
  handler: string
  memorySizeMb: number
  nodeMajor: number
  logFormat: string
  logGroupName: string
  logStreamName: string
}

export interface InstanceOptions {
  taskRoot: string
  /** Folder for compiled code, shared by all instances. */
  compileCache: string
  functionConfig: WorkerConfig
  environment: Record<string, string>
  clock: Clock
  log(text: string): void
}

export interface WorkerRequest {
  requestId: string
  payload: string
  invokedFunctionArn: string
  clientContext?: unknown
}

export interface ErrorPayload {
  errorType: string
  errorMessage: string
  trace?: string[]
}

export type Outcome = { payload: string; error?: undefined } | { error: ErrorPayload; payload?: undefined }

export interface Instance {
  readonly alive: boolean
  /** How long loading took; undefined until it is over. */
  readonly initMs: number | undefined
  /** Never throws: every way a function can end is an outcome. */
  serve(request: WorkerRequest, timeoutMs: number): Promise<Outcome>
  end(): Promise<void>
}

type FromWorker =
  | { kind: 'ready' }
  | { kind: 'log'; text: string }
  | { kind: 'result'; payload: string }
  | { kind: 'error' | 'init-error'; error: ErrorPayload }

// Loading code has ten seconds of its own, before the function's timeout counts.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
const INIT_LIMIT_MS = 10_000
const YOUNG_GENERATION_MB = 6
/** A clock this close to the machine's is the machine's: reading both takes time. */
const SAME_CLOCK_MS = 50

export function clockOffsetMs(clock: Clock): number {
  const offset = clock.now() - Date.now()
  return Math.abs(offset) < SAME_CLOCK_MS ? 0 : offset
}

const exitError = (requestId: string, code: number): ErrorPayload => ({
  errorType: 'Runtime.ExitError',
  errorMessage:
    `RequestId: ${requestId} Error: ` +
    (code === 0
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: exit status ${code}`),
})

export function startInstance(options: InstanceOptions): Instance {
  const { clock, functionConfig } = options
  const startedMs = performance.now()
  const worker = new Worker(new URL('./worker/main.mjs', import.meta.url), {
    env: options.environment,
    execArgv: [],
    argv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    name: functionConfig.functionName,
    workerData: {
      taskRoot: options.taskRoot,
      compileCache: options.compileCache,
      functionConfig,
      clockOffsetMs: clockOffsetMs(clock),
    },
    resourceLimits: {
      maxOldGenerationSizeMb: functionConfig.memorySizeMb,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
    },
  })
  let alive = true
  let initMs: number | undefined
  let outOfMemory = false
  let initFailure: ErrorPayload | undefined
  let settle: ((outcome: Outcome) => void) | undefined
  let requestId = ''
  const ready = Promise.withResolvers<boolean>()

  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'log') return options.log(message.text)
    if (message.kind === 'result') return settle?.({ payload: message.payload })
    if (message.kind === 'error') return settle?.({ error: message.error })
    initMs = performance.now() - startedMs
    if (message.kind === 'init-error') initFailure = message.error
    ready.resolve(message.kind === 'ready')
  })
  worker.on('error', (error: NodeJS.ErrnoException) => {
    outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    if (!outOfMemory) options.log(`${String(error.stack ?? error)}\n`)
  })
  worker.on('exit', (code) => {
    alive = false
    ready.resolve(false)
    settle?.({
      error: outOfMemory ? outOfMemoryError(requestId) : (initFailure ?? exitError(requestId, code)),
    })
  })
  // What is written below `process.stdout`, by native code for instance.
  for (const stream of [worker.stdout, worker.stderr])
    stream.on('data', (chunk) => options.log(String(chunk)))

  const end = async () => {
    alive = false
    await worker.terminate()
  }

  const serve = async (request: WorkerRequest, timeoutMs: number): Promise<Outcome> => {
    requestId = request.requestId
    const outcome = Promise.withResolvers<Outcome>()
    settle = outcome.resolve
    if (!alive) outcome.resolve({ error: initFailure ?? exitError(requestId, 1) })
    const deadline = limit(clock, initMs === undefined ? INIT_LIMIT_MS : 0, timeoutMs)
    void ready.promise.then((isReady) => {
      if (!isReady) return
      deadline.initialised()
      worker.postMessage({
        ...request,
        remainingMs: timeoutMs,
        clockOffsetMs: clockOffsetMs(clock),
        traceId: `Root=1-${Math.floor(clock.now() / 1000).toString(16)}-${request.requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`,
      })
    })
    const first = await Promise.race([outcome.promise, deadline.passed])
    deadline.cancel()
    settle = undefined
    if (first !== 'late') return first
    await end()
    return { error: timeoutError(request.requestId, timeoutMs) }
  }
  return {
    get alive() {
      return alive
    },
    get initMs() {
      return initMs
    },
    serve,
    end,
  }
}

const outOfMemoryError = (requestId: string): ErrorPayload => ({
  errorType: 'Runtime.OutOfMemory',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
})

const timeoutError = (requestId: string, timeoutMs: number): ErrorPayload => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
})

/** The time a request has: the function's timeout, which begins when loading is over or has used up its own limit. */
function limit(clock: Clock, initLimitMs: number, timeoutMs: number) {
  const passed = Promise.withResolvers<'late'>()
  let timer: Timer = clock.at(clock.now() + initLimitMs + timeoutMs, () => passed.resolve('late'))
  return {
    passed: passed.promise,
    initialised() {
      timer.cancel()
      timer = clock.at(clock.now() + timeoutMs, () => passed.resolve('late'))
    },
    cancel: () => timer.cancel(),
  }
}
