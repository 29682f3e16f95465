// A database that cannot grow, as on a full disk.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { isDiskFull } from '../../../local/runtime/disk-full.ts'
import { openDatabase, type Database } from '../../../local/runtime/sqlite.ts'

const folder = mkdtempSync(join(tmpdir(), 'sqlite-'))
let db: Database

beforeAll(() => {
  db = openDatabase(folder, 'test.db', 'CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL);')
  db.get('PRAGMA max_page_count = 10')
})
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

const countNotes = () => db.get<{ count: number }>('SELECT count(*) AS count FROM notes')?.count
const write = (characters: number) => db.run('INSERT INTO notes VALUES (?)', 'x'.repeat(characters))

test('a transaction that a full disk cuts off says so and leaves nothing, and the next one goes on', () => {
  let error: unknown
  try {
    db.transaction(() => {
      write(10)
      write(100_000)
    })
  } catch (caught) {
    error = caught
  }
  expect(isDiskFull(error)).toBe(true)
  expect(countNotes()).toBe(0)
  db.transaction(() => write(10))
  expect(countNotes()).toBe(1)
})
