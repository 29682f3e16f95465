// Asynchronous invocations: kept until they are answered, tried again as Lambda does, then sent to where failures go.
import type { CloudContext } from '../runtime/context.ts'
import type { Timer } from '../runtime/clock.ts'
import { AwsError } from '../runtime/aws-error.ts'
import type { EventInvokeConfig } from './event-invoke.ts'
import { sendResult } from './destinations.ts'
import type { AsyncResult } from './destinations.ts'
import type { FunctionConfig } from './function-config.ts'
import type { Functions } from './functions.ts'
import type { Outcome } from './instance.ts'
import { limitResponse } from './invoke.ts'
import type { Pool } from './pool.ts'
import type { Store } from './store.ts'

interface Pending {
  requestId: string
  functionName: string
  version: string
  payload: string
  invokedArn: string
  acceptedAtMs: number
  nextAtMs: number
  /** Times the function ran, and times there was no room for it. */
  attempts: number
  throttles: number
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const RETRY_AFTER_MS = [60_000, 120_000]
const DEFAULT_RETRIES = 2
const DEFAULT_MAX_AGE_S = 6 * 3600
const FIRST_THROTTLE_WAIT_MS = 1000
const LONGEST_THROTTLE_WAIT_MS = 5 * 60_000

export interface AsyncQueueParts {
  context: CloudContext
  store: Store
  pool: Pool
  functions: Functions
}

export function createAsyncQueue({ context, store, pool, functions }: AsyncQueueParts) {
  const timers = new Map<string, Timer>()
  let stopped = false

  const schedule = (pending: Pending) => {
    if (stopped) return
    timers.set(
      pending.requestId,
      context.clock.at(pending.nextAtMs, () => void attempt(pending)),
    )
  }

  const finish = async (pending: Pending, config: FunctionConfig | undefined, result: AsyncResult) => {
    const settings = config && settingsOf(pending)
    if (config) await sendResult(context, { config, settings, result })
    store.deletePending(pending.requestId)
  }

  const settingsOf = (pending: Pending) =>
    store.setting<EventInvokeConfig>('event-invoke', pending.functionName, pending.version)

  const postpone = (pending: Pending, change: Partial<Pending>) => {
    const next = { ...pending, ...change }
    store.savePending(next.requestId, next)
    schedule(next)
  }

  const attempt = (pending: Pending) =>
    context.activity.during(`asynchronous ${pending.functionName}`, async () => {
      timers.delete(pending.requestId)
      const config = functions.peek(pending.functionName, pending.version)
      if (!config) return void store.deletePending(pending.requestId)
      try {
        const served = await pool.run(config, {
          requestId: pending.requestId,
          payload: pending.payload,
          invokedFunctionArn: pending.invokedArn,
        })
        if (stopped) return
        await settle({ ...pending, attempts: pending.attempts + 1 }, config, limitResponse(served.outcome))
      } catch (error) {
        if (stopped) return
        const isThrottled = error instanceof AwsError && error.code === 'TooManyRequestsException'
        if (!isThrottled) context.log(`lambda ${pending.functionName}: ${String(error)}; it is tried again`)
        await waitForRoom(pending, config)
      }
    })

  const settle = async (pending: Pending, config: FunctionConfig, outcome: Outcome) => {
    const retries = settingsOf(pending)?.MaximumRetryAttempts ?? DEFAULT_RETRIES
    const waitMs = RETRY_AFTER_MS[pending.attempts - 1]
    if (!outcome.error) return finish(pending, config, result(pending, outcome, 'Success'))
    if (pending.attempts > retries || waitMs === undefined) {
      return finish(pending, config, result(pending, outcome, 'RetriesExhausted'))
    }
    const nextAtMs = context.clock.now() + waitMs
    if (nextAtMs > expiryOf(pending))
      return finish(pending, config, result(pending, outcome, 'EventAgeExceeded'))
    postpone(pending, { nextAtMs })
  }

  const expiryOf = (pending: Pending) =>
    pending.acceptedAtMs + (settingsOf(pending)?.MaximumEventAgeInSeconds ?? DEFAULT_MAX_AGE_S) * 1000

  // A function with no room, or one that could not be run for a fault of this machine, is tried again, sooner at first,
  // until the event is too old.
  const waitForRoom = async (pending: Pending, config: FunctionConfig) => {
    const waitMs = Math.min(FIRST_THROTTLE_WAIT_MS * 2 ** pending.throttles, LONGEST_THROTTLE_WAIT_MS)
    const nextAtMs = context.clock.now() + waitMs
    if (nextAtMs > expiryOf(pending)) {
      const error = { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' }
      return finish(pending, config, result(pending, { error }, 'EventAgeExceeded'))
    }
    postpone(pending, { nextAtMs, throttles: pending.throttles + 1 })
  }

  return {
    accept(invocation: { config: FunctionConfig; payload: string; invokedArn: string; requestId: string }) {
      const { config, payload, invokedArn, requestId } = invocation
      const nowMs = context.clock.now()
      const pending: Pending = {
        requestId,
        functionName: config.FunctionName,
        version: config.Version,
        payload,
        invokedArn,
        acceptedAtMs: nowMs,
        nextAtMs: nowMs,
        attempts: 0,
        throttles: 0,
      }
      store.savePending(requestId, pending)
      void attempt(pending)
    },
    /** Takes up what a crash or a stop left behind. */
    start() {
      for (const pending of store.pending<Pending>()) schedule(pending)
    },
    stop() {
      stopped = true
      for (const timer of timers.values()) timer.cancel()
    },
  }
}

export type AsyncQueue = ReturnType<typeof createAsyncQueue>

const result = (pending: Pending, outcome: Outcome, condition: AsyncResult['condition']): AsyncResult => ({
  requestId: pending.requestId,
  requestPayload: pending.payload,
  attempts: pending.attempts,
  condition,
  outcome,
})
