// One event on its way to one target: kept until it arrived, was given up, or lies in the dead-letter queue.
import type { Timer } from '../runtime/clock.ts'
import type { CloudContext } from '../runtime/context.ts'
import { sendToDeadLetterQueue } from './dead-letter.ts'
import type { BusEvent } from './event.ts'
import type { Rule, Target } from './records.ts'
import type { Store } from './store.ts'
import { toDeliveryError } from './targets/delivery-error.ts'
import type { DeliveryError } from './targets/delivery-error.ts'

export interface Delivery {
  id: string
  event: BusEvent
  rule: Pick<Rule, 'Arn' | 'Name'>
  target: Target
  /** Milliseconds since the epoch, as `nextAtMs`. */
  ingestedAtMs: number
  nextAtMs: number
  /** Tries that failed so far. */
  failures: number
  /** True for an event that came from another bus: it does not travel to a third. */
  isForwarded: boolean
}

export type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds'

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
const DEFAULT_RETRIES = 185
const DEFAULT_MAX_AGE_S = 86_400
/** Chosen so that 185 tries spread over the 24 hours. */
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 10 * 60_000

/** Exponential with full jitter, never less than half a second. */
export function retryWaitMs(failures: number, random = Math.random()): number {
  const ceilingMs = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS)
  return Math.max(500, Math.round(random * ceilingMs))
}

export interface DeliveryParts {
  context: CloudContext
  store: Store
  send(delivery: Delivery): Promise<void>
}

export function createDeliveries({ context, store, send }: DeliveryParts) {
  const timers = new Map<string, Timer>()
  const underWay = new Set<Promise<void>>()
  let stopped = false

  const begin = (delivery: Delivery): Promise<void> => {
    const work = context.activity
      .during(`event ${delivery.event['detail-type']} to ${delivery.target.Arn}`, () => attempt(delivery))
      .catch((error: Error) => context.log(`events: ${delivery.target.Arn}: ${error.message}`))
      .finally(() => underWay.delete(work))
    underWay.add(work)
    return work
  }

  const schedule = (delivery: Delivery) => {
    if (stopped) return
    const due = () => {
      timers.delete(delivery.id)
      void begin(delivery)
    }
    timers.set(delivery.id, context.clock.at(delivery.nextAtMs, due))
  }

  const attempt = async (delivery: Delivery) => {
    try {
      await send(delivery)
    } catch (error) {
      if (stopped) return
      return fail(delivery, toDeliveryError(error))
    }
    store.deleteDelivery(delivery.id)
  }

  const fail = async (delivery: Delivery, error: DeliveryError) => {
    const failures = delivery.failures + 1
    const exhausted = error.isPermanent ? undefined : exhaustion({ ...delivery, failures })
    if (error.isPermanent || exhausted) return giveUp(delivery, error, exhausted)
    const next = { ...delivery, failures, nextAtMs: context.clock.now() + retryWaitMs(failures) }
    // Where the disk is full only the count is lost: what was kept of it is tried again all the same.
    schedule(next)
    store.saveDeliveries([next])
  }

  const exhaustion = (delivery: Delivery): Exhausted | undefined => {
    const policy = delivery.target.RetryPolicy ?? {}
    const oldestMs = (policy.MaximumEventAgeInSeconds ?? DEFAULT_MAX_AGE_S) * 1000
    if (delivery.failures > (policy.MaximumRetryAttempts ?? DEFAULT_RETRIES)) return 'MaximumRetryAttempts'
    return context.clock.now() - delivery.ingestedAtMs >= oldestMs ? 'MaximumEventAgeInSeconds' : undefined
  }

  const giveUp = async (delivery: Delivery, error: DeliveryError, exhausted: Exhausted | undefined) => {
    const { rule, target, event } = delivery
    const queue = target.DeadLetterConfig?.Arn
    context.log(
      `events: rule ${rule.Name} cannot deliver event ${event.id} (${event['detail-type']}) to ${target.Arn}: ` +
        `${error.code}: ${error.message}; ${queue ? `it goes to ${queue}` : 'it has no dead-letter queue and is lost'}`,
    )
    if (queue) await sendToDeadLetterQueue(context, { delivery, error, exhausted, queue })
    store.deleteDelivery(delivery.id)
  }

  return {
    /**
     * Takes deliveries on, and throws at once when they cannot be kept; resolves when each was tried once. Those due later
     * wait for their time.
     */
    launch(deliveries: Delivery[]): Promise<unknown> {
      const nowMs = context.clock.now()
      store.saveDeliveries(deliveries)
      for (const delivery of deliveries) if (delivery.nextAtMs > nowMs) schedule(delivery)
      return Promise.all(deliveries.filter((one) => one.nextAtMs <= nowMs).map(begin))
    },
    /** Delivers now what waits for a later moment. */
    hasten(id: string): Promise<void> {
      timers.get(id)?.cancel()
      if (!timers.delete(id)) return Promise.resolve()
      const delivery = store.deliveries().find((one) => one.id === id)
      return delivery ? begin(delivery) : Promise.resolve()
    },
    /** Takes up what a crash or a stop left behind. */
    start() {
      for (const delivery of store.deliveries()) schedule(delivery)
    },
    async stop() {
      stopped = true
      for (const timer of timers.values()) timer.cancel()
      await Promise.allSettled(underWay)
    },
  }
}

export type Deliveries = ReturnType<typeof createDeliveries>
