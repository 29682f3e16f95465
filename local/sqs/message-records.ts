// The messages as they are kept, and the questions asked of them. A message is hidden while `visibleAtMs` is to come:
// in flight when it has a receipt, delayed when it has none.
import type { Database } from '../runtime/sqlite.ts'
import { isFifo } from './queue-records.ts'
import type { Queue } from './queue-records.ts'
import { settingMs } from './attributes.ts'

export interface Message {
  /** The order of arrival in this queue. */
  seq: number
  queue: string
  id: string
  body: string
  /** JSON, as the attributes are on the wire. */
  attributes: string
  /** JSON: who sent it, and the trace header. */
  system: string
  groupId: string | null
  deduplicationId: string | null
  sentAtMs: number
  visibleAtMs: number
  /** Of the latest receive. */
  receipt: string | null
  receivedAtMs: number | null
  firstReceivedAtMs: number | null
  receiveCount: number
  /** The queue it came from, in a dead-letter queue. */
  sourceArn: string | null
}

export type NewMessage = Pick<
  Message,
  | 'queue'
  | 'id'
  | 'body'
  | 'attributes'
  | 'system'
  | 'groupId'
  | 'deduplicationId'
  | 'sentAtMs'
  | 'visibleAtMs'
>

// A message of a FIFO queue waits while one of its group is in flight, or an earlier one is delayed.
const UNBLOCKED = `NOT EXISTS (
  SELECT 1 FROM messages other
  WHERE other.queue = m.queue AND other.groupId = m.groupId AND other.visibleAtMs > $now
    AND (other.receipt IS NOT NULL OR other.seq < m.seq))`

const numbered = (sql: string) => sql.replaceAll('$now', '?2')

/** ?1 the queue, ?2 the time, ?3 how many. */
const NEXT_STANDARD =
  'SELECT * FROM messages WHERE queue = ?1 AND visibleAtMs <= ?2 ORDER BY visibleAtMs, seq LIMIT ?3'
const NEXT_FIFO = numbered(
  `SELECT * FROM messages m WHERE queue = ?1 AND visibleAtMs <= $now AND ${UNBLOCKED} ORDER BY seq LIMIT ?3`,
)
/** ?1 the queue, ?2 the time, ?3 how often a message may be received. */
const EXHAUSTED = 'SELECT * FROM messages m WHERE queue = ?1 AND visibleAtMs <= ?2 AND receiveCount >= ?3'
const EXHAUSTED_FIFO = numbered(`${EXHAUSTED} AND ${UNBLOCKED}`)

const COUNTS = `SELECT
  COALESCE(SUM(visibleAtMs <= ?2), 0) AS visible,
  COALESCE(SUM(visibleAtMs > ?2 AND receipt IS NOT NULL), 0) AS inFlight,
  COALESCE(SUM(visibleAtMs > ?2 AND receipt IS NULL), 0) AS delayed
  FROM messages WHERE queue = ?1`

const MOVE = `INSERT INTO messages (queue, id, body, attributes, system, groupId, deduplicationId, sentAtMs, visibleAtMs,
    receivedAtMs, firstReceivedAtMs, receiveCount, sourceArn)
  SELECT ?1, id, body, attributes, system, groupId, deduplicationId, ?2, ?3,
    NULL, firstReceivedAtMs, receiveCount, ?4 FROM messages WHERE seq = ?5`

export function createMessageRecords(db: Database) {
  return {
    /** The order number of the new message. */
    add: (one: NewMessage) =>
      db.run(
        `INSERT INTO messages (queue, id, body, attributes, system, groupId, deduplicationId, sentAtMs, visibleAtMs)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        one.queue,
        one.id,
        one.body,
        one.attributes,
        one.system,
        one.groupId,
        one.deduplicationId,
        one.sentAtMs,
        one.visibleAtMs,
      ).lastId,
    find: (queue: string, id: string) =>
      db.get<Message>('SELECT * FROM messages WHERE id = ? AND queue = ?', id, queue),
    /** Those that a consumer may be given now, in the order of the queue. */
    next: (queue: Queue, nowMs: number, atMost: number) =>
      db.all<Message>(isFifo(queue) ? NEXT_FIFO : NEXT_STANDARD, queue.name, nowMs, atMost),
    /** Those that a consumer would be given, but were received too often. */
    exhausted: (queue: Queue, nowMs: number, receives: number) =>
      db.all<Message>(isFifo(queue) ? EXHAUSTED_FIFO : EXHAUSTED, queue.name, nowMs, receives),
    counts: (queue: string, nowMs: number) =>
      db.get<{ visible: number; inFlight: number; delayed: number }>(COUNTS, queue, nowMs)!,
    inFlight: (queue: string, nowMs: number) =>
      db.get<{ count: number }>(
        'SELECT COUNT(*) AS count FROM messages WHERE queue = ? AND visibleAtMs > ? AND receipt IS NOT NULL',
        queue,
        nowMs,
      )!.count,
    /** When the next hidden message shows itself. */
    nextVisibleAtMs: (queue: string, nowMs: number) =>
      db.get<{ atMs: number | null }>(
        'SELECT MIN(visibleAtMs) AS atMs FROM messages WHERE queue = ? AND visibleAtMs > ?',
        queue,
        nowMs,
      )?.atMs ?? undefined,
    /** Writes what a receive, or taking it back, changes. */
    saveLease: (one: Message) =>
      db.run(
        `UPDATE messages SET visibleAtMs = ?, receipt = ?, receivedAtMs = ?, firstReceivedAtMs = ?, receiveCount = ?
         WHERE seq = ?`,
        one.visibleAtMs,
        one.receipt,
        one.receivedAtMs,
        one.firstReceivedAtMs,
        one.receiveCount,
        one.seq,
      ),
    hide: (seq: number, untilMs: number) =>
      db.run('UPDATE messages SET visibleAtMs = ? WHERE seq = ?', untilMs, seq),
    remove: (seq: number) => db.run('DELETE FROM messages WHERE seq = ?', seq),
    purge: (queue: string) => db.run('DELETE FROM messages WHERE queue = ?', queue),
    /** Forgets what was kept for longer than the queue keeps messages. */
    expire: (queue: Queue, nowMs: number) =>
      db.run(
        'DELETE FROM messages WHERE queue = ? AND sentAtMs <= ?',
        queue.name,
        nowMs - settingMs(queue, 'MessageRetentionPeriod'),
      ),
    /** To a dead-letter queue: the message keeps its id, its counts and, outside FIFO, its age. */
    toDeadLetters(
      message: Message,
      target: Queue,
      { sourceArn, nowMs }: { sourceArn: string; nowMs: number },
    ) {
      const sentAtMs = isFifo(target) ? nowMs : message.sentAtMs
      db.run(MOVE, target.name, sentAtMs, nowMs, sourceArn, message.seq)
      db.run('DELETE FROM messages WHERE seq = ?', message.seq)
    },
  }
}

export type MessageRecords = ReturnType<typeof createMessageRecords>

/** Twenty digits, growing with each message of a FIFO queue. */
export const sequenceNumber = (seq: number) => String(18_849_496_460_467_696_128n + BigInt(seq) * 256n)
