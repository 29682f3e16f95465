// ReceiveRequestAttemptId: a consumer of a FIFO queue that lost the answer asks for the same messages once more.
import { settingMs } from './attributes.ts'
import type { Desk } from './exchange.ts'
import type { Wish } from './leasing.ts'
import type { Message } from './message-records.ts'
import type { Queue } from './queue-records.ts'

const INTERVAL_MS = 5 * 60_000

interface Attempt {
  atMs: number
  taken: Message[]
}

/** Kept in memory only: after a restart a lost answer costs a visibility timeout, as without an id. */
export function createAttempts({ context, messages }: Desk) {
  const attempts = new Map<string, Attempt>()
  const keyOf = (queue: Queue, id: string) => `${queue.name} ${id}`
  const forgetOld = (nowMs: number) => {
    for (const [key, { atMs }] of attempts) if (nowMs - atMs > INTERVAL_MS) attempts.delete(key)
  }
  return {
    remember(queue: Queue, id: string, taken: Message[]) {
      attempts.set(keyOf(queue, id), { atMs: context.clock.now(), taken })
    },
    /** The messages of the earlier attempt, hidden anew; undefined when one was deleted, changed or shown again. */
    repeat(queue: Queue, id: string, { visibilityMs }: Wish): Message[] | undefined {
      const nowMs = context.clock.now()
      forgetOld(nowMs)
      const attempt = attempts.get(keyOf(queue, id))
      if (!attempt) return undefined
      const isUntouched = attempt.taken.every((one) => {
        const now = messages.find(queue.name, one.id)
        return now?.receipt === one.receipt && now.visibleAtMs === one.visibleAtMs && now.visibleAtMs > nowMs
      })
      if (!isUntouched) return undefined
      const untilMs = nowMs + (visibilityMs ?? settingMs(queue, 'VisibilityTimeout'))
      for (const { seq } of attempt.taken) messages.hide(seq, untilMs)
      return attempt.taken.map((one) => ({ ...one, visibleAtMs: untilMs }))
    },
  }
}
