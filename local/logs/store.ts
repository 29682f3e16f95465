// The names and settings of log groups and streams; the events themselves lie in text files.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { logFile } from '../runtime/log-file.ts'
import { openDatabaseFile } from '../runtime/sqlite.ts'

export interface LogGroup {
  name: string
  /** Milliseconds since the epoch. */
  creationTime: number
  retentionInDays?: number
  tags: Record<string, string>
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS groups (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS streams (log_group TEXT, name TEXT, created INTEGER, PRIMARY KEY (log_group, name));
`

export function openStore(dataDir: string) {
  const folder = join(dataDir, 'logs')
  const db = openDatabaseFile(folder, 'logs.db', SCHEMA)

  const stored = (name: string) => {
    const row = db.prepare('SELECT value FROM groups WHERE name = ?').get(name)
    return row ? (JSON.parse(row['value'] as string) as LogGroup) : undefined
  }
  // Lambda writes to its group without asking for it first: a file alone is a group, too.
  const unnamed = (name: string): LogGroup => ({ name, creationTime: 0, tags: {} })
  const namesOfFiles = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.log'))
      .map((path) => path.replaceAll('\\', '/').slice(0, -'.log'.length))
      .map((path) => (path.startsWith('_/') ? path.slice(2) : `/${path}`))

  return {
    group: (name: string) => stored(name) ?? (existsSync(logFile(dataDir, name)) ? unnamed(name) : undefined),
    groups(): LogGroup[] {
      const named = db
        .prepare('SELECT name FROM groups')
        .all()
        .map((row) => row['name'] as string)
      const names = [...new Set([...named, ...namesOfFiles()])].sort()
      return names.map((name) => stored(name) ?? unnamed(name))
    },
    saveGroup: (group: LogGroup) =>
      void db.prepare('INSERT OR REPLACE INTO groups VALUES (?, ?)').run(group.name, JSON.stringify(group)),
    deleteGroup(name: string) {
      db.prepare('DELETE FROM groups WHERE name = ?').run(name)
      db.prepare('DELETE FROM streams WHERE log_group = ?').run(name)
    },
    streams: (group: string) =>
      db
        .prepare('SELECT name FROM streams WHERE log_group = ? ORDER BY name')
        .all(group)
        .map((row) => row['name'] as string),
    /** False when there is one of that name already. */
    addStream: (group: string, name: string, createdMs: number) =>
      db.prepare('INSERT OR IGNORE INTO streams VALUES (?, ?, ?)').run(group, name, createdMs).changes > 0,
    close: () => db.close(),
  }
}

export type Store = ReturnType<typeof openStore>
