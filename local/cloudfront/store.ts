// What has been configured, the keys of the key value stores, and the invalidations. A configuration is kept as the XML
// in which it came, so that it is given back whole, whatever of it the edge here carries out.
import { join } from 'node:path'
import { openDatabaseFile } from '../runtime/sqlite.ts'

export interface Entity {
  kind: string
  /** The id, or the name of what is known by its name. */
  id: string
  etag: string
  /** Inner XML of the configuration. */
  config: string
  /** ISO 8601. */
  createdAt: string
  modifiedAt: string
  /** Of a function: its source, and source and configuration as published. */
  code?: string
  live?: { code: string; config: string }
  /** Of a key value store. */
  uuid?: string
}

export interface Invalidation {
  id: string
  distributionId: string
  createdAt: string
  batch: string
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entities (kind TEXT, id TEXT, value TEXT NOT NULL, PRIMARY KEY (kind, id));
  CREATE TABLE IF NOT EXISTS keys (store TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (store, key));
  CREATE TABLE IF NOT EXISTS invalidations (distribution TEXT, id TEXT, value TEXT NOT NULL, PRIMARY KEY (distribution, id));
`

export function openStore(dataDir: string) {
  const db = openDatabaseFile(join(dataDir, 'cloudfront'), 'cloudfront.db', SCHEMA)
  const rows = <T>(sql: string, ...keys: string[]) =>
    db
      .prepare(sql)
      .all(...keys)
      .map((row) => JSON.parse(row['value'] as string) as T)
  const run = (sql: string, ...keys: string[]) => db.prepare(sql).run(...keys).changes > 0

  return {
    entity: (kind: string, id: string) =>
      rows<Entity>('SELECT value FROM entities WHERE kind = ? AND id = ?', kind, id)[0],
    entities: (kind?: string) =>
      kind === undefined
        ? rows<Entity>('SELECT value FROM entities')
        : rows<Entity>('SELECT value FROM entities WHERE kind = ? ORDER BY id', kind),
    save: (one: Entity) =>
      run('INSERT OR REPLACE INTO entities VALUES (?, ?, ?)', one.kind, one.id, JSON.stringify(one)),
    remove: (kind: string, id: string) => run('DELETE FROM entities WHERE kind = ? AND id = ?', kind, id),

    key: (store: string, key: string) =>
      db.prepare('SELECT value FROM keys WHERE store = ? AND key = ?').get(store, key)?.['value'] as
        string | undefined,
    keys: (store: string) =>
      db
        .prepare('SELECT key, value FROM keys WHERE store = ? ORDER BY key')
        .all(store)
        .map((row) => ({ Key: row['key'] as string, Value: row['value'] as string })),
    saveKey: (store: string, key: string, value: string) =>
      run('INSERT OR REPLACE INTO keys VALUES (?, ?, ?)', store, key, value),
    removeKey: (store: string, key: string) =>
      run('DELETE FROM keys WHERE store = ? AND key = ?', store, key),
    dropKeys: (store: string) => run('DELETE FROM keys WHERE store = ?', store),

    invalidations: (distributionId: string) =>
      rows<Invalidation>(
        'SELECT value FROM invalidations WHERE distribution = ? ORDER BY rowid DESC',
        distributionId,
      ),
    saveInvalidation: (one: Invalidation) =>
      run('INSERT INTO invalidations VALUES (?, ?, ?)', one.distributionId, one.id, JSON.stringify(one)),
    close: () => db.close(),
  }
}

export type Store = ReturnType<typeof openStore>
