// Parameters with their versions.
import { join } from 'node:path'
import { openDatabaseFile } from '../runtime/sqlite.ts'

export interface Parameter {
  Name: string
  Type: 'String' | 'StringList' | 'SecureString'
  Value: string
  Version: number
  /** Seconds since the epoch. */
  LastModifiedDate: number
}

export function openStore(dataDir: string) {
  const db = openDatabaseFile(
    join(dataDir, 'ssm'),
    'ssm.db',
    `CREATE TABLE IF NOT EXISTS parameters
      (name TEXT, version INTEGER, value TEXT NOT NULL, PRIMARY KEY (name, version));`,
  )
  const read = (row: Record<string, unknown> | undefined) =>
    row && (JSON.parse(row['value'] as string) as Parameter)

  return {
    latest: (name: string) =>
      read(db.prepare('SELECT value FROM parameters WHERE name = ? ORDER BY version DESC LIMIT 1').get(name)),
    /** Those whose names begin so, in the order of their names. */
    below: (beginning: string): Parameter[] =>
      db
        .prepare(
          `SELECT value, max(version) FROM parameters WHERE substr(name, 1, length(?1)) = ?1
             GROUP BY name ORDER BY name`,
        )
        .all(beginning)
        .flatMap((row) => read(row) ?? []),
    version: (name: string, version: number) =>
      read(db.prepare('SELECT value FROM parameters WHERE name = ? AND version = ?').get(name, version)),
    save: (one: Parameter) =>
      void db
        .prepare('INSERT INTO parameters VALUES (?, ?, ?)')
        .run(one.Name, one.Version, JSON.stringify(one)),
    /** Whether there was one. */
    remove: (name: string) => db.prepare('DELETE FROM parameters WHERE name = ?').run(name).changes > 0,
    close: () => db.close(),
  }
}

export type Store = ReturnType<typeof openStore>
