import type { Frame } from '../engine/frame.ts'
import type { Database } from './database.ts'

/** An event of an execution's history; `details` is the member named after the type. */
export interface HistoryEvent {
  id: number
  previousEventId: number
  type: string
  /** Milliseconds since the epoch. */
  at: number
  detailsName?: string
  details?: Record<string, unknown>
}

/** Events after or before `fromId`, exclusive. */
export interface HistoryPage {
  fromId: number
  limit: number
  reverse: boolean
}

export const LAST_EVENT: HistoryPage = { fromId: Number.MAX_SAFE_INTEGER, limit: 1, reverse: true }

/** The attempt a token belongs to. */
export interface TokenAttempt {
  executionId: number
  frameId: number
  attempt: number
}

/** The running part of executions: their frames, tokens and history. */
export interface FrameStore {
  load(executionId: number): Frame[]
  save(executionId: number, frame: Frame): void
  remove(executionId: number, frameId: number): void
  removeAll(executionId: number): void
  /** The frames that wait for the end of the execution `arn`. */
  awaiting(arn: string): { executionId: number; frameId: number }[]
  append(executionId: number, event: HistoryEvent): void
  /** Events in the order asked for. */
  history(executionId: number, page: HistoryPage): HistoryEvent[]
  addToken(hash: string, attempt: TokenAttempt): void
  findToken(hash: string): TokenAttempt | undefined
  /** Status events that the bus has not taken yet. */
  notices(): { id: number; data: string }[]
  addNotice(data: string): number
  removeNotice(id: number): void
}

export function createFrameStore(database: Database): FrameStore {
  const parse = <T>(rows: { data: string }[]) => rows.map(({ data }) => JSON.parse(data) as T)
  return {
    load: (id) =>
      parse<Frame>(database.all('SELECT data FROM frames WHERE execution_id = ? ORDER BY id', id)),
    save: (executionId, frame) =>
      database.run(
        'INSERT OR REPLACE INTO frames VALUES (?, ?, ?, ?)',
        executionId,
        frame.id,
        frame.awaits ?? null,
        JSON.stringify(frame),
      ),
    remove: (id, frameId) =>
      database.run('DELETE FROM frames WHERE execution_id = ? AND id = ?', id, frameId),
    removeAll: (id) => database.run('DELETE FROM frames WHERE execution_id = ?', id),
    awaiting: (arn) =>
      database.all('SELECT execution_id AS executionId, id AS frameId FROM frames WHERE awaits = ?', arn),
    append: (id, event) =>
      database.run('INSERT INTO events VALUES (?, ?, ?)', id, event.id, JSON.stringify(event)),
    history: (id, { fromId, limit, reverse }) =>
      parse<HistoryEvent>(
        database.all(
          `SELECT data FROM events WHERE execution_id = ? AND id ${reverse ? '<' : '>'} ?
           ORDER BY id ${reverse ? 'DESC' : 'ASC'} LIMIT ?`,
          id,
          fromId,
          limit,
        ),
      ),
    addToken: (hash, { executionId, frameId, attempt }) =>
      database.run('INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)', hash, executionId, frameId, attempt),
    findToken: (hash) =>
      database.one(
        'SELECT execution_id AS executionId, frame_id AS frameId, attempt FROM tokens WHERE hash = ?',
        hash,
      ),
    notices: () => database.all('SELECT id, data FROM notices ORDER BY id'),
    addNotice(data) {
      database.run('INSERT INTO notices (data) VALUES (?)', data)
      return database.lastId()
    },
    removeNotice: (id) => database.run('DELETE FROM notices WHERE id = ?', id),
  }
}
