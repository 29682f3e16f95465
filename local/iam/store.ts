// Roles and managed policies in one SQLite file, with what was used of them beside.
import { join } from 'node:path'
import { openDatabaseFile } from '../runtime/sqlite.ts'

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

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS roles (name TEXT PRIMARY KEY, doc TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS policies (arn TEXT PRIMARY KEY, doc TEXT NOT NULL);
`

export function openStore(dataDir: string) {
  const db = openDatabaseFile(join(dataDir, 'iam'), 'iam.sqlite', SCHEMA)
  let revision = 0
  const change = (sql: string, ...values: string[]) => {
    db.prepare(sql).run(...values)
    revision += 1
  }
  const all = <T>(sql: string, ...keys: string[]): T[] =>
    db
      .prepare(sql)
      .all(...keys)
      .map((row) => JSON.parse(String(row['doc'])) as T)

  return {
    db,
    /** Another number after every change. */
    revision: () => revision,
    role: (name: string) => all<Role>('SELECT doc FROM roles WHERE name = ?', name)[0],
    roles: () => all<Role>('SELECT doc FROM roles ORDER BY name'),
    saveRole: (role: Role) =>
      change('INSERT OR REPLACE INTO roles VALUES (?, ?)', role.name, JSON.stringify(role)),
    dropRole: (name: string) => change('DELETE FROM roles WHERE name = ?', name),
    policy: (arn: string) => all<ManagedPolicy>('SELECT doc FROM policies WHERE arn = ?', arn)[0],
    policies: () => all<ManagedPolicy>('SELECT doc FROM policies ORDER BY arn'),
    savePolicy: (policy: ManagedPolicy) =>
      change('INSERT OR REPLACE INTO policies VALUES (?, ?)', policy.arn, JSON.stringify(policy)),
    dropPolicy: (arn: string) => change('DELETE FROM policies WHERE arn = ?', arn),
    close: () => db.close(),
  }
}
