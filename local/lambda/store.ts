// What the local Lambda must not forget: functions, published versions, settings, mappings, and asynchronous
// invocations that are not answered yet. One database, safe against `kill -9` (WAL).
import { join } from 'node:path'
import { openDatabaseFile } from '../runtime/sqlite.ts'
import type { FunctionConfig } from './function-config.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS functions (name TEXT PRIMARY KEY, tags TEXT NOT NULL DEFAULT '{}', reserved INTEGER,
    last_version INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS versions (name TEXT, version TEXT, config TEXT NOT NULL, PRIMARY KEY (name, version));
  CREATE TABLE IF NOT EXISTS settings (kind TEXT, name TEXT, qualifier TEXT, value TEXT NOT NULL,
    PRIMARY KEY (kind, name, qualifier));
  CREATE TABLE IF NOT EXISTS mappings (uuid TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS async_invocations (request_id TEXT PRIMARY KEY, value TEXT NOT NULL);
`

/** `policy` holds resource policy statements, `event-invoke` what becomes of asynchronous invocations. */
export type SettingKind = 'policy' | 'event-invoke'

export function openStore(dataDir: string) {
  const db = openDatabaseFile(join(dataDir, 'lambda'), 'lambda.db', SCHEMA)
  const parse = <T>(row: unknown, column = 'value') =>
    row ? (JSON.parse((row as Record<string, string>)[column]!) as T) : undefined
  const all = <T>(sql: string, ...args: (string | number)[]) =>
    db
      .prepare(sql)
      .all(...args)
      .map((row) => JSON.parse(Object.values(row)[0] as string) as T)
  const run = (sql: string, ...args: (string | number | null)[]) => db.prepare(sql).run(...args)

  return {
    // Functions and their versions
    config: (name: string, version = '$LATEST') =>
      parse<FunctionConfig>(
        db.prepare('SELECT config FROM versions WHERE name = ? AND version = ?').get(name, version),
        'config',
      ),
    configs: () => all<FunctionConfig>(`SELECT config FROM versions WHERE version = '$LATEST' ORDER BY name`),
    versionsOf: (name: string) =>
      all<FunctionConfig>(
        `SELECT config FROM versions WHERE name = ? ORDER BY version = '$LATEST' DESC, CAST(version AS INTEGER)`,
        name,
      ),
    saveConfig(config: FunctionConfig) {
      run('INSERT OR IGNORE INTO functions (name) VALUES (?)', config.FunctionName)
      run(
        'INSERT OR REPLACE INTO versions VALUES (?, ?, ?)',
        config.FunctionName,
        config.Version,
        JSON.stringify(config),
      )
    },
    /** Version numbers are never used twice, not even after a version was deleted. */
    nextVersion: (name: string) =>
      String(
        db
          .prepare(
            'UPDATE functions SET last_version = last_version + 1 WHERE name = ? RETURNING last_version AS v',
          )
          .get(name)!['v'],
      ),
    deleteVersion: (name: string, version: string) =>
      void run('DELETE FROM versions WHERE name = ? AND version = ?', name, version),
    deleteFunction(name: string) {
      for (const table of ['functions', 'versions', 'settings'])
        run(`DELETE FROM ${table} WHERE name = ?`, name)
    },
    tags: (name: string) =>
      parse<Record<string, string>>(
        db.prepare('SELECT tags FROM functions WHERE name = ?').get(name),
        'tags',
      ) ?? {},
    saveTags: (name: string, tags: Record<string, string>) =>
      void run('UPDATE functions SET tags = ? WHERE name = ?', JSON.stringify(tags), name),
    reserved: (name: string) =>
      (db.prepare('SELECT reserved FROM functions WHERE name = ?').get(name)?.['reserved'] ?? undefined) as
        number | undefined,
    saveReserved: (name: string, reserved: number | null) =>
      void run('UPDATE functions SET reserved = ? WHERE name = ?', reserved, name),

    // Settings per function and qualifier
    setting: <T>(kind: SettingKind, name: string, qualifier: string) =>
      parse<T>(
        db
          .prepare('SELECT value FROM settings WHERE kind = ? AND name = ? AND qualifier = ?')
          .get(kind, name, qualifier),
      ),
    settings: <T>(kind: SettingKind, name: string) =>
      all<T>('SELECT value FROM settings WHERE kind = ? AND name = ? ORDER BY qualifier', kind, name),
    saveSetting: ([kind, name, qualifier]: [SettingKind, string, string], value: unknown) =>
      void run(
        'INSERT OR REPLACE INTO settings VALUES (?, ?, ?, ?)',
        kind,
        name,
        qualifier,
        JSON.stringify(value),
      ),
    deleteSetting: (kind: SettingKind, name: string, qualifier: string) =>
      run('DELETE FROM settings WHERE kind = ? AND name = ? AND qualifier = ?', kind, name, qualifier)
        .changes > 0,

    // Event source mappings
    mapping: <T>(uuid: string) => parse<T>(db.prepare('SELECT value FROM mappings WHERE uuid = ?').get(uuid)),
    mappings: <T>() => all<T>('SELECT value FROM mappings ORDER BY uuid'),
    saveMapping: (uuid: string, value: unknown) =>
      void run('INSERT OR REPLACE INTO mappings VALUES (?, ?)', uuid, JSON.stringify(value)),
    deleteMapping: (uuid: string) => void run('DELETE FROM mappings WHERE uuid = ?', uuid),

    // Asynchronous invocations
    pending: <T>() => all<T>('SELECT value FROM async_invocations'),
    savePending: (requestId: string, value: unknown) =>
      void run('INSERT OR REPLACE INTO async_invocations VALUES (?, ?)', requestId, JSON.stringify(value)),
    deletePending: (requestId: string) =>
      void run('DELETE FROM async_invocations WHERE request_id = ?', requestId),

    close: () => db.close(),
  }
}

export type Store = ReturnType<typeof openStore>
