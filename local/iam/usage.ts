// Which permissions were needed, and which calls were refused: kept in the data folder, so that the report covers every
// start of the cloud. A permission is written once, when it is first used: later calls cost nothing.
import type { DatabaseSync } from 'node:sqlite'
import type { Grant } from './decide.ts'

export interface UsedGrant extends Grant {
  role: string
}

export interface DeniedCall {
  /** The role's name. */
  role: string
  action: string
  resource: string
  because: string
  count: number
  lastAt: string
}

export type Usage = ReturnType<typeof openUsage>

const keyOf = (role: string, { policy, statementIndex, action, resource }: Grant) =>
  [role, policy, statementIndex, action, resource].join('\n')

export function openUsage(db: DatabaseSync) {
  db.exec(`
    CREATE TABLE IF NOT EXISTS used_permissions (
      role TEXT, policy TEXT, statement INTEGER, action TEXT, resource TEXT,
      PRIMARY KEY (role, policy, statement, action, resource)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS denied_calls (
      role TEXT, action TEXT, resource TEXT, because TEXT, count INTEGER NOT NULL, last_at TEXT NOT NULL,
      PRIMARY KEY (role, action, resource, because)
    ) WITHOUT ROWID;
  `)
  const insert = db.prepare('INSERT OR IGNORE INTO used_permissions VALUES (?, ?, ?, ?, ?)')
  const deny = db.prepare(`
    INSERT INTO denied_calls VALUES (?, ?, ?, ?, 1, ?)
    ON CONFLICT DO UPDATE SET count = count + 1, last_at = excluded.last_at`)
  const readUsed = db.prepare(
    'SELECT role, policy, statement AS statementIndex, action, resource FROM used_permissions',
  )
  const readDenied = db.prepare(
    'SELECT role, action, resource, because, count, last_at AS lastAt FROM denied_calls ORDER BY role, action, resource',
  )
  const used = () => readUsed.all() as unknown as UsedGrant[]
  const known = new Set(used().map((one) => keyOf(one.role, one)))

  return {
    markUsed(role: string, grant: Grant) {
      const key = keyOf(role, grant)
      if (known.has(key)) return
      known.add(key)
      insert.run(role, grant.policy, grant.statementIndex, grant.action, grant.resource)
    },
    isUsed: (role: string, grant: Grant) => known.has(keyOf(role, grant)),
    markDenied(call: Omit<DeniedCall, 'count'>) {
      deny.run(call.role, call.action, call.resource, call.because, call.lastAt)
    },
    denied: () => readDenied.all() as unknown as DeniedCall[],
  }
}
