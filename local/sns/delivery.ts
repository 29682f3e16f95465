// Notices on their way: kept until they arrived, lie in the dead-letter queue, or are given up.
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
import type { Timer } from '../runtime/clock.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Database } from '../runtime/sqlite.ts'
import type { Notice } from './notice.ts'
import type { Records, Subscription } from './records.ts'
import { isPermanent } from './subscribers.ts'
import type { Subscribers } from './subscribers.ts'

interface Delivery {
  seq: number
  subscriptionArn: string
  /** Notices of one lane go one after the other: those of a message group of a FIFO topic. */
  lane: string
  notice: Notice
  failures: number
  nextAtMs: number
}
type Row = Omit<Delivery, 'notice' | 'lane'> & { notice: string; lane: string | null }

/** To queues and functions: 3 tries at once, 2 after a second, 10 with backoff, the rest 20 s apart, for 23 days. */
const TRIES = 100_015
const LONGEST_WAIT_MS = 20_000

export function retryWaitMs(failures: number): number {
  if (failures <= 3) return 0
  if (failures <= 5) return 1000
  return Math.min(1000 * 2 ** ((failures - 5) / 2), LONGEST_WAIT_MS)
}

const read = ({ notice, lane, ...row }: Row): Delivery => ({
  ...row,
  notice: JSON.parse(notice) as Notice,
  lane: lane ?? String(row.seq),
})

export interface DeliveryParts {
  context: CloudContext
  db: Database
  records: Records
  subscribers: Subscribers
}

export function createDeliveries({ context, db, records, subscribers }: DeliveryParts) {
  const lanes = new Map<string, Delivery[]>()
  const timers = new Map<string, Timer>()
  const underWay = new Set<Promise<void>>()
  let added: Delivery[] = []
  let isStopped = false

  const forget = ({ seq }: Delivery) => db.run('DELETE FROM deliveries WHERE seq = ?', seq)
  const postpone = (delivery: Delivery, failures: number, waitMs: number) => {
    Object.assign(delivery, { failures, nextAtMs: context.clock.now() + waitMs })
    db.run(
      'UPDATE deliveries SET failures = ?, nextAtMs = ? WHERE seq = ?',
      failures,
      delivery.nextAtMs,
      delivery.seq,
    )
  }

  const giveUp = async (delivery: Delivery, subscription: Subscription, error: Error) => {
    const { notice } = delivery
    const what = `sns: message ${notice.id} of ${notice.topicArn} cannot be delivered to ${subscription.endpoint}: ${error.name}: ${error.message}`
    try {
      const isBuried = await subscribers.bury(notice, subscription)
      context.log(
        `${what}; ${isBuried ? 'it goes to its dead-letter queue' : 'it has no dead-letter queue and is lost'}`,
      )
    } catch (failure) {
      if (isStopped) return
      if (!isPermanent(failure)) return postpone(delivery, delivery.failures, LONGEST_WAIT_MS)
      context.log(`${what}; its dead-letter queue refuses it, it is lost: ${(failure as Error).message}`)
    }
    forget(delivery)
  }

  /** One try; the delivery is gone afterwards, or has another time. */
  const attempt = async (delivery: Delivery): Promise<void> => {
    const subscription = records.subscription(delivery.subscriptionArn)
    if (!subscription) return void forget(delivery)
    try {
      await subscribers.send(delivery.notice, subscription)
    } catch (error) {
      if (isStopped) return
      const failures = delivery.failures + 1
      if (isPermanent(error) || failures >= TRIES) return giveUp(delivery, subscription, error as Error)
      return postpone(delivery, failures, retryWaitMs(failures))
    }
    if (!isStopped) forget(delivery)
  }

  const isKept = ({ seq }: Delivery) => db.get('SELECT seq FROM deliveries WHERE seq = ?', seq) !== undefined

  const walk = async (lane: string, queue: Delivery[]) => {
    for (let head = queue[0]; head && !isStopped; head = queue[0]) {
      if (head.nextAtMs > context.clock.now()) {
        timers.set(
          lane,
          context.clock.at(head.nextAtMs, () => begin(lane)),
        )
        return
      }
      await attempt(head)
      if (isStopped) return
      if (!isKept(head)) queue.shift()
    }
    if (queue.length === 0) lanes.delete(lane)
  }

  const begin = (lane: string) => {
    timers.delete(lane)
    const work = context.activity
      .during('sns delivers', () => walk(lane, lanes.get(lane) ?? []))
      .catch((error: Error) => context.log(`sns: ${error.message}`))
      .finally(() => underWay.delete(work))
    underWay.add(work)
  }

  const enter = (delivery: Delivery) => {
    const queue = lanes.get(delivery.lane)
    if (queue) queue.push(delivery)
    else {
      lanes.set(delivery.lane, [delivery])
      begin(delivery.lane)
    }
  }

  return {
    /** Keeps a notice for a subscription; `launch` sets it on its way. */
    add(subscription: Subscription, notice: Notice) {
      const lane = notice.sequence === undefined ? null : `${subscription.arn} ${notice.groupId ?? ''}`
      const nextAtMs = context.clock.now()
      const { lastId: seq } = db.run(
        'INSERT INTO deliveries (subscriptionArn, lane, notice, failures, nextAtMs) VALUES (?, ?, ?, 0, ?)',
        subscription.arn,
        lane,
        JSON.stringify(notice),
        nextAtMs,
      )
      added.push({
        seq,
        subscriptionArn: subscription.arn,
        lane: lane ?? String(seq),
        notice,
        failures: 0,
        nextAtMs,
      })
    },
    launch() {
      const ready = added
      added = []
      for (const delivery of ready) enter(delivery)
    },
    /** Takes up what a crash or a stop left behind. */
    start() {
      for (const row of db.all<Row>('SELECT * FROM deliveries ORDER BY seq')) enter(read(row))
    },
    async stop() {
      isStopped = true
      for (const timer of timers.values()) timer.cancel()
      await Promise.allSettled(underWay)
    },
  }
}

export type Deliveries = ReturnType<typeof createDeliveries>
