// Buses, rules, targets, and the deliveries that have not ended: what `kill -9` must not take away.
import { join } from 'node:path'
import { inTransaction, openDatabaseFile } from '../runtime/sqlite.ts'
import type { Delivery } from './delivery.ts'
import type { Bus, Rule, Target } from './records.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS buses (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS rules (bus TEXT, name TEXT, value TEXT NOT NULL, PRIMARY KEY (bus, name));
  CREATE TABLE IF NOT EXISTS targets (bus TEXT, rule TEXT, id TEXT, value TEXT NOT NULL, PRIMARY KEY (bus, rule, id));
  CREATE TABLE IF NOT EXISTS tags (arn TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, value TEXT NOT NULL);
`

export function openStore(dataDir: string) {
  const db = openDatabaseFile(join(dataDir, 'events'), 'events.db', SCHEMA)
  const one = <T>(sql: string, ...keys: string[]) => {
    const row = db.prepare(sql).get(...keys)
    return row ? (JSON.parse(row['value'] as string) as T) : undefined
  }
  const all = <T>(sql: string, ...keys: string[]) =>
    db
      .prepare(sql)
      .all(...keys)
      .map((row) => JSON.parse(row['value'] as string) as T)
  const run = (sql: string, ...keys: string[]) => void db.prepare(sql).run(...keys)

  return {
    bus: (name: string) => one<Bus>('SELECT value FROM buses WHERE name = ?', name),
    buses: () => all<Bus>('SELECT value FROM buses ORDER BY name'),
    saveBus: (bus: Bus) => run('INSERT OR REPLACE INTO buses VALUES (?, ?)', bus.Name, JSON.stringify(bus)),
    deleteBus: (name: string) => run('DELETE FROM buses WHERE name = ?', name),

    rule: (bus: string, name: string) =>
      one<Rule>('SELECT value FROM rules WHERE bus = ? AND name = ?', bus, name),
    rules: (bus: string) => all<Rule>('SELECT value FROM rules WHERE bus = ? ORDER BY name', bus),
    saveRule: (rule: Rule) =>
      run(
        'INSERT OR REPLACE INTO rules VALUES (?, ?, ?)',
        rule.EventBusName,
        rule.Name,
        JSON.stringify(rule),
      ),
    deleteRule: (bus: string, name: string) => run('DELETE FROM rules WHERE bus = ? AND name = ?', bus, name),

    targets: (bus: string, rule: string) =>
      all<Target>('SELECT value FROM targets WHERE bus = ? AND rule = ? ORDER BY id', bus, rule),
    saveTarget: (rule: Rule, target: Target) =>
      run(
        'INSERT OR REPLACE INTO targets VALUES (?, ?, ?, ?)',
        rule.EventBusName,
        rule.Name,
        target.Id,
        JSON.stringify(target),
      ),
    deleteTarget: (rule: Rule, id: string) =>
      run('DELETE FROM targets WHERE bus = ? AND rule = ? AND id = ?', rule.EventBusName, rule.Name, id),

    tags: (arn: string) => one<Record<string, string>>('SELECT value FROM tags WHERE arn = ?', arn) ?? {},
    saveTags: (arn: string, tags: Record<string, string>) =>
      run('INSERT OR REPLACE INTO tags VALUES (?, ?)', arn, JSON.stringify(tags)),

    deliveries: () => all<Delivery>('SELECT value FROM deliveries'),
    /** All of them or none: an event is on its way to every target, or it was not taken. */
    saveDeliveries(deliveries: Delivery[]) {
      inTransaction(db, () => {
        for (const delivery of deliveries) {
          run('INSERT OR REPLACE INTO deliveries VALUES (?, ?)', delivery.id, JSON.stringify(delivery))
        }
      })
    },
    deleteDelivery: (id: string) => run('DELETE FROM deliveries WHERE id = ?', id),

    close: () => db.close(),
  }
}

export type Store = ReturnType<typeof openStore>
