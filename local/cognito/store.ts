// Pools, users, keys and sessions in one SQLite file that only its owner may read.
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabaseFile } from '../runtime/sqlite.ts'
import type { Challenge, Client, Domain, Group, Pool, Session, SigningKey, User } from './records.ts'

const SCHEMA = `
  PRAGMA foreign_keys = ON;
  CREATE TABLE IF NOT EXISTS pools (id TEXT PRIMARY KEY, doc TEXT NOT NULL, signing_key TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS clients (
    id TEXT PRIMARY KEY, pool TEXT NOT NULL REFERENCES pools ON DELETE CASCADE, doc TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS users (
    pool TEXT NOT NULL REFERENCES pools ON DELETE CASCADE, username TEXT NOT NULL, doc TEXT NOT NULL,
    password TEXT, PRIMARY KEY (pool, username));
  CREATE TABLE IF NOT EXISTS groups (
    pool TEXT NOT NULL REFERENCES pools ON DELETE CASCADE, name TEXT NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (pool, name));
  CREATE TABLE IF NOT EXISTS members (
    pool TEXT NOT NULL, name TEXT NOT NULL, username TEXT NOT NULL,
    PRIMARY KEY (pool, name, username),
    FOREIGN KEY (pool, name) REFERENCES groups ON DELETE CASCADE,
    FOREIGN KEY (pool, username) REFERENCES users ON DELETE CASCADE);
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, refresh_hash TEXT NOT NULL UNIQUE, pool TEXT NOT NULL, username TEXT NOT NULL,
    expires_ms INTEGER NOT NULL, doc TEXT NOT NULL,
    FOREIGN KEY (pool, username) REFERENCES users ON DELETE CASCADE);
  CREATE TABLE IF NOT EXISTS challenges (hash TEXT PRIMARY KEY, expires_ms INTEGER NOT NULL, doc TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS domains (
    name TEXT PRIMARY KEY, pool TEXT NOT NULL UNIQUE REFERENCES pools ON DELETE CASCADE, doc TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS browser (
    pool TEXT NOT NULL REFERENCES pools ON DELETE CASCADE, model TEXT NOT NULL, id TEXT NOT NULL, uid TEXT,
    grant_id TEXT, expires_ms INTEGER NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (pool, model, id));
`

export type Store = ReturnType<typeof openStore>
export type Database = ReturnType<typeof openDatabase>

const FILE_NAME = 'cognito.sqlite'

/** The statements of every part of the service; `all` and `one` read the column `doc`. */
function openDatabase(dataDir: string) {
  const folder = join(dataDir, 'cognito')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, FILE_NAME)
  // Made before SQLite opens it, so that its log beside it gets the same mode.
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const db = openDatabaseFile(folder, FILE_NAME, SCHEMA)
  const rows = (sql: string, ...keys: (string | number)[]) => db.prepare(sql).all(...keys)
  const all = <T>(sql: string, ...keys: (string | number)[]): T[] =>
    rows(sql, ...keys).map((row) => JSON.parse(String(row['doc'])) as T)
  return {
    rows,
    all,
    one: <T>(sql: string, ...keys: (string | number)[]): T | undefined => all<T>(sql, ...keys)[0],
    run: (sql: string, ...values: (string | number | null)[]) =>
      Number(db.prepare(sql).run(...values).changes),
    exec: (sql: string) => db.exec(sql),
    close: () => db.close(),
  }
}

export function openStore(dataDir: string) {
  const db = openDatabase(dataDir)
  return { ...poolsOf(db), ...usersOf(db), ...groupsOf(db), ...sessionsOf(db), db, close: () => db.close() }
}

const poolsOf = ({ rows, all, one, run }: Database) => ({
  pool: (id: string) => one<Pool>('SELECT doc FROM pools WHERE id = ?', id),
  pools: () => all<Pool>('SELECT doc FROM pools ORDER BY id'),
  addPool: (pool: Pool, key: SigningKey) =>
    run('INSERT INTO pools VALUES (?, ?, ?)', pool.id, JSON.stringify(pool), JSON.stringify(key)),
  savePool: (pool: Pool) => run('UPDATE pools SET doc = ? WHERE id = ?', JSON.stringify(pool), pool.id),
  /** Clients, users, groups and sessions go with it. */
  dropPool: (id: string) => run('DELETE FROM pools WHERE id = ?', id),
  signingKey(poolId: string): SigningKey | undefined {
    const row = rows('SELECT signing_key FROM pools WHERE id = ?', poolId)[0]
    return row && (JSON.parse(String(row['signing_key'])) as SigningKey)
  },
  client: (id: string) => one<Client>('SELECT doc FROM clients WHERE id = ?', id),
  clients: (poolId: string) => all<Client>('SELECT doc FROM clients WHERE pool = ? ORDER BY id', poolId),
  saveClient: (client: Client) =>
    run('INSERT OR REPLACE INTO clients VALUES (?, ?, ?)', client.id, client.poolId, JSON.stringify(client)),
  dropClient: (id: string) => run('DELETE FROM clients WHERE id = ?', id),
  domain: (name: string) => one<Domain>('SELECT doc FROM domains WHERE name = ?', name),
  domainOf: (poolId: string) => one<Domain>('SELECT doc FROM domains WHERE pool = ?', poolId),
  saveDomain: (domain: Domain) =>
    run(
      'INSERT OR REPLACE INTO domains VALUES (?, ?, ?)',
      domain.name,
      domain.poolId,
      JSON.stringify(domain),
    ),
  dropDomain: (name: string) => run('DELETE FROM domains WHERE name = ?', name),
})

const usersOf = ({ rows, all, one, run }: Database) => ({
  user: (poolId: string, username: string) =>
    one<User>('SELECT doc FROM users WHERE pool = ? AND username = ?', poolId, username),
  users: (poolId: string) => all<User>('SELECT doc FROM users WHERE pool = ? ORDER BY username', poolId),
  addUser: (user: User) =>
    run('INSERT INTO users VALUES (?, ?, ?, NULL)', user.poolId, user.username, JSON.stringify(user)),
  saveUser: (user: User) =>
    run(
      'UPDATE users SET doc = ? WHERE pool = ? AND username = ?',
      JSON.stringify(user),
      user.poolId,
      user.username,
    ),
  dropUser: (user: User) =>
    run('DELETE FROM users WHERE pool = ? AND username = ?', user.poolId, user.username),
  passwordHash(user: User): string | undefined {
    const found = rows(
      'SELECT password FROM users WHERE pool = ? AND username = ?',
      user.poolId,
      user.username,
    )
    return (found[0]?.['password'] as string | null | undefined) ?? undefined
  },
  /** The record and the password change together or not at all. */
  savePassword: (user: User, hash: string) =>
    run(
      'UPDATE users SET doc = ?, password = ? WHERE pool = ? AND username = ?',
      JSON.stringify(user),
      hash,
      user.poolId,
      user.username,
    ),
})

const groupsOf = ({ all, one, run }: Database) => ({
  group: (poolId: string, name: string) =>
    one<Group>('SELECT doc FROM groups WHERE pool = ? AND name = ?', poolId, name),
  groups: (poolId: string) => all<Group>('SELECT doc FROM groups WHERE pool = ? ORDER BY name', poolId),
  addGroup: (group: Group) =>
    run('INSERT INTO groups VALUES (?, ?, ?)', group.poolId, group.name, JSON.stringify(group)),
  saveGroup: (group: Group) =>
    run(
      'UPDATE groups SET doc = ? WHERE pool = ? AND name = ?',
      JSON.stringify(group),
      group.poolId,
      group.name,
    ),
  dropGroup: (group: Group) =>
    run('DELETE FROM groups WHERE pool = ? AND name = ?', group.poolId, group.name),
  addMember: (group: Group, user: User) =>
    run('INSERT OR IGNORE INTO members VALUES (?, ?, ?)', group.poolId, group.name, user.username),
  dropMember: (group: Group, user: User) =>
    run(
      'DELETE FROM members WHERE pool = ? AND name = ? AND username = ?',
      group.poolId,
      group.name,
      user.username,
    ),
  groupsOfUser: (user: User) =>
    all<Group>(
      'SELECT g.doc FROM members m JOIN groups g USING (pool, name) WHERE m.pool = ? AND m.username = ?',
      user.poolId,
      user.username,
    ),
  usersInGroup: (group: Group) =>
    all<User>(
      `SELECT u.doc FROM members m JOIN users u USING (pool, username)
       WHERE m.pool = ? AND m.name = ? ORDER BY username`,
      group.poolId,
      group.name,
    ),
})

const sessionsOf = ({ all, one, run }: Database) => ({
  session: (id: string) => one<Session>('SELECT doc FROM sessions WHERE id = ?', id),
  sessionByToken: (hash: string) => one<Session>('SELECT doc FROM sessions WHERE refresh_hash = ?', hash),
  sessionsOf: (user: User) =>
    all<Session>('SELECT doc FROM sessions WHERE pool = ? AND username = ?', user.poolId, user.username),
  sessionsOfGrant: (poolId: string, grantId: string) =>
    all<Session>(
      `SELECT doc FROM sessions WHERE pool = ? AND json_extract(doc, '$.grantId') = ?`,
      poolId,
      grantId,
    ),
  dropBrowserSession: (poolId: string, id: string) =>
    run(`DELETE FROM browser WHERE pool = ? AND model = 'Session' AND id = ?`, poolId, id),
  saveSession: (session: Session) =>
    run(
      'INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?)',
      session.id,
      session.refreshTokenHash,
      session.poolId,
      session.username,
      session.expiresAtMs,
      JSON.stringify(session),
    ),
  challenge: (hash: string) => one<Challenge>('SELECT doc FROM challenges WHERE hash = ?', hash),
  saveChallenge: (challenge: Challenge) =>
    run(
      'INSERT OR REPLACE INTO challenges VALUES (?, ?, ?)',
      challenge.hash,
      challenge.expiresAtMs,
      JSON.stringify(challenge),
    ),
  dropChallenge: (hash: string) => run('DELETE FROM challenges WHERE hash = ?', hash),
  dropExpired(beforeMs: number) {
    run('DELETE FROM sessions WHERE expires_ms < ?', beforeMs)
    run('DELETE FROM challenges WHERE expires_ms < ?', beforeMs)
  },
})
