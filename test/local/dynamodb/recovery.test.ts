import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { createItems } from '../../../local/dynamodb/items.ts'
import { openLibrary, type Library } from '../../../local/dynamodb/library.ts'
import { openRecords } from '../../../local/dynamodb/records.ts'
import { changeTable } from '../../../local/dynamodb/tables.ts'
import { createTransactions } from '../../../local/dynamodb/transactions.ts'
import { realClock } from '../../../local/runtime/clock.ts'

const folder = mkdtempSync(join(tmpdir(), 'reelgate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a transaction that a crash cut off half-way is taken back at the next start', async () => {
  const library = openLibrary(join(folder, 'level'), { accountId: '000000000000', region: 'us-east-1' })
  const records = openRecords(folder)
  const items = createItems(library)
  const TableName = 'tab'
  const key = (id: string) => ({ id: { S: id } })
  await changeTable(library, 'CreateTable', {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  })
  const before = { ...key('old'), n: { N: '1' } }
  await library.run('PutItem', { TableName, Item: before })

  // What stands on disk when the process dies after the first two of three writes.
  records.begin([
    { TableName, Key: key('old'), Item: before },
    { TableName, Key: key('new') },
  ])
  await library.run('PutItem', { TableName, Item: { ...key('old'), n: { N: '2' } } })
  await library.run('PutItem', { TableName, Item: key('new') })

  await createTransactions({ library, items, records, clock: realClock() }).recover()
  expect(await items.read(TableName, key('old'))).toEqual(before)
  expect(await items.read(TableName, key('new'))).toBeUndefined()
  expect(records.unsettled()).toEqual([])
  await library.close()
  records.close()
})

test('a transaction that a full disk cut off, also its taking back, is taken back when there is room', async () => {
  const place = join(folder, 'full')
  const library = openLibrary(join(place, 'level'), { accountId: '000000000000', region: 'us-east-1' })
  const records = openRecords(place)
  const TableName = 'tab'
  const key = (id: string) => ({ id: { S: id } })
  await changeTable(library, 'CreateTable', {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  })
  const before = { ...key('old'), n: { N: '1' } }
  await library.run('PutItem', { TableName, Item: before })

  let writesLeft = 1
  const full: Library = {
    ...library,
    run(operation, input) {
      const fails = operation === 'PutItem' && writesLeft-- <= 0
      return fails ? Promise.reject(new Error('No space left on device')) : library.run(operation, input)
    },
  }
  const items = createItems(full)
  const transactions = createTransactions({ library: full, items, records, clock: realClock() })
  const put = (item: object) => ({ Put: { TableName, Item: item } })
  const writes = [put({ ...key('old'), n: { N: '2' } }), put(key('new'))]
  await expect(transactions.write({ TransactItems: writes })).rejects.toThrow('No space left')
  expect(transactions.isHalfDone()).toBe(true)

  writesLeft = 10
  await transactions.recover()
  expect(transactions.isHalfDone()).toBe(false)
  expect(await items.read(TableName, key('old'))).toEqual(before)
  expect(await items.read(TableName, key('new'))).toBeUndefined()
  await library.close()
  records.close()
})
