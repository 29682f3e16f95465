// Roles and managed policies in one SQLite file. A later simulator reads them from here through the same functions.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface Tag {
  Key: string
  Value: string
}

export interface Role {
  name: string
  id: string
  arn: string
  path: string
  /** JSON text. */
  trustPolicy: string
  description?: string
  maxSessionDurationSeconds: number
  permissionsBoundaryArn?: string
  createdAt: string
  tags: Tag[]
  /** JSON text by policy name. */
  inlinePolicies: Record<string, string>
  attachedPolicyArns: string[]
}

export interface PolicyVersion {
  id: string
  /** JSON text. */
  document: string
  createdAt: string
}

export interface ManagedPolicy {
  name: string
  id: string
  arn: string
  path: string
  description?: string
  createdAt: string
  updatedAt: string
  defaultVersionId: string
  /** The number of the next version: numbers are never used twice. */
  nextVersion: number
  versions: PolicyVersion[]
  tags: Tag[]
}

export type Store = ReturnType<typeof openStore>

export function openStore(dataDir: string) {
  const folder = join(dataDir, 'iam')
  mkdirSync(folder, { recursive: true })
  const db = new DatabaseSync(join(folder, 'iam.sqlite'))
  db.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS roles (name TEXT PRIMARY KEY, doc TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS policies (arn TEXT PRIMARY KEY, doc TEXT NOT NULL);
  `)
  const all = <T>(sql: string, ...keys: string[]): T[] =>
    db
      .prepare(sql)
      .all(...keys)
      .map((row) => JSON.parse(String(row['doc'])) as T)

  return {
    role: (name: string) => all<Role>('SELECT doc FROM roles WHERE name = ?', name)[0],
    roles: () => all<Role>('SELECT doc FROM roles ORDER BY name'),
    saveRole: (role: Role) =>
      void db.prepare('INSERT OR REPLACE INTO roles VALUES (?, ?)').run(role.name, JSON.stringify(role)),
    dropRole: (name: string) => void db.prepare('DELETE FROM roles WHERE name = ?').run(name),
    policy: (arn: string) => all<ManagedPolicy>('SELECT doc FROM policies WHERE arn = ?', arn)[0],
    policies: () => all<ManagedPolicy>('SELECT doc FROM policies ORDER BY arn'),
    savePolicy: (policy: ManagedPolicy) =>
      void db
        .prepare('INSERT OR REPLACE INTO policies VALUES (?, ?)')
        .run(policy.arn, JSON.stringify(policy)),
    dropPolicy: (arn: string) => void db.prepare('DELETE FROM policies WHERE arn = ?').run(arn),
    close: () => db.close(),
  }
}
