// Databases below the data folder, one for each service. What is written is there after `kill -9`; a disk that fills takes
// back what it could not take whole.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, StatementSync } from 'node:sqlite'

/** Only the loss of power may cost the last transactions. */
const SETTINGS = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;'

/** Opens or makes `<folder>/<fileName>`; `schema` makes what is not there yet. */
export function openDatabaseFile(folder: string, fileName: string, schema: string): DatabaseSync {
  // Some keep secrets in the clear: nobody but the owner of the process reads them.
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new DatabaseSync(join(folder, fileName))
  db.exec(SETTINGS + schema)
  return db
}

/** All of `work` or nothing; not to be nested, and not to be awaited in. SQLite takes back by itself what a full disk cuts off. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

export type Database = ReturnType<typeof openDatabase>

/** A database that is asked in SQL, every statement prepared once. */
export function openDatabase(folder: string, fileName: string, schema: string) {
  const db = openDatabaseFile(folder, fileName, schema)
  const prepared = new Map<string, StatementSync>()
  const statement = (sql: string) => {
    const known = prepared.get(sql)
    if (known) return known
    const made = db.prepare(sql)
    prepared.set(sql, made)
    return made
  }
  return {
    get: <T>(sql: string, ...values: SQLInputValue[]) => statement(sql).get(...values) as T | undefined,
    all: <T>(sql: string, ...values: SQLInputValue[]) => statement(sql).all(...values) as T[],
    /** The number of rows that changed, and the row that was added last. */
    run(sql: string, ...values: SQLInputValue[]) {
      const { changes, lastInsertRowid } = statement(sql).run(...values)
      return { changes: Number(changes), lastId: Number(lastInsertRowid) }
    },
    transaction: <T>(work: () => T): T => inTransaction(db, work),
    close: () => db.close(),
  }
}
