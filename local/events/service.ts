// The local EventBridge: buses, rules, targets, and deliveries that survive a crash.
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import { createBus } from './bus.ts'
import type { EventBus } from './bus.ts'
import { createBusOperations } from './bus-operations.ts'
import { createDeliveries } from './delivery.ts'
import { createPutEvents } from './put-events.ts'
import { createRuleOperations } from './rule-operations.ts'
import { createScheduledRules } from './schedule/scheduled-rules.ts'
import { openStore } from './store.ts'
import { createTargetOperations } from './target-operations.ts'
import { createClients } from './targets/clients.ts'
import { createSend } from './targets/send.ts'

export function createEventsService(context: CloudContext): OperationService & { bus: EventBus } {
  const store = openStore(context.dataDir)
  const clients = createClients(context)
  const send = createSend({ context, clients, forward: (busArn, delivery) => bus.forward(busArn, delivery) })
  const deliveries = createDeliveries({ context, store, send })
  const bus = createBus({ context, store, deliveries })
  const schedules = createScheduledRules(context, store, bus)
  return {
    signingName: 'events',
    eventSource: 'events.amazonaws.com',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'AWSEvents' },
    operations: {
      ...createBusOperations(context, store),
      ...createRuleOperations({ context, store, onChange: (rule) => schedules.set(rule) }),
      ...createTargetOperations(store),
      ...createPutEvents(context, store, bus),
    },
    bus: bus.outside,
    async start() {
      deliveries.start()
      schedules.start()
    },
    async stop() {
      schedules.stop()
      await deliveries.stop()
      clients.destroy()
      store.close()
    },
  }
}
