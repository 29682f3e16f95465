// Rules with a schedule: one timer each, set anew whenever the rule changes.
import type { CloudContext } from '../../runtime/context.ts'
import { createRecurring } from '../../runtime/recurring.ts'
import type { Recurring } from '../../runtime/recurring.ts'
import type { Bus } from '../bus.ts'
import { buildEvent } from '../event.ts'
import type { Rule } from '../records.ts'
import type { Store } from '../store.ts'
import { parseSchedule } from './expression.ts'

export function createScheduledRules(context: CloudContext, store: Store, bus: Bus) {
  const timers = new Map<string, Recurring>()

  const arm = (rule: Rule, nextAtMs: number | undefined) => {
    timers.get(rule.Arn)?.cancel()
    timers.delete(rule.Arn)
    if (rule.State !== 'ENABLED' || nextAtMs === undefined) return
    // Kept, so that a schedule missed while the cloud was down fires once, late.
    store.saveRule({ ...rule, nextAtMs })
    const timer = createRecurring(context.clock, {
      run: (dueMs) => fire(rule, dueMs),
      nextAfter: (dueMs) => nextOf(rule, dueMs),
    })
    timer.at(nextAtMs)
    timers.set(rule.Arn, timer)
  }
  const fire = (rule: Rule, dueMs: number) => {
    const input = { source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [rule.Arn] }
    bus.fire(rule, buildEvent(context, { ...input, timeMs: dueMs }))
    arm(rule, nextOf(rule, Math.max(dueMs, context.clock.now() - 1)))
  }
  const nextOf = (rule: Rule, afterMs: number) =>
    rule.ScheduleExpression ? parseSchedule(rule.ScheduleExpression)(afterMs) : undefined

  return {
    set: (rule: Rule) => arm(rule, nextOf(rule, context.clock.now())),
    start() {
      for (const rule of store.buses().flatMap((one) => store.rules(one.Name))) {
        arm(rule, rule.nextAtMs ?? nextOf(rule, context.clock.now()))
      }
    },
    stop() {
      for (const timer of timers.values()) timer.cancel()
    },
  }
}
