// Takes events and sends each to the targets of the rules it matches.
import { randomUUID } from 'node:crypto'
import type { CloudContext, ServiceEvent } from '../runtime/context.ts'
import { DEFAULT_BUS, busName } from './bus-operations.ts'
import type { Deliveries, Delivery } from './delivery.ts'
import { buildEvent } from './event.ts'
import type { BusEvent } from './event.ts'
import { createFaults } from './faults.ts'
import type { EventFault } from './faults.ts'
import { compilePattern } from './pattern/parse-pattern.ts'
import type { EventMatcher } from './pattern/parse-pattern.ts'
import type { Rule } from './records.ts'
import type { Store } from './store.ts'

/** The bus as the process around it sees it. */
export interface EventBus {
  /** Takes an event of an AWS service on the default bus; resolves when it is stored for delivery. */
  put(event: ServiceEvent): Promise<void>
  inject(fault: EventFault): void
  clearFaults(): void
}

export interface BusParts {
  context: CloudContext
  store: Store
  deliveries: Deliveries
}

const REORDER_LIMIT_MS = 5000

export function createBus({ context, store, deliveries }: BusParts) {
  const faults = createFaults()
  const compiled = new Map<string, EventMatcher>()
  /** Deliveries held back until the next event of their bus, by bus. */
  const held = new Map<string, string[]>()

  const matcherOf = (pattern: string) => {
    const known = compiled.get(pattern)
    if (known) return known
    const matcher = compilePattern(pattern)
    compiled.set(pattern, matcher)
    return matcher
  }
  const matches = (rule: Rule, event: BusEvent) =>
    rule.State === 'ENABLED' && rule.EventPattern !== undefined && matcherOf(rule.EventPattern)(event)

  const planFor = (rule: Rule, event: BusEvent, isForwarded: boolean): Delivery[] => {
    const nowMs = context.clock.now()
    return store.targets(rule.EventBusName, rule.Name).map((target) => ({
      id: randomUUID(),
      event,
      rule: { Arn: rule.Arn, Name: rule.Name },
      target,
      ingestedAtMs: nowMs,
      nextAtMs: nowMs,
      failures: 0,
      isForwarded,
    }))
  }
  const postponed = (planned: Delivery[], byMs: number) =>
    planned.map((one) => ({ ...one, id: randomUUID(), nextAtMs: one.nextAtMs + byMs }))

  const launch = (planned: Delivery[], bus: string) => {
    const launched = deliveries.launch(planned)
    const released = held.get(bus) ?? []
    held.delete(bus)
    // Failures are the deliveries' own matter; here only the order counts.
    void launched.then(() => Promise.all(released.map((id) => deliveries.hasten(id))))
  }

  const launchWith = (fault: EventFault, planned: Delivery[], bus: string) => {
    if (fault.kind === 'drop')
      return context.log(`events: a fault drops ${planned[0]?.event.id ?? 'an event'}`)
    if (fault.kind === 'duplicate')
      return launch([...planned, ...postponed(planned, fault.delayMs ?? 0)], bus)
    const late = postponed(planned, fault.delayMs ?? REORDER_LIMIT_MS)
    if (fault.kind === 'delay') return launch(late, bus)
    held.set(bus, [...(held.get(bus) ?? []), ...late.map((one) => one.id)])
    void deliveries.launch(late)
  }

  /** Stored when this returns; delivered later. */
  const accept = (bus: string, event: BusEvent, isForwarded = false) => {
    const rules = store.rules(bus).filter((rule) => matches(rule, event))
    const planned = rules.flatMap((rule) => planFor(rule, event, isForwarded))
    const fault = faults.take(event)
    if (fault) launchWith(fault, planned, bus)
    else launch(planned, bus)
  }

  const outside: EventBus = {
    async put(event) {
      accept(DEFAULT_BUS, buildEvent(context, event))
    },
    inject: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
  }
  return {
    outside,
    accept,
    /** A rule whose time has come: only its own targets get the event. */
    fire: (rule: Rule, event: BusEvent) => launch(planFor(rule, event, false), rule.EventBusName),
    /** From one bus to another, but not on to a third. */
    forward(busArn: string, delivery: Delivery) {
      const bus = busName(busArn)
      if (!store.bus(bus))
        throw Object.assign(new Error(`Event bus ${bus} does not exist.`), {
          name: 'ResourceNotFound',
          $metadata: { httpStatusCode: 400 },
        })
      if (!delivery.isForwarded) accept(bus, delivery.event, true)
    },
  }
}

export type Bus = ReturnType<typeof createBus>
