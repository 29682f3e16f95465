// What the library does not keep: settings of tables, and what a transaction needs to be undone after a crash.
import { openDatabaseFile } from '../runtime/sqlite.ts'
import type { Json } from './library.ts'

/** One item as it was before a transaction; no `item` when it did not exist. */
export interface BeforeImage {
  TableName: string
  Key: Json
  Item?: Json
}

export interface Records {
  /** Settings of one table by name, for instance `TimeToLiveSpecification`. */
  settings(tableName: string): Json
  putSetting(tableName: string, name: string, value: unknown): void
  dropSettings(tableName: string): void
  /** Remembers the images until `settle`; returns the transaction's number. */
  begin(images: BeforeImage[]): number
  /** The transaction is through, or undone. */
  settle(id: number): void
  unsettled(): { id: number; images: BeforeImage[] }[]
  /** The digest of the request that used this token since `sinceMs`. */
  findToken(token: string, sinceMs: number): string | undefined
  putToken(token: string, digest: string, atMs: number): void
  close(): void
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS setting (table_name TEXT, name TEXT, value TEXT, PRIMARY KEY (table_name, name));
CREATE TABLE IF NOT EXISTS undo (id INTEGER PRIMARY KEY, images TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS token (token TEXT PRIMARY KEY, digest TEXT NOT NULL, at_ms INTEGER NOT NULL);
`

export function openRecords(folder: string): Records {
  const database = openDatabaseFile(folder, 'records.db', SCHEMA)
  const readSettings = database.prepare('SELECT name, value FROM setting WHERE table_name = ?')
  const writeSetting = database.prepare('INSERT OR REPLACE INTO setting VALUES (?, ?, ?)')
  const deleteSettings = database.prepare('DELETE FROM setting WHERE table_name = ?')
  const writeUndo = database.prepare('INSERT INTO undo (images) VALUES (?)')
  const deleteUndo = database.prepare('DELETE FROM undo WHERE id = ?')
  const readUndo = database.prepare('SELECT id, images FROM undo ORDER BY id DESC')
  const readToken = database.prepare('SELECT digest FROM token WHERE token = ? AND at_ms >= ?')
  const writeToken = database.prepare('INSERT OR REPLACE INTO token VALUES (?, ?, ?)')
  return {
    settings(tableName) {
      const rows = readSettings.all(tableName)
      return Object.fromEntries(
        rows.map(({ name, value }) => [String(name), JSON.parse(String(value)) as unknown]),
      )
    },
    putSetting: (tableName, name, value) => void writeSetting.run(tableName, name, JSON.stringify(value)),
    dropSettings: (tableName) => void deleteSettings.run(tableName),
    begin: (images) => Number(writeUndo.run(JSON.stringify(images)).lastInsertRowid),
    settle: (id) => void deleteUndo.run(id),
    unsettled: () =>
      readUndo.all().map(({ id, images }) => ({
        id: Number(id),
        images: JSON.parse(String(images)) as BeforeImage[],
      })),
    findToken: (token, sinceMs) => readToken.get(token, sinceMs)?.digest as string | undefined,
    putToken: (token, digest, atMs) => void writeToken.run(token, digest, atMs),
    close: () => database.close(),
  }
}
