import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as Dynamo from '@aws-sdk/client-dynamodb'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

const TableName = 'assets'
let lab: Lab
let dynamo: Dynamo.DynamoDBClient
beforeAll(async () => {
  lab = await openLab()
  dynamo = new Dynamo.DynamoDBClient(lab.config)
  await dynamo.send(
    new Dynamo.CreateTableCommand({
      TableName,
      AttributeDefinitions: ['assetId', 'outcome'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [{ AttributeName: 'assetId', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byOutcome',
          KeySchema: [{ AttributeName: 'outcome', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { Enabled: true, SSEType: 'KMS' },
      DeletionProtectionEnabled: true,
      Tags: [{ Key: 'stage', Value: 'local' }],
    }),
  )
})
afterAll(() => lab.close())

const put = (
  assetId: string,
  more: Omit<Partial<Dynamo.PutItemCommandInput>, 'Item'> & { item?: object } = {},
) => {
  const { item, ...input } = more
  const Item = { assetId: { S: assetId }, ...item } as Record<string, Dynamo.AttributeValue>
  return dynamo.send(new Dynamo.PutItemCommand({ TableName, Item, ...input }))
}
const get = async (assetId: string) =>
  (await dynamo.send(new Dynamo.GetItemCommand({ TableName, Key: { assetId: { S: assetId } } }))).Item

describe('conditional writes', () => {
  const onlyNew = { ConditionExpression: 'attribute_not_exists(assetId)' }

  test('the second one fails and shows what stands in its way, when asked', async () => {
    await put('a', { ...onlyNew, item: { title: { S: '한국 😀' } } })
    await expect(put('a', onlyNew)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
    const shown = put('a', { ...onlyNew, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })
    await expect(shown).rejects.toMatchObject({ Item: { assetId: { S: 'a' }, title: { S: '한국 😀' } } })
    const Key = { assetId: { S: 'a' } }
    const update = new Dynamo.UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'SET title = :t',
      ConditionExpression: 'title = :t',
      ExpressionAttributeValues: { ':t': { S: 'other' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    await expect(dynamo.send(update)).rejects.toMatchObject({ Item: { title: { S: '한국 😀' } } })
  })

  test('of many at once one succeeds', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => put('race', onlyNew)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

test('an index is queried', async () => {
  await put('i1', { item: { outcome: { S: 'published' } } })
  await put('i2', { item: { outcome: { S: 'rejected' } } })
  const answer = await dynamo.send(
    new Dynamo.QueryCommand({
      TableName,
      IndexName: 'byOutcome',
      KeyConditionExpression: 'outcome = :o',
      ExpressionAttributeValues: { ':o': { S: 'published' } },
    }),
  )
  expect(answer.Items?.map(({ assetId }) => assetId?.S)).toEqual(['i1'])
})

describe('transactions', () => {
  const write = (TransactItems: Dynamo.TransactWriteItem[], ClientRequestToken?: string) =>
    dynamo.send(
      new Dynamo.TransactWriteItemsCommand({
        TransactItems,
        ...(ClientRequestToken && { ClientRequestToken }),
      }),
    )
  const putting = (assetId: string) => ({ Put: { TableName, Item: { assetId: { S: assetId } } } })
  const adding = (assetId: string, to: string) => ({
    Update: {
      TableName,
      Key: { assetId: { S: assetId } },
      UpdateExpression: `ADD ${to} :one`,
      ExpressionAttributeValues: { ':one': { N: '1' } },
    },
  })

  test('all or nothing, with a reason for each', async () => {
    await put('t-old', { item: { note: { S: 'no number' } } })
    const check = {
      TableName,
      Key: { assetId: { S: 't-old' } },
      ConditionExpression: 'attribute_not_exists(assetId)',
    }
    await expect(write([putting('t-new'), { ConditionCheck: check }])).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    })
    // The second write fails only when it is applied: the first is taken back.
    await expect(write([putting('t-new'), adding('t-old', 'note')])).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: expect.stringMatching(/Validation/) }],
    })
    expect(await get('t-new')).toBeUndefined()
    await write([putting('t-new'), adding('t-old', 'hits')])
    expect(await get('t-new')).toEqual({ assetId: { S: 't-new' } })
    expect(await get('t-old')).toMatchObject({ hits: { N: '1' } })
  })

  test('the same token applies once, and not to something else', async () => {
    await write([adding('t-token', 'hits')], 'token-1')
    await write([adding('t-token', 'hits')], 'token-1')
    expect(await get('t-token')).toMatchObject({ hits: { N: '1' } })
    const other = write([adding('t-token', 'other')], 'token-1')
    await expect(other).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' })
  })

  test('a reader sees two items before or after, never between', async () => {
    const keys = ['t-left', 't-right']
    const both = () => write(keys.map((key) => adding(key, 'hits')))
    const look = async () => {
      const Get = (id: string) => ({ Get: { TableName, Key: { assetId: { S: id } } } })
      const command = new Dynamo.TransactGetItemsCommand({ TransactItems: keys.map(Get) })
      return (await dynamo.send(command)).Responses?.map(({ Item }) => Item?.hits?.N)
    }
    const looks = await Promise.all(Array.from({ length: 10 }, async () => (await both(), look())))
    for (const [left, right] of looks as [string, string][]) expect(left).toBe(right)
    expect(await get('t-left')).toMatchObject({ hits: { N: '10' } })
  })
})

test('settings of a table come back, items survive a restart, protection is carried out', async () => {
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiresAt' }
  await dynamo.send(new Dynamo.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
  await dynamo.send(
    new Dynamo.UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }),
  )
  await put('kept')
  await lab.cloud.close()
  lab = await openLab({ dataDir: lab.dataDir })
  dynamo = new Dynamo.DynamoDBClient(lab.config)

  expect(await get('kept')).toBeDefined()
  const { TimeToLiveDescription } = await dynamo.send(new Dynamo.DescribeTimeToLiveCommand({ TableName }))
  expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' })
  const backups = await dynamo.send(new Dynamo.DescribeContinuousBackupsCommand({ TableName }))
  expect(backups).toMatchObject({
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    },
  })
  const { Table } = await dynamo.send(new Dynamo.DescribeTableCommand({ TableName }))
  expect(Table).toMatchObject({ TableStatus: 'ACTIVE', SSEDescription: { SSEType: 'KMS' } })
  const { Tags } = await dynamo.send(new Dynamo.ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }))
  expect(Tags).toEqual([{ Key: 'stage', Value: 'local' }])

  const remove = () => dynamo.send(new Dynamo.DeleteTableCommand({ TableName }))
  await expect(remove()).rejects.toMatchObject({ name: 'ValidationException' })
  await dynamo.send(new Dynamo.UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }))
  await remove()
  await expect(get('kept')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('streams are refused by name', async () => {
  const create = new Dynamo.CreateTableCommand({
    TableName: 'streamed',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  })
  await expect(dynamo.send(create)).rejects.toMatchObject({ name: 'LocalCloudNotSupported' })
})
