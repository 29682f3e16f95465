// The index that the watch reads, on a table of the local cloud: what is under way is in it, and nothing that has its
// outcome.
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Asset } from '../../schemas/generated/types.ts'
import { anAsset, aVerdict } from '../support/records.ts'
import { openRoomCloud } from '../support/room-cloud.ts'
import { tableSettings } from '../support/room-tables.ts'

const TableName = 'assets'
const OUTCOMES = ['published', 'rejected', 'quarantined', 'failed'] as const

// Only once the environment says where the cloud is: the clients of lib/aws read it when they are made.
async function openRoom() {
  const { config, close } = await openRoomCloud()
  const dynamo = new DynamoDBClient(config)
  await dynamo.send(new CreateTableCommand({ ...tableSettings('intake', 'AssetsTable'), TableName }))
  const { assetStore } = await import('../../lib/asset-store.ts')
  const { settleAsset } = await import('../../lib/settle-asset.ts')
  const { documents, UpdateCommand } = await import('../../lib/aws/dynamodb.ts')
  const { unfinishedAssets } = await import('../../functions/ops/unfinished-assets.ts')
  return {
    assets: assetStore(TableName),
    settle: settleAsset(TableName),
    unfinished: unfinishedAssets(TableName),
    /** A write of somebody who knows nothing of the index. */
    update: (assetId: string, UpdateExpression: string, ExpressionAttributeValues: Record<string, string>) =>
      documents.send(
        new UpdateCommand({
          ...{ TableName, Key: { assetId }, UpdateExpression, ExpressionAttributeValues },
        }),
      ),
    async close() {
      dynamo.destroy()
      await close()
    },
  }
}

let room: Awaited<ReturnType<typeof openRoom>>
beforeAll(async () => void (room = await openRoom()))
afterAll(() => room.close())

let count = 0
/** An asset under way, as the first processing of an upload begins it. */
async function begun(changes: Partial<Asset> = {}): Promise<Asset> {
  const assetId = (++count).toString(16).padStart(32, '0')
  return room.assets.register(anAsset({ assetId, ...changes }))
}

const found = async ({ assetId }: Asset) =>
  (await room.unfinished.find()).filter((unfinished) => unfinished.assetId === assetId)

const closing = (outcome: (typeof OUTCOMES)[number]) => ({
  ...{ outcome, reasons: [], closedAt: '2026-11-21T09:05:00.000Z', totalMs: 300_000 },
})

test('what is under way is found, with what the watch asks of it', async () => {
  const asset = await begun()
  const { assetId, revision, registeredAt, executionArn } = asset
  expect(await found(asset)).toEqual([{ assetId, revision, registeredAt, executionArn, underWay: 'yes' }])
})

test('it stays as long as no outcome is written, however long ago it was registered', async () => {
  const asset = await begun({ registeredAt: '2020-01-01T00:00:00.000Z', registeredMonth: '2020-01' })
  await room.assets.note(asset, { title: 'Harbour', 'timings.parkedAt': '2026-11-21T09:00:00.000Z' })
  await room.assets.noteVerdict(asset, { verdict: aVerdict() })
  expect(await found(asset)).toHaveLength(1)
})

test('the oldest come first', async () => {
  const at = (await room.unfinished.find()).map(({ registeredAt }) => registeredAt)
  expect(at.length).toBeGreaterThan(1)
  expect(at).toEqual(at.toSorted())
})

test.each(OUTCOMES)('what is closed as %s is found no more', async (outcome) => {
  const asset = await begun()
  expect(await room.assets.close(asset, closing(outcome))).toMatchObject({ outcome })
  expect(await found(asset)).toEqual([])
})

test.each(['published', 'quarantined'] as const)('nor is what is settled as %s', async (outcome) => {
  const asset = await begun()
  const verdict = aVerdict({ decision: outcome === 'published' ? 'approve' : 'reject' })
  const settled = await room.settle(asset, { verdict, outcome })
  expect(await found(asset)).toEqual([])
  // A second settlement finds nothing to take away.
  const later = aVerdict({ decidedAt: '2026-11-21T10:00:00.000Z' })
  await room.settle(settled, { verdict: later, outcome: 'quarantined' })
  expect(await found(asset)).toEqual([])
})

test('more than one answer of the table holds are found', async () => {
  const before = (await room.unfinished.find()).length
  // Two megabytes and a half, where an answer has one at most.
  const executionArn = 'x'.repeat(50_000)
  for (let n = 0; n < 50; n++) await begun({ executionArn })
  expect(await room.unfinished.find()).toHaveLength(before + 50)
})

test('what was left with its outcome is struck off, and what is under way again is not', async () => {
  const left = await begun()
  await room.update(left.assetId, 'SET outcome = :published', { ':published': 'published' })
  const again = await begun({ revision: 1 })
  expect([await found(left), await found(again)].map(({ length }) => length)).toEqual([1, 1])
  await room.unfinished.strike(left)
  await room.unfinished.strike({ assetId: again.assetId, revision: 0 })
  await room.unfinished.strike(again)
  expect([await found(left), await found(again)].map(({ length }) => length)).toEqual([0, 1])
})
