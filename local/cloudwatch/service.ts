// The local CloudWatch: metrics, alarms and dashboards. (Logs are local/logs.)
import type { CloudContext, ServiceEvent, ServiceMetric } from '../runtime/context.ts'
import { createRecurring } from '../runtime/recurring.ts'
import type { OperationService } from '../runtime/service.ts'
import { createAlarmOperations } from './alarm-operations.ts'
import { createAlarms } from './alarms.ts'
import { createDashboardOperations } from './dashboard-operations.ts'
import { QUERY_CODES } from './errors.ts'
import { createMetricOperations } from './metric-operations.ts'
import { datumOf, executionMetrics } from './service-metrics.ts'
import { MINUTE_MS, openStore } from './store.ts'
import { createTagOperations } from './tag-operations.ts'
import { createTail } from './tail.ts'

export interface CloudWatch extends OperationService {
  /** A service tells a number of itself. */
  measure(metric: ServiceMetric): void
  /** Every event of a service passes here: some are counted. */
  observe(event: ServiceEvent): void
}

const nextMinuteMs = (afterMs: number) => Math.floor(afterMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS

/** `gauges` asks every service for what can only be looked up. */
export function createCloudWatchService(context: CloudContext, gauges: () => ServiceMetric[]): CloudWatch {
  const { clock } = context
  const store = openStore(context.dataDir)
  const collect = createTail(context.dataDir, store)
  const alarms = createAlarms(context, store)
  let isRunning = false
  let isLooking = false
  let hasNews = false

  const look = async (atMs: number) => {
    collect()
    // What is seen as a minute ends belongs to it.
    store.transaction(() => gauges().forEach((metric) => store.add(datumOf(metric, atMs - 1))))
    store.forgetOld(atMs)
    await alarms.evaluate(atMs)
  }
  const minute = createRecurring(clock, {
    nextAfter: (dueMs) => (hasNews ? undefined : nextMinuteMs(dueMs)),
    run(dueMs) {
      // A timer comes a moment late, after a sleep of the machine very late.
      const atMs = clock.now() - dueMs < MINUTE_MS ? dueMs : clock.now()
      minute.at(nextMinuteMs(clock.now()))
      if (isLooking) return
      isLooking = true
      hasNews = false
      context.activity
        .during('cloudwatch looks at its alarms', () => look(atMs))
        .catch((error: Error) => context.log(`cloudwatch: ${error.stack ?? error.message}`))
        .finally(() => (isLooking = false))
    },
  })
  // While time is moved the minutes are passed over; whatever happens on the way is looked at when its minute is over.
  const onData = () => {
    hasNews = true
    if (isRunning && clock.jumpEndMs?.() !== undefined) minute.at(nextMinuteMs(clock.now()))
  }
  const measure = (metric: ServiceMetric) => {
    if (!isRunning) return
    store.add(datumOf(metric, clock.now()))
    onData()
  }

  return {
    signingName: 'monitoring',
    eventSource: 'monitoring.amazonaws.com',
    folder: 'cloudwatch',
    protocol: {
      kind: 'several',
      targetPrefix: 'GraniteServiceVersion20100801',
      xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
      queryCodes: QUERY_CODES,
    },
    operations: {
      ...createMetricOperations({ context, store, refresh: collect, onData }),
      ...createAlarmOperations({ context, store, alarms, onData }),
      ...createDashboardOperations(context, store),
      ...createTagOperations(store),
    },
    measure,
    observe: (event) => executionMetrics(event).forEach(measure),
    async start() {
      isRunning = true
      minute.at(nextMinuteMs(clock.now()))
      await context.activity.during('cloudwatch tells what it left unsaid', () => alarms.resume())
    },
    async stop() {
      isRunning = false
      minute.cancel()
      store.close()
    },
  }
}
