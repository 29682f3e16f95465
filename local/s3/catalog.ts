// The catalog of buckets, objects and uploads in one SQLite database. Every change is one transaction, together
// with the event that tells of it: after a crash an object is there with its event still to be sent, or not at all.
import { inTransaction, openDatabaseFile } from '../runtime/sqlite.ts'
import type { Algorithm } from './checksum.ts'
import type { Segment } from './blobs.ts'

export interface StoredObject {
  key: string
  sizeBytes: number
  /** Without quotes. */
  etag: string
  modifiedMs: number
  segments: Segment[]
  /** Response headers and `x-amz-meta-*`, as they were given. */
  headers: Record<string, string>
  checksums: Partial<Record<Algorithm, string>>
  checksumType?: 'COMPOSITE' | 'FULL_OBJECT'
  tags: Record<string, string>
}

export interface Upload {
  id: string
  bucket: string
  key: string
  startedMs: number
  headers: Record<string, string>
  tags: Record<string, string>
  algorithm?: Algorithm
}

export interface Part extends Segment {
  number: number
  etag: string
  modifiedMs: number
  checksums: Partial<Record<Algorithm, string>>
}

/** The first key itself, or the one behind it. */
export type Start = { from: string } | { after: string }

export interface Bucket {
  name: string
  createdMs: number
  region: string
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS bucket (name TEXT PRIMARY KEY, created_ms INTEGER NOT NULL, region TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS setting (bucket TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (bucket, name));
CREATE TABLE IF NOT EXISTS object (
  bucket TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (bucket, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS upload (id TEXT PRIMARY KEY, bucket TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS part (upload_id TEXT, number INTEGER, body TEXT NOT NULL, PRIMARY KEY (upload_id, number));
CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sequence (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
`

export type Catalog = ReturnType<typeof openCatalog>

export function openCatalog(folder: string) {
  const database = openDatabaseFile(folder, 'catalog.db', SCHEMA)
  const sql = (text: string) => database.prepare(text)
  const parse = <T>(row: Record<string, unknown> | undefined, column = 'body') =>
    row && (JSON.parse(String(row[column])) as T)
  const toBucket = (row: Record<string, unknown>): Bucket => ({
    name: String(row.name),
    createdMs: Number(row.created_ms),
    region: String(row.region),
  })

  const bucketByName = sql('SELECT * FROM bucket WHERE name = ?')
  const allBuckets = sql('SELECT * FROM bucket ORDER BY name')
  const insertBucket = sql('INSERT INTO bucket VALUES (?, ?, ?)')
  const objectByKey = sql('SELECT body FROM object WHERE bucket = ? AND key = ?')
  const objectsAfter = sql('SELECT body FROM object WHERE bucket = ? AND key > ? ORDER BY key LIMIT ?')
  const objectsFrom = sql('SELECT body FROM object WHERE bucket = ? AND key >= ? ORDER BY key LIMIT ?')
  const upsertObject = sql('INSERT OR REPLACE INTO object VALUES (?, ?, ?)')
  const deleteObject = sql('DELETE FROM object WHERE bucket = ? AND key = ?')
  const uploadById = sql('SELECT body FROM upload WHERE id = ?')
  const uploadsOf = sql('SELECT body FROM upload WHERE bucket = ? ORDER BY id')
  const insertUpload = sql('INSERT INTO upload VALUES (?, ?, ?)')
  const deleteUpload = sql('DELETE FROM upload WHERE id = ?')
  const deleteParts = sql('DELETE FROM part WHERE upload_id = ?')
  const partsOf = sql('SELECT body FROM part WHERE upload_id = ? ORDER BY number')
  const upsertPart = sql('INSERT OR REPLACE INTO part VALUES (?, ?, ?)')
  const settingOf = sql('SELECT body FROM setting WHERE bucket = ? AND name = ?')
  const upsertSetting = sql('INSERT OR REPLACE INTO setting VALUES (?, ?, ?)')
  const deleteSetting = sql('DELETE FROM setting WHERE bucket = ? AND name = ?')
  const insertEvent = sql('INSERT INTO outbox (event) VALUES (?)')
  const oldestEvent = sql('SELECT id, event FROM outbox ORDER BY id LIMIT 1')
  const deleteEvent = sql('DELETE FROM outbox WHERE id = ?')
  const lastSequence = sql("SELECT value FROM sequence WHERE name = 'sequencer'")
  const writeSequence = sql("INSERT OR REPLACE INTO sequence VALUES ('sequencer', ?)")

  return {
    /** Runs `change` as one transaction. It must not await. */
    transaction: <T>(change: () => T): T => inTransaction(database, change),
    bucket: (name: string) => {
      const row = bucketByName.get(name)
      return row && toBucket(row)
    },
    buckets: () => allBuckets.all().map(toBucket),
    putBucket: (bucket: Bucket) => void insertBucket.run(bucket.name, bucket.createdMs, bucket.region),
    dropBucket(name: string) {
      for (const table of ['setting', 'upload']) sql(`DELETE FROM ${table} WHERE bucket = ?`).run(name)
      sql('DELETE FROM bucket WHERE name = ?').run(name)
    },
    object: (bucket: string, key: string) => parse<StoredObject>(objectByKey.get(bucket, key)),
    /** In the order of the keys' UTF-8 bytes. */
    objects: (bucket: string, start: Start, limit: number) =>
      ('from' in start
        ? objectsFrom.all(bucket, start.from, limit)
        : objectsAfter.all(bucket, start.after, limit)
      ).map((row) => parse<StoredObject>(row)!),
    putObject: (bucket: string, object: StoredObject) =>
      void upsertObject.run(bucket, object.key, JSON.stringify(object)),
    dropObject: (bucket: string, key: string) => void deleteObject.run(bucket, key),
    upload: (id: string) => parse<Upload>(uploadById.get(id)),
    uploads: (bucket: string) => uploadsOf.all(bucket).map((row) => parse<Upload>(row)!),
    putUpload: (upload: Upload) => void insertUpload.run(upload.id, upload.bucket, JSON.stringify(upload)),
    dropUpload(id: string) {
      deleteUpload.run(id)
      deleteParts.run(id)
    },
    parts: (uploadId: string) => partsOf.all(uploadId).map((row) => parse<Part>(row)!),
    putPart: (uploadId: string, part: Part) =>
      void upsertPart.run(uploadId, part.number, JSON.stringify(part)),
    setting: (bucket: string, name: string) => settingOf.get(bucket, name)?.body as string | undefined,
    putSetting: (bucket: string, name: string, body: string) => void upsertSetting.run(bucket, name, body),
    dropSetting: (bucket: string, name: string) => void deleteSetting.run(bucket, name),
    putEvent: (event: unknown) => void insertEvent.run(JSON.stringify(event)),
    nextEvent() {
      const row = oldestEvent.get()
      return row && { id: Number(row.id), event: parse<unknown>(row, 'event') }
    },
    dropEvent: (id: number) => void deleteEvent.run(id),
    /** Hexadecimal of fixed width, growing with every call, whatever the clock does. */
    nextSequencer(nowMs: number): string {
      const last = Number(lastSequence.get()?.value ?? 0)
      const next = Math.max(last + 1, nowMs * 1000)
      writeSequence.run(next)
      return next.toString(16).toUpperCase().padStart(16, '0')
    },
    /** The blobs in use, for the sweep at the start. */
    usedBlobs(): Set<string> {
      const used = new Set<string>()
      for (const row of sql('SELECT body FROM object').iterate()) {
        for (const { blob } of parse<StoredObject>(row)?.segments ?? []) used.add(blob)
      }
      for (const row of sql('SELECT body FROM part').iterate()) used.add(parse<Part>(row)!.blob)
      return used
    },
    close: () => database.close(),
  }
}
