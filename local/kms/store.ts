// Keys with their policies, and the aliases that name them. Key material is not kept: nothing is encrypted with it here.
import { join } from 'node:path'
import { openDatabaseFile } from '../runtime/sqlite.ts'

export interface KmsKey {
  keyId: string
  arn: string
  description: string
  manager: 'AWS' | 'CUSTOMER'
  createdMs: number
  isEnabled: boolean
  policy: string
  tags: Record<string, string>
  /** Absent: the key is not rotated. */
  rotation?: { periodDays: number; sinceMs: number }
  /** When the key is gone, and how long it had then; absent unless its deletion is scheduled. */
  deletion?: { atMs: number; windowDays: number }
}

export interface Alias {
  /** With `alias/` before it. */
  name: string
  keyId: string
  createdMs: number
  updatedMs: number
}

export function openStore(dataDir: string) {
  const db = openDatabaseFile(
    join(dataDir, 'kms'),
    'kms.db',
    `CREATE TABLE IF NOT EXISTS keys (id TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS aliases (name TEXT PRIMARY KEY, key_id TEXT NOT NULL, value TEXT NOT NULL);`,
  )
  const read = <T>(row: Record<string, unknown> | undefined) =>
    row && (JSON.parse(row['value'] as string) as T)

  return {
    key: (keyId: string) => read<KmsKey>(db.prepare('SELECT value FROM keys WHERE id = ?').get(keyId)),
    keys: () =>
      db
        .prepare('SELECT value FROM keys ORDER BY id')
        .all()
        .map((row) => read<KmsKey>(row)!),
    saveKey: (key: KmsKey) =>
      void db.prepare('INSERT OR REPLACE INTO keys VALUES (?, ?)').run(key.keyId, JSON.stringify(key)),
    /** With the aliases that name it. */
    dropKey(keyId: string) {
      db.prepare('DELETE FROM aliases WHERE key_id = ?').run(keyId)
      db.prepare('DELETE FROM keys WHERE id = ?').run(keyId)
    },
    alias: (name: string) => read<Alias>(db.prepare('SELECT value FROM aliases WHERE name = ?').get(name)),
    aliases: () =>
      db
        .prepare('SELECT value FROM aliases ORDER BY name')
        .all()
        .map((row) => read<Alias>(row)!),
    saveAlias: (alias: Alias) =>
      void db
        .prepare('INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)')
        .run(alias.name, alias.keyId, JSON.stringify(alias)),
    dropAlias: (name: string) => void db.prepare('DELETE FROM aliases WHERE name = ?').run(name),
    close: () => db.close(),
  }
}

export type Store = ReturnType<typeof openStore>
