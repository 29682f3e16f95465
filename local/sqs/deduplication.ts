// A FIFO queue takes a message once: another one with the same deduplication id within five minutes is dropped.
import type { Database } from '../runtime/sqlite.ts'
import type { Queue } from './queue-records.ts'

const INTERVAL_MS = 5 * 60_000

interface Known {
  key: string
  messageId: string
  seq: number
  sentAtMs: number
}

export function createDeduplication(db: Database) {
  return {
    /** Undefined in a standard queue. The id counts for the whole queue or for its message group. */
    keyOf(queue: Queue, message: { groupId: string | null; deduplicationId: string | null }) {
      if (message.deduplicationId === null) return undefined
      const perGroup = queue.attributes['DeduplicationScope'] === 'messageGroup'
      return JSON.stringify(perGroup ? [message.groupId, message.deduplicationId] : [message.deduplicationId])
    },
    find(queue: Queue, key: string, nowMs: number): Known | undefined {
      db.run('DELETE FROM deduplications WHERE queue = ? AND sentAtMs <= ?', queue.name, nowMs - INTERVAL_MS)
      return db.get<Known>('SELECT * FROM deduplications WHERE queue = ? AND key = ?', queue.name, key)
    },
    remember: (queue: Queue, { key, messageId, seq, sentAtMs }: Known) =>
      db.run('INSERT INTO deduplications VALUES (?, ?, ?, ?, ?)', queue.name, key, messageId, seq, sentAtMs),
  }
}
