// Jobs and what was seen, in one database below the data folder. An end is written with its detections and with the
// notice that it owes, all or nothing.
import { join } from 'node:path'
import { inTransaction, openDatabaseFile } from '../runtime/sqlite.ts'
import type { Detection } from './detection.ts'
import type { JobRecord } from './job-record.ts'

export type JobStore = ReturnType<typeof openJobStore>

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    token TEXT,
    ended_at_ms INTEGER,
    unsent INTEGER NOT NULL DEFAULT 0,
    record TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS jobs_by_status ON jobs (status, sequence);
  CREATE INDEX IF NOT EXISTS jobs_by_token ON jobs (token, sequence);
  CREATE TABLE IF NOT EXISTS detections (
    job_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    name TEXT NOT NULL,
    confidence REAL NOT NULL
  );
  CREATE INDEX IF NOT EXISTS detections_by_job ON detections (job_id, at_ms);
`

export function openJobStore(dataDir: string) {
  const db = openDatabaseFile(join(dataDir, 'rekognition'), 'jobs.sqlite', SCHEMA)
  const parse = (row: unknown) => JSON.parse((row as { record: string }).record) as JobRecord
  const insert = db.prepare('INSERT INTO jobs (id, status, token, record) VALUES (?, ?, ?, ?)')
  const update = db.prepare(
    'UPDATE jobs SET status = ?, ended_at_ms = ?, unsent = ?, record = ? WHERE id = ?',
  )
  const byId = db.prepare('SELECT record FROM jobs WHERE id = ?')
  const byToken = db.prepare('SELECT record FROM jobs WHERE token = ? ORDER BY sequence DESC LIMIT 1')
  const open = db.prepare("SELECT record FROM jobs WHERE status = 'IN_PROGRESS' ORDER BY sequence")
  const countOpen = db.prepare("SELECT count(*) AS n FROM jobs WHERE status = 'IN_PROGRESS'")
  const seen = db.prepare(
    'SELECT at_ms, name, confidence FROM detections WHERE job_id = ? ORDER BY at_ms, rowid',
  )
  const addSeen = db.prepare('INSERT INTO detections (job_id, at_ms, name, confidence) VALUES (?, ?, ?, ?)')

  const save = (record: JobRecord) =>
    update.run(
      record.status,
      record.endedAtMs ?? null,
      record.unsent ? 1 : 0,
      JSON.stringify(record),
      record.id,
    )
  return {
    insertJob(record: JobRecord): void {
      insert.run(record.id, record.status, record.clientRequestToken ?? null, JSON.stringify(record))
    },
    saveJob(record: JobRecord): void {
      save(record)
    },
    /** Writes the end of a job and what was seen. */
    endJob(record: JobRecord, detections: readonly Detection[]): void {
      inTransaction(db, () => {
        for (const { atMs, name, confidence } of detections) addSeen.run(record.id, atMs, name, confidence)
        save(record)
      })
    },
    findJob(id: string): JobRecord | undefined {
      const row = byId.get(id)
      return row && parse(row)
    },
    findByToken(token: string): JobRecord | undefined {
      const row = byToken.get(token)
      return row && parse(row)
    },
    /** Jobs that have not ended, oldest first. */
    openJobs: (): JobRecord[] => open.all().map(parse),
    countOpenJobs: (): number => (countOpen.get() as { n: number }).n,
    /** Jobs whose notice may not have been sent. */
    jobsWithUnsentNotice: (): JobRecord[] =>
      db.prepare('SELECT record FROM jobs WHERE unsent = 1 ORDER BY sequence').all().map(parse),
    /** In the order of time. */
    detectionsOf: (id: string): Detection[] =>
      seen.all(id).map((row) => ({
        atMs: Number(row['at_ms']),
        name: String(row['name']),
        confidence: Number(row['confidence']),
      })),
    /** Forgets jobs that ended before `beforeMs`. */
    purge(beforeMs: number): void {
      inTransaction(db, () => {
        db.prepare('DELETE FROM detections WHERE job_id IN (SELECT id FROM jobs WHERE ended_at_ms < ?)').run(
          beforeMs,
        )
        db.prepare('DELETE FROM jobs WHERE ended_at_ms < ?').run(beforeMs)
      })
    },
    close: () => db.close(),
  }
}
