// Metrics by the minute, alarms with their history, dashboards: what a restart must not forget.
import { join } from 'node:path'
import type { SQLInputValue } from 'node:sqlite'
import { inTransaction, openDatabaseFile } from '../runtime/sqlite.ts'
import { merge } from './bucket.ts'
import type { Bucket } from './bucket.ts'

export interface Metric {
  namespace: string
  name: string
  dimensions: Record<string, string>
}

/** One value, or the many of one moment that were told together. */
export interface Datum extends Metric {
  atMs: number
  unit: string
  bucket: Bucket
}

export interface Point {
  minuteMs: number
  unit: string
  bucket: Bucket
}

export const MINUTE_MS = 60_000
/** Dashboards show at most so much; AWS keeps minutes for 15 days and coarser periods for 455. */
const KEPT_MS = 63 * 24 * 60 * MINUTE_MS

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS series (
    id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, dimensions TEXT NOT NULL,
    UNIQUE (namespace, name, dimensions));
  CREATE TABLE IF NOT EXISTS points (
    series INTEGER, minuteMs INTEGER, unit TEXT, bucket TEXT NOT NULL, PRIMARY KEY (series, minuteMs, unit)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS kept (kind TEXT, name TEXT, value TEXT NOT NULL, PRIMARY KEY (kind, name));
  CREATE TABLE IF NOT EXISTS history (seq INTEGER PRIMARY KEY, alarm TEXT NOT NULL, atMs INTEGER NOT NULL, value TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS points_age ON points (minuteMs);
  CREATE INDEX IF NOT EXISTS history_alarm ON history (alarm, seq);
`

/** The same dimensions in another order are the same metric. */
const dimensionKey = (dimensions: Record<string, string>) =>
  JSON.stringify(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)))

export function openStore(dataDir: string) {
  const db = openDatabaseFile(join(dataDir, 'cloudwatch'), 'cloudwatch.db', SCHEMA)
  const all = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).all(...values)

  const seriesOf = ({ namespace, name, dimensions }: Metric): number | undefined =>
    db
      .prepare('SELECT id FROM series WHERE namespace = ? AND name = ? AND dimensions = ?')
      .get(namespace, name, dimensionKey(dimensions))?.['id'] as number | undefined

  const openSeries = (metric: Metric): number =>
    seriesOf(metric) ??
    Number(
      db
        .prepare('INSERT INTO series (namespace, name, dimensions) VALUES (?, ?, ?)')
        .run(metric.namespace, metric.name, dimensionKey(metric.dimensions)).lastInsertRowid,
    )

  return {
    add(datum: Datum) {
      const series = openSeries(datum)
      const minuteMs = Math.floor(datum.atMs / MINUTE_MS) * MINUTE_MS
      const [row] = all(
        'SELECT bucket FROM points WHERE series = ? AND minuteMs = ? AND unit = ?',
        ...[series, minuteMs, datum.unit],
      )
      const bucket = row ? merge(JSON.parse(row['bucket'] as string) as Bucket, datum.bucket) : datum.bucket
      db.prepare('INSERT OR REPLACE INTO points VALUES (?, ?, ?, ?)').run(
        ...([series, minuteMs, datum.unit, JSON.stringify(bucket)] as const),
      )
    },
    /** From the first moment to just before the second, oldest first. */
    points(metric: Metric, fromMs: number, untilMs: number): Point[] {
      const series = seriesOf(metric)
      if (series === undefined) return []
      return all(
        'SELECT minuteMs, unit, bucket FROM points WHERE series = ? AND minuteMs >= ? AND minuteMs < ? ORDER BY minuteMs',
        ...[series, fromMs, untilMs],
      ).map((row) => ({
        minuteMs: row['minuteMs'] as number,
        unit: row['unit'] as string,
        bucket: JSON.parse(row['bucket'] as string) as Bucket,
      }))
    },
    metrics: (): Metric[] =>
      all('SELECT namespace, name, dimensions FROM series ORDER BY namespace, name, dimensions').map(
        (row) => ({
          namespace: row['namespace'] as string,
          name: row['name'] as string,
          dimensions: Object.fromEntries(JSON.parse(row['dimensions'] as string) as [string, string][]),
        }),
      ),
    forgetOld: (nowMs: number) =>
      void db.prepare('DELETE FROM points WHERE minuteMs < ?').run(nowMs - KEPT_MS),

    kept: <T>(kind: Kind, name: string): T | undefined => {
      const [row] = all('SELECT value FROM kept WHERE kind = ? AND name = ?', kind, name)
      return row && (JSON.parse(row['value'] as string) as T)
    },
    allKept: <T>(kind: Kind): T[] =>
      all('SELECT value FROM kept WHERE kind = ? ORDER BY name', kind).map(
        (row) => JSON.parse(row['value'] as string) as T,
      ),
    keep: (kind: Kind, name: string, value: unknown) =>
      void db.prepare('INSERT OR REPLACE INTO kept VALUES (?, ?, ?)').run(kind, name, JSON.stringify(value)),
    /** Whether there was one. */
    drop: (kind: Kind, name: string) =>
      db.prepare('DELETE FROM kept WHERE kind = ? AND name = ?').run(kind, name).changes > 0,

    addHistory: (alarm: string, atMs: number, value: unknown) =>
      void db
        .prepare('INSERT INTO history (alarm, atMs, value) VALUES (?, ?, ?)')
        .run(alarm, atMs, JSON.stringify(value)),
    /** Newest first; of every alarm when none is named. */
    history: <T>(alarm: string | undefined): T[] =>
      all('SELECT value FROM history WHERE ?1 IS NULL OR alarm = ?1 ORDER BY seq DESC', alarm ?? null).map(
        (row) => JSON.parse(row['value'] as string) as T,
      ),

    transaction: <T>(work: () => T): T => inTransaction(db, work),
    close: () => db.close(),
  }
}

type Kind = 'alarm' | 'dashboard' | 'tags' | 'message' | 'tail'

export type Store = ReturnType<typeof openStore>
