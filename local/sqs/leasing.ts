// Hands messages out: in order, each to one consumer at a time, and those received too often to the dead-letter queue.
import { randomUUID } from 'node:crypto'
import { AwsError } from '../runtime/aws-error.ts'
import { settingMs } from './attributes.ts'
import type { Desk } from './exchange.ts'
import type { Message } from './message-records.ts'
import { isFifo } from './queue-records.ts'
import type { Queue } from './queue-records.ts'
import { redrivePolicyOf } from './redrive.ts'

export interface Wish {
  atMost: number
  /** The queue's own when undefined. */
  visibilityMs: number | undefined
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const MOST_IN_FLIGHT = 120_000

export function createLeasing({ context, db, queues, messages, room }: Desk) {
  const moveExhausted = (queue: Queue, nowMs: number): Queue | undefined => {
    const policy = redrivePolicyOf(queue)
    const target = policy && queues.byArn(policy.deadLetterTargetArn)
    if (!target) return undefined
    const exhausted = messages.exhausted(queue, nowMs, policy.maxReceiveCount)
    for (const message of exhausted)
      messages.toDeadLetters(message, target, { sourceArn: queues.arn(queue), nowMs })
    return exhausted.length > 0 ? target : undefined
  }

  const lease = (message: Message, hiddenUntilMs: number, nowMs: number): Message => {
    const leased = {
      ...message,
      visibleAtMs: hiddenUntilMs,
      receipt: randomUUID(),
      receivedAtMs: nowMs,
      firstReceivedAtMs: message.firstReceivedAtMs ?? nowMs,
      receiveCount: message.receiveCount + 1,
    }
    messages.saveLease(leased)
    return leased
  }

  return {
    /** Throws OverLimit when too many messages of a standard queue are in flight; a FIFO queue then gives none. */
    take(queue: Queue, { atMost, visibilityMs }: Wish): Message[] {
      const nowMs = context.clock.now()
      let deadLetters: Queue | undefined
      const taken = db.transaction(() => {
        messages.expire(queue, nowMs)
        deadLetters = moveExhausted(queue, nowMs)
        const room = MOST_IN_FLIGHT - messages.inFlight(queue.name, nowMs)
        if (room <= 0 && !isFifo(queue))
          throw new AwsError('OverLimit', `Too many messages are in flight in ${queue.name}.`, 403)
        const hiddenUntilMs = nowMs + (visibilityMs ?? settingMs(queue, 'VisibilityTimeout'))
        const next = messages.next(queue, nowMs, Math.max(0, Math.min(atMost, room)))
        return next.map((message) => lease(message, hiddenUntilMs, nowMs))
      })
      if (deadLetters) room.changed(deadLetters.name)
      return taken
    },
    /** As if they had not been received: their consumer went away before it had them. */
    takeBack(queue: string, taken: Message[]) {
      db.transaction(() => {
        for (const one of taken) {
          const now = messages.find(queue, one.id)
          if (now?.receipt !== one.receipt) continue
          const isFirst = one.receiveCount === 1
          messages.saveLease({
            ...now,
            visibleAtMs: context.clock.now(),
            receipt: null,
            receiveCount: one.receiveCount - 1,
            ...(isFirst && { receivedAtMs: null, firstReceivedAtMs: null }),
          })
        }
      })
      room.changed(queue)
    },
  }
}

export type Leasing = ReturnType<typeof createLeasing>
