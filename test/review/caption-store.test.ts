// What is decided on captions, on real tables: upon the tracks as they were read, together with its entry, or not at all.
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { ConflictError } from '../../lib/errors.ts'
import type { Asset, CaptionTrack, ReviewAuditEntry } from '../../schemas/generated/types.ts'
import { anAsset, ASSET_ID } from '../support/records.ts'
import { openRoomCloud } from '../support/room-cloud.ts'
import { tableSettings } from '../support/room-tables.ts'

jest.setTimeout(60_000)

const AT = '2026-11-21T09:00:00.000Z'
const ENTRY: ReviewAuditEntry = {
  ...{ subjectId: ASSET_ID, entryKey: `${AT}#1`, at: AT, by: 'olga' },
  ...{ act: 'captions-released', reason: 'A quotation.', to: 'captions:en:released' },
}
const TRACK: CaptionTrack = {
  ...{ trackId: 'en', language: 'en', name: 'English', kind: 'subtitles', state: 'held' },
  source: { origin: 'sidecar', key: 'films/holiday.en.vtt', etag: 'first' },
  ...{ cueCount: 1, warnings: [], updatedAt: AT },
}
const RELEASED: CaptionTrack = { ...TRACK, released: { by: 'olga', at: AT, reason: 'A quotation.' } }

// Only once the environment says where the cloud is: the clients of lib/aws read it when they are made.
const importStores = async () => ({
  ...(await import('../../lib/aws/dynamodb.ts')),
  ...(await import('../../lib/asset-store.ts')),
  ...(await import('../../lib/caption-store.ts')),
  ...(await import('../../lib/review-audit.ts')),
})

let lab: Awaited<ReturnType<typeof openRoomCloud>>
let stores: Awaited<ReturnType<typeof importStores>>
let dynamo: DynamoDBClient
let tables: { assets: string; audit: string }
let count = 0

beforeAll(async () => {
  lab = await openRoomCloud()
  dynamo = new DynamoDBClient(lab.config)
  stores = await importStores()
})
beforeEach(async () => {
  count++
  tables = { assets: `assets-${count}`, audit: `audit-${count}` }
  const make = (TableName: string, settings: ReturnType<typeof tableSettings>) =>
    dynamo.send(new CreateTableCommand({ ...settings, TableName }))
  await make(tables.assets, tableSettings('intake', 'AssetsTable'))
  await make(tables.audit, tableSettings('review', 'ReviewAuditTable'))
})
afterAll(async () => {
  dynamo?.destroy()
  await lab?.close()
})

async function given(changes: Partial<Asset> = {}): Promise<Asset> {
  const asset = anAsset({ captions: [TRACK], ...changes })
  await stores.documents.send(new stores.PutCommand({ TableName: tables.assets, Item: asset }))
  return asset
}

const decide = (asset: Asset) =>
  stores.decideCaptions(tables.assets)(asset, [RELEASED], stores.auditPut(tables.audit, ENTRY))
const now = async () => ({
  asset: await stores.assetStore(tables.assets).load(ASSET_ID),
  entries: await stores.reviewAudit(tables.audit).listOf(ASSET_ID),
})

describe('a decision on captions', () => {
  test.each([[undefined], [4]])('stands with its entry, upon version %p', async (captionsVersion) => {
    const asset = await given(captionsVersion === undefined ? {} : { captionsVersion })
    await decide(asset)
    const next = (captionsVersion ?? 0) + 1
    expect(await now()).toEqual({
      asset: { ...asset, captions: [RELEASED], captionsVersion: next },
      entries: [ENTRY],
    })
  })

  test.each<[string, Partial<Asset>]>([
    ['the tracks have changed', { captionsVersion: 5 }],
    ['the film is processed anew', { captionsVersion: 4, revision: 1 }],
  ])('is refused once %s, and leaves no entry', async (_what, changes) => {
    const read = await given({ captionsVersion: 4 })
    const current = await given(changes)
    await expect(decide(read)).rejects.toBeInstanceOf(ConflictError)
    expect(await now()).toEqual({ asset: current, entries: [] })
  })

  test('is made once, of two at the same time', async () => {
    const asset = await given({ captionsVersion: 4 })
    const other = { ...ENTRY, entryKey: `${AT}#2`, by: 'omar' }
    const both = await Promise.allSettled([
      decide(asset),
      stores.decideCaptions(tables.assets)(asset, [RELEASED], stores.auditPut(tables.audit, other)),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await now()).entries).toHaveLength(1)
  })
})
