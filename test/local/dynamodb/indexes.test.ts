import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import * as Dynamo from '@aws-sdk/client-dynamodb'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLibrary, type Json } from '../../../local/dynamodb/library.ts'
import { changeTable, finishTables } from '../../../local/dynamodb/tables.ts'
import { openLab, type Lab } from '../gateway/lab.ts'

const TableName = 'films'
const text = (S: string) => ({ S })

let lab: Lab
let dynamo: Dynamo.DynamoDBClient
beforeAll(async () => {
  lab = await openLab()
  dynamo = new Dynamo.DynamoDBClient({ ...lab.config, maxAttempts: 1 })
})
afterAll(() => lab.close())

const strings = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }))

const create = {
  IndexName: 'byYear',
  KeySchema: [
    { AttributeName: 'year', KeyType: 'HASH' as const },
    { AttributeName: 'title', KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' as const },
}

const update = (...updates: Dynamo.GlobalSecondaryIndexUpdate[]) =>
  dynamo.send(
    new Dynamo.UpdateTableCommand({
      TableName,
      AttributeDefinitions: strings('id', 'year', 'title'),
      GlobalSecondaryIndexUpdates: updates,
    }),
  )

const put = (id: number, year: string, title?: string) =>
  dynamo.send(
    new Dynamo.PutItemCommand({
      TableName,
      Item: { id: text(String(id)), year: text(year), ...(title && { title: text(title) }) },
    }),
  )

const titlesOf = async (year: string) => {
  const { Items = [] } = await dynamo.send(
    new Dynamo.QueryCommand({
      TableName,
      IndexName: 'byYear',
      KeyConditionExpression: '#year = :year',
      ExpressionAttributeNames: { '#year': 'year' },
      ExpressionAttributeValues: { ':year': text(year) },
    }),
  )
  return Items.map(({ title }) => title?.S)
}

describe('a table that is in use', () => {
  beforeEach(async () => {
    await dynamo.send(
      new Dynamo.CreateTableCommand({
        TableName,
        AttributeDefinitions: strings('id'),
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
    await put(1, '2025', 'Harbour')
    await put(2, '2026', 'Mountain')
    await put(3, '2026', 'Island')
    await put(4, '2026')
  })
  afterEach(() => dynamo.send(new Dynamo.DeleteTableCommand({ TableName })))

  test('gets an index that has what was there before, and what comes, changes and goes', async () => {
    await update({ Create: create })
    const { Table } = await dynamo.send(new Dynamo.DescribeTableCommand({ TableName }))
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      GlobalSecondaryIndexes: [{ IndexName: 'byYear', IndexStatus: 'ACTIVE', KeySchema: create.KeySchema }],
    })
    expect(await titlesOf('2026')).toEqual(['Island', 'Mountain'])

    await put(5, '2026', 'Forest')
    await put(3, '2027', 'Island')
    await dynamo.send(new Dynamo.DeleteItemCommand({ TableName, Key: { id: text('2') } }))
    expect(await titlesOf('2026')).toEqual(['Forest'])
    expect(await titlesOf('2027')).toEqual(['Island'])
  })

  test('loses an index and gets it again as it is then', async () => {
    await update({ Create: create })
    await update({ Delete: { IndexName: 'byYear' } })
    await expect(titlesOf('2026')).rejects.toMatchObject({ name: 'ValidationException' })
    await put(2, '2024', 'Mountain')
    await update({ Create: create })
    expect(await titlesOf('2026')).toEqual(['Island'])
    expect(await titlesOf('2024')).toEqual(['Mountain'])
  })

  test.each<[string, Dynamo.GlobalSecondaryIndexUpdate[], string]>([
    [
      'two at once',
      [{ Create: create }, { Create: { ...create, IndexName: 'second' } }],
      'LimitExceededException',
    ],
    ['one that is not there', [{ Delete: { IndexName: 'nobody' } }], 'ResourceNotFoundException'],
    [
      'one whose key is not defined',
      [{ Create: { ...create, KeySchema: [{ AttributeName: 'mood', KeyType: 'HASH' }] } }],
      'ValidationException',
    ],
  ])('refuses to change %s', async (_what, updates, name) => {
    await expect(update(...updates)).rejects.toMatchObject({ name })
  })

  test('refuses a second index of one name', async () => {
    await update({ Create: create })
    await expect(update({ Create: create })).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

test('an index that a crash left empty is filled at the next start', async () => {
  const path = mkdtempSync(join(tmpdir(), 'reelgate-index-'))
  const place = { accountId: '000000000000', region: 'us-east-1' }
  let library = openLibrary(path, place)
  try {
    await changeTable(library, 'CreateTable', {
      TableName,
      AttributeDefinitions: strings('id'),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    })
    await library.run('PutItem', {
      TableName,
      Item: { id: text('1'), year: text('2026'), title: text('Harbour') },
    })
    await library.reshape(TableName, (table) => ({
      ...table,
      AttributeDefinitions: strings('id', 'year', 'title'),
      GlobalSecondaryIndexes: [{ ...create, IndexStatus: 'ACTIVE' }],
      TableStatus: 'UPDATING',
    }))
    await library.close()
    library = openLibrary(path, place)
    await finishTables(library)
    const found: Json = await library.run('Query', {
      TableName,
      IndexName: 'byYear',
      KeyConditionExpression: '#year = :year',
      ExpressionAttributeNames: { '#year': 'year' },
      ExpressionAttributeValues: { ':year': text('2026') },
    })
    expect(found['Count']).toBe(1)
  } finally {
    await library.close()
    rmSync(path, { recursive: true })
  }
})
