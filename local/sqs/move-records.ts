// Message move tasks as they are kept: they go on after a restart.
import type { Database } from '../runtime/sqlite.ts'

export interface Move {
  id: string
  /** The name of the dead-letter queue. */
  source: string
  /** Each message goes back to where it came from when null. */
  destinationArn: string | null
  perSecond: number | null
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED'
  moved: number
  toMove: number
  failure: string | null
  startedAtMs: number
}

export function createMoveRecords(db: Database) {
  return {
    find: (id: string) => db.get<Move>('SELECT * FROM moves WHERE id = ?', id),
    running: () => db.all<Move>("SELECT * FROM moves WHERE status = 'RUNNING'"),
    latest: (source: string, atMost: number) =>
      db.all<Move>(
        'SELECT * FROM moves WHERE source = ? ORDER BY startedAtMs DESC, rowid DESC LIMIT ?',
        source,
        atMost,
      ),
    save: (move: Move) =>
      db.run(
        'INSERT OR REPLACE INTO moves VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        move.id,
        move.source,
        move.destinationArn,
        move.perSecond,
        move.status,
        move.moved,
        move.toMove,
        move.failure,
        move.startedAtMs,
      ),
  }
}

export type MoveRecords = ReturnType<typeof createMoveRecords>
