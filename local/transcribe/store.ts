// The jobs, in one database below the data folder. An end is written together with the event that it owes.
import { join } from 'node:path'
import { openDatabaseFile } from '../runtime/sqlite.ts'
import type { JobRecord } from './job-record.ts'

export type JobStore = ReturnType<typeof openJobStore>

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    owes_event INTEGER NOT NULL DEFAULT 0,
    record TEXT NOT NULL
  )
`

export function openJobStore(dataDir: string) {
  const db = openDatabaseFile(join(dataDir, 'transcribe'), 'jobs.sqlite', SCHEMA)
  const insert = db.prepare('INSERT OR IGNORE INTO jobs (name, status, record) VALUES (?, ?, ?)')
  const update = db.prepare('UPDATE jobs SET status = ?, owes_event = ?, record = ? WHERE name = ?')
  const parse = (row: unknown) => JSON.parse((row as { record: string }).record) as JobRecord
  const list = (where: string) => () => db.prepare(`SELECT record FROM jobs ${where}`).all().map(parse)

  return {
    /** False when there is a job of that name. */
    insert: (record: JobRecord): boolean =>
      insert.run(record.name, record.status, JSON.stringify(record)).changes > 0,
    /** A job that was deleted meanwhile stays so. */
    save(record: JobRecord): void {
      update.run(record.status, record.owesEvent ? 1 : 0, JSON.stringify(record), record.name)
    },
    find(name: string): JobRecord | undefined {
      const row = db.prepare('SELECT record FROM jobs WHERE name = ?').get(name)
      return row && parse(row)
    },
    delete(name: string): void {
      db.prepare('DELETE FROM jobs WHERE name = ?').run(name)
    },
    /** The oldest first. */
    openJobs: list("WHERE status = 'IN_PROGRESS' ORDER BY sequence"),
    jobsThatOweEvents: list('WHERE owes_event = 1 ORDER BY sequence'),
    /** The newest first. */
    allJobs: list('ORDER BY sequence DESC'),
    /** Where jobs keep their files while they run. */
    workFolder: join(dataDir, 'transcribe', 'work'),
    close: () => db.close(),
  }
}
