// Jobs and queues in one database below the data folder. Every change is written before it is told, so that a killed
// process finds at its next start what it had promised.
import { join } from 'node:path'
import { openDatabaseFile } from '../runtime/sqlite.ts'
import type { JobRecord, JobStatus } from './job-record.ts'

/** The API's `Queue` as stored; times in epoch seconds. */
export interface QueueRecord {
  name: string
  arn: string
  description?: string
  status: 'ACTIVE' | 'PAUSED'
  type: 'SYSTEM' | 'CUSTOM'
  pricingPlan: 'ON_DEMAND'
  createdAt: number
  lastUpdated: number
  concurrentJobs?: number
  tags: Record<string, string>
}

export interface JobFilter {
  queueArn?: string
  status?: JobStatus
  order: 'ASCENDING' | 'DESCENDING'
  /** Only jobs beyond this sequence number in the given order. */
  after?: number
  limit: number
}

export type JobStore = ReturnType<typeof openJobStore>

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    queue TEXT NOT NULL,
    status TEXT NOT NULL,
    priority INTEGER NOT NULL,
    token TEXT,
    unsent INTEGER NOT NULL DEFAULT 0,
    record TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS jobs_by_status ON jobs (status, priority, sequence);
  CREATE INDEX IF NOT EXISTS jobs_by_token ON jobs (token, sequence);
  CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, record TEXT NOT NULL);
`

export function openJobStore(dataDir: string) {
  const db = openDatabaseFile(join(dataDir, 'mediaconvert'), 'jobs.sqlite', SCHEMA)
  const parse = (row: unknown) => JSON.parse((row as { record: string }).record) as JobRecord
  const insert = db.prepare(
    'INSERT INTO jobs (id, queue, status, priority, token, record) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const update = db.prepare('UPDATE jobs SET status = ?, unsent = ?, record = ? WHERE id = ?')
  const byId = db.prepare('SELECT record FROM jobs WHERE id = ?')
  const byToken = db.prepare('SELECT record FROM jobs WHERE token = ? ORDER BY sequence DESC LIMIT 1')
  const byStatus = db.prepare('SELECT record FROM jobs WHERE status = ? ORDER BY sequence')
  const countBy = db.prepare('SELECT count(*) AS n FROM jobs WHERE queue = ? AND status = ?')

  return {
    insertJob(record: JobRecord): void {
      const { job } = record
      const token = job.clientRequestToken ?? null
      insert.run(job.id, job.queue, job.status, job.priority, token, JSON.stringify(record))
    },
    saveJob(record: JobRecord): void {
      const { job } = record
      // A job that still winds down when the store has closed is taken up at the next start.
      if (db.isOpen) update.run(job.status, record.unsent ? 1 : 0, JSON.stringify(record), job.id)
    },
    findJob(id: string): JobRecord | undefined {
      const row = byId.get(id)
      return row && parse(row)
    },
    findByToken(token: string): JobRecord | undefined {
      const row = byToken.get(token)
      return row && parse(row)
    },
    /** Jobs of one status, oldest first. */
    jobsWith: (status: JobStatus): JobRecord[] => byStatus.all(status).map(parse),
    /** Jobs whose last event may not have reached the bus. */
    jobsWithUnsentEvent: (): JobRecord[] =>
      db.prepare('SELECT record FROM jobs WHERE unsent = 1 ORDER BY sequence').all().map(parse),
    /** The job that is next: highest priority, then oldest, in a queue that is not paused. */
    nextSubmitted(pausedQueues: string[]): JobRecord | undefined {
      const paused = pausedQueues.map(() => '?').join(', ')
      const row = db
        .prepare(
          `SELECT record FROM jobs WHERE status = 'SUBMITTED' AND queue NOT IN (${paused})
           ORDER BY priority DESC, sequence LIMIT 1`,
        )
        .get(...pausedQueues)
      return row && parse(row)
    },
    countJobs: (queueArn: string, status: JobStatus): number =>
      (countBy.get(queueArn, status) as { n: number }).n,
    listJobs(filter: JobFilter): { sequence: number; record: JobRecord }[] {
      const descending = filter.order === 'DESCENDING'
      const conditions = [
        ...(filter.queueArn ? [{ sql: 'queue = ?', value: filter.queueArn }] : []),
        ...(filter.status ? [{ sql: 'status = ?', value: filter.status }] : []),
        ...(filter.after ? [{ sql: `sequence ${descending ? '<' : '>'} ?`, value: filter.after }] : []),
      ]
      const where = conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : ''
      const rows = db
        .prepare(
          `SELECT sequence, record FROM jobs ${where} ORDER BY sequence ${descending ? 'DESC' : 'ASC'} LIMIT ?`,
        )
        .all(...conditions.map(({ value }) => value), filter.limit)
      return rows.map((row) => ({ sequence: Number(row.sequence), record: parse(row) }))
    },
    saveQueue(queue: QueueRecord): void {
      db.prepare('INSERT OR REPLACE INTO queues (name, record) VALUES (?, ?)').run(
        queue.name,
        JSON.stringify(queue),
      )
    },
    deleteQueue(name: string): void {
      db.prepare('DELETE FROM queues WHERE name = ?').run(name)
    },
    queues(): QueueRecord[] {
      return db
        .prepare('SELECT record FROM queues')
        .all()
        .map((row) => JSON.parse(row.record as string) as QueueRecord)
    },
    close: () => db.close(),
  }
}
