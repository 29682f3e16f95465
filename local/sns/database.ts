// Topics, subscriptions, and the notices that have not arrived yet: what `kill -9` must not take away.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, StatementSync } from 'node:sqlite'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS topics (
    arn TEXT PRIMARY KEY, attributes TEXT NOT NULL, tags TEXT NOT NULL, published INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS subscriptions (
    arn TEXT PRIMARY KEY, topicArn TEXT NOT NULL, protocol TEXT NOT NULL, endpoint TEXT NOT NULL,
    principal TEXT NOT NULL, attributes TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, subscriptionArn TEXT NOT NULL, lane TEXT, notice TEXT NOT NULL,
    failures INTEGER NOT NULL, nextAtMs INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS deduplications (
    topicArn TEXT NOT NULL, key TEXT NOT NULL, messageId TEXT NOT NULL, sequence TEXT NOT NULL, atMs INTEGER NOT NULL,
    PRIMARY KEY (topicArn, key)
  );
`

export function openDatabase(dataDir: string) {
  mkdirSync(join(dataDir, 'sns'), { recursive: true })
  const db = new DatabaseSync(join(dataDir, 'sns', 'sns.db'))
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;' + SCHEMA)
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
    /** The number of the row that was added last. */
    run: (sql: string, ...values: SQLInputValue[]) => Number(statement(sql).run(...values).lastInsertRowid),
    /** All of it or nothing; not to be nested. */
    transaction<T>(work: () => T): T {
      db.exec('BEGIN')
      try {
        const result = work()
        db.exec('COMMIT')
        return result
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
    close: () => db.close(),
  }
}

export type Database = ReturnType<typeof openDatabase>
