// Stacks, their resources, events and change sets in one SQLite file, each as a JSON document.
import { join } from 'node:path'
import { openDatabaseFile } from '../runtime/sqlite.ts'
import type { ChangeSet, Stack, StackEvent, StackResource } from './records.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS stacks (id TEXT PRIMARY KEY, doc TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS resources (stack TEXT, logical TEXT, doc TEXT NOT NULL, PRIMARY KEY (stack, logical));
  CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY AUTOINCREMENT, stack TEXT NOT NULL, doc TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS events_of_stack ON events (stack, seq);
  CREATE TABLE IF NOT EXISTS change_sets (id TEXT PRIMARY KEY, stack TEXT NOT NULL, doc TEXT NOT NULL);
`

export type Store = ReturnType<typeof openStore>

export function openStore(dataDir: string) {
  const db = openDatabaseFile(join(dataDir, 'cloudformation'), 'stacks.sqlite', SCHEMA)
  const all = <T>(sql: string, ...values: (string | number)[]): T[] =>
    db
      .prepare(sql)
      .all(...values)
      .map((row) => JSON.parse(String(row['doc'])) as T)
  // An operation that still runs when the cloud stops is cut off here, as by a crash: the next start rolls it back.
  const write = (sql: string, ...values: (string | number)[]) => {
    if (db.isOpen) db.prepare(sql).run(...values)
  }

  // A running operation and a request that changes a setting must see one and the same stack.
  const stacks = new Map(
    all<Stack>('SELECT doc FROM stacks ORDER BY rowid').map((stack) => [stack.stackId, stack]),
  )
  const newestFirst = () => [...stacks.values()].reverse()
  const isLive = (stack: Stack) => stack.status !== 'DELETE_COMPLETE'

  return {
    saveStack(stack: Stack) {
      stacks.set(stack.stackId, stack)
      write(
        'INSERT INTO stacks VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc',
        stack.stackId,
        JSON.stringify(stack),
      )
    },
    stackById: (id: string) => stacks.get(id),
    /** A name belongs to at most one stack that is not deleted. */
    stackByName: (name: string) => newestFirst().find((stack) => stack.stackName === name && isLive(stack)),
    liveStacks: () => newestFirst().filter(isLive),
    allStacks: newestFirst,
    forgetStack(stackId: string) {
      stacks.delete(stackId)
      for (const table of ['stacks WHERE id', 'events WHERE stack', 'change_sets WHERE stack']) {
        write(`DELETE FROM ${table} = ?`, stackId)
      }
    },

    saveResource: (stackId: string, resource: StackResource) =>
      write(
        `INSERT INTO resources VALUES (?, ?, ?) ON CONFLICT (stack, logical) DO UPDATE SET doc = excluded.doc`,
        stackId,
        resource.logicalId,
        JSON.stringify(resource),
      ),
    dropResource: (stackId: string, logicalId: string) =>
      write('DELETE FROM resources WHERE stack = ? AND logical = ?', stackId, logicalId),
    resources: (stackId: string) =>
      all<StackResource>('SELECT doc FROM resources WHERE stack = ? ORDER BY rowid', stackId),

    addEvent: (event: StackEvent) =>
      write('INSERT INTO events (stack, doc) VALUES (?, ?)', event.StackId, JSON.stringify(event)),
    /** Newest first. */
    events: (stackId: string, skip: number, limit: number) =>
      all<StackEvent>(
        'SELECT doc FROM events WHERE stack = ? ORDER BY seq DESC LIMIT ? OFFSET ?',
        stackId,
        limit,
        skip,
      ),

    saveChangeSet: (changeSet: ChangeSet) =>
      write(
        'INSERT OR REPLACE INTO change_sets VALUES (?, ?, ?)',
        changeSet.id,
        changeSet.stackId,
        JSON.stringify(changeSet),
      ),
    changeSets: (stackId: string) =>
      all<ChangeSet>('SELECT doc FROM change_sets WHERE stack = ? ORDER BY rowid', stackId),
    changeSetById: (id: string) => all<ChangeSet>('SELECT doc FROM change_sets WHERE id = ?', id)[0],
    dropChangeSet: (id: string) => write('DELETE FROM change_sets WHERE id = ?', id),
    isOpen: () => db.isOpen,
    close: () => db.close(),
  }
}
