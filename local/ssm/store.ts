// Parameters with their versions.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface Parameter {
  Name: string
  Type: 'String' | 'StringList' | 'SecureString'
  Value: string
  Version: number
  /** Seconds since the epoch. */
  LastModifiedDate: number
}

export function openStore(dataDir: string) {
  const folder = join(dataDir, 'ssm')
  // Secrets lie here in the clear: nobody but the owner of the process reads them.
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new DatabaseSync(join(folder, 'ssm.db'))
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS parameters
      (name TEXT, version INTEGER, value TEXT NOT NULL, PRIMARY KEY (name, version));`)
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
