// Everything the service knows lives in one SQLite file, so that a killed process loses at most the step it was in.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { SQLInputValue, StatementSync } from 'node:sqlite'
import { inTransaction, openDatabaseFile } from '../../runtime/sqlite.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS machines (arn TEXT PRIMARY KEY, data TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS versions (
    arn TEXT PRIMARY KEY, machine_arn TEXT NOT NULL, number INTEGER NOT NULL, data TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS executions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL UNIQUE, machine_arn TEXT NOT NULL,
    status TEXT NOT NULL, redrive_count INTEGER NOT NULL, data TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS executions_of_machine ON executions (machine_arn, id);
  CREATE INDEX IF NOT EXISTS executions_by_status ON executions (status);
  CREATE TABLE IF NOT EXISTS events (
    execution_id INTEGER NOT NULL, id INTEGER NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (execution_id, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS frames (
    execution_id INTEGER NOT NULL, id INTEGER NOT NULL, awaits TEXT, data TEXT NOT NULL,
    PRIMARY KEY (execution_id, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS frames_awaiting ON frames (awaits) WHERE awaits IS NOT NULL;
  CREATE TABLE IF NOT EXISTS tokens (
    hash TEXT PRIMARY KEY, execution_id INTEGER NOT NULL, frame_id INTEGER NOT NULL, attempt INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS notices (id INTEGER PRIMARY KEY AUTOINCREMENT, data TEXT NOT NULL);
`

export interface Database {
  run(sql: string, ...values: SQLInputValue[]): void
  one<T>(sql: string, ...values: SQLInputValue[]): T | undefined
  all<T>(sql: string, ...values: SQLInputValue[]): T[]
  lastId(): number
  /** All or nothing; `work` must not wait for anything. */
  transaction<T>(work: () => T): T
  /** A random secret of this data folder: task tokens are made from it and can be made again after a restart. */
  readonly secret: Buffer
  close(): void
}

export function openDatabase(dataDir: string): Database {
  const sqlite = openDatabaseFile(join(dataDir, 'states'), 'states.sqlite', SCHEMA)
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string) => {
    const known = statements.get(sql)
    if (known) return known
    const fresh = sqlite.prepare(sql)
    statements.set(sql, fresh)
    return fresh
  }
  const one = <T>(sql: string, ...values: SQLInputValue[]) => prepare(sql).get(...values) as T | undefined
  prepare("INSERT OR IGNORE INTO meta VALUES ('secret', ?)").run(randomBytes(32))
  return {
    secret: Buffer.from(
      one<{ value: Uint8Array }>("SELECT value FROM meta WHERE key = 'secret'")?.value ?? [],
    ),
    run: (sql, ...values) => void prepare(sql).run(...values),
    one,
    all: <T>(sql: string, ...values: SQLInputValue[]) => prepare(sql).all(...values) as T[],
    lastId: () => one<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0,
    transaction: (work) => inTransaction(sqlite, work),
    close: () => sqlite.close(),
  }
}
