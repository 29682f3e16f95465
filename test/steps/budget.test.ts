// The budget of a month in a real table: what fits, what waits, what goes on, and what was really used.
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { awaitBudget } from '../../functions/cost/await-budget.ts'
import { releaseBudget } from '../../functions/cost/release-budget.ts'
import { settleBudget, type AssetClosed } from '../../functions/cost/settle-budget.ts'
import type { BudgetStore } from '../../lib/budget-store.ts'
import type { Asset } from '../../schemas/generated/types.ts'
import { openLab, type Lab } from '../local/gateway/lab.ts'
import { aJob, anAsset } from '../support/records.ts'

let lab: Lab
let client: DynamoDBClient
let makeStore: (tableName: string, now: () => number) => BudgetStore
let budget: BudgetStore
let nowMs: number
let tables = 0

beforeAll(async () => {
  lab = await openLab()
  client = new DynamoDBClient(lab.config)
  const { endpoint, region, credentials } = lab.config
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  })
  makeStore = (await import('../../lib/budget-store.ts')).budgetStore
})
afterAll(() => lab.close())

beforeEach(async () => {
  const TableName = `budget-${tables++}`
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: ['scope', 'entry'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'scope', KeyType: 'HASH' },
        { AttributeName: 'entry', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  nowMs = Date.parse('2026-11-30T23:00:00Z')
  budget = makeStore(TableName, () => nowMs)
})

const asset = (name: string, revision = 0) => ({ assetId: name.padStart(32, '0'), revision })
const A = asset('a')
const B = asset('b')

describe('a budget of ten dollars', () => {
  test('is taken by who fits, once, and by nobody beyond it', async () => {
    expect(await budget.commit(A, 6, 10)).toBe(true)
    expect(await budget.commit(A, 6, 10)).toBe(true)
    expect(await budget.commit(B, 4.000001, 10)).toBe(false)
    expect(await budget.commit(B, 4, 10)).toBe(true)
    expect(await budget.committedUsd('2026-11')).toBe(10)
  })

  test('is never overdrawn by many at once', async () => {
    const wanting = Array.from({ length: 12 }, (_, at) => asset(`c${at}`))
    const had = await Promise.all(
      wanting.map((one) => budget.commit(one, 3, 10).catch((error: Error) => error.name)),
    )
    const served = had.filter((one) => one === true).length
    expect(served).toBeGreaterThan(0)
    expect(await budget.committedUsd('2026-11')).toBe(served * 3)
    expect(served).toBeLessThanOrEqual(3)
  })

  test('is whole again in the next month, and a share taken before holds', async () => {
    await budget.commit(A, 10, 10)
    nowMs += 2 * 3_600_000
    expect(await budget.commit(A, 10, 10)).toBe(true)
    expect(await budget.committedUsd('2026-12')).toBe(0)
    expect(await budget.commit(B, 10, 10)).toBe(true)
  })

  test('gives back what was not used, once, to the month it came from', async () => {
    await budget.commit(A, 6, 10)
    nowMs += 2 * 3_600_000
    await budget.settle(A, 1.5)
    await budget.settle(A, 0)
    await budget.settle(B, 5)
    expect(await budget.committedUsd('2026-11')).toBe(1.5)
    expect(await budget.commitmentOf(A)).toMatchObject({ estimateUsd: 6, actualUsd: 1.5 })
  })

  test('bears what an operator lets pass', async () => {
    await budget.commit(A, 10, 10)
    await budget.waive(B, 4)
    await budget.waive(B, 4)
    expect(await budget.committedUsd('2026-11')).toBe(14)
    expect(await budget.commit(B, 4, 10)).toBe(true)
  })
})

describe('an asset that does not fit', () => {
  const answered: string[] = []
  const measured: object[] = []
  const noted: object[] = []
  beforeEach(() => [answered, measured, noted].forEach((list) => list.splice(0)))

  const answerTask = (taskToken: string) => Promise.resolve(answered.push(taskToken) > 0)
  const park = (one: typeof A, estimateUsd: number, limitUsd = 10) =>
    awaitBudget.run(
      { ...one, estimateUsd, taskToken: `token of ${one.assetId}` },
      {
        ledger: { open: (request) => Promise.resolve(aJob({ taskToken: request.taskToken })) },
        assets: { note: (_asset, changes) => Promise.resolve(noted.push(changes)) },
        ...{ budget, answerTask, limitUsd },
        now: () => nowMs,
      },
    )
  const release = (limitUsd: number, waive?: string[]) =>
    releaseBudget.run(waive ? { waive } : {}, {
      ledger: {
        load: ({ assetId }) => Promise.resolve(aJob({ assetId, taskToken: `token of ${assetId}` })),
      },
      ...{ budget, answerTask, limitUsd },
      measure: (one) => void measured.push(one),
      now: () => nowMs,
    })

  test('waits, says since when, and goes on when a month begins', async () => {
    await budget.commit(A, 9, 10)
    await park(B, 4)
    expect(noted).toEqual([{ 'timings.parkedAt': '2026-11-30T23:00:00.000Z' }])
    expect(await release(10)).toEqual({ released: [], parked: 1 })
    expect(measured).toEqual([{ BudgetShareUsed: 90, ParkedAssets: 1 }])
    nowMs += 2 * 3_600_000
    expect(await release(10)).toEqual({ released: [B.assetId], parked: 0 })
    expect(answered).toEqual([`token of ${B.assetId}`])
    expect(await budget.listParked()).toEqual([])
  })

  test('goes on at once where room has come in the moment between', async () => {
    await park(B, 4)
    expect(answered).toEqual([`token of ${B.assetId}`])
    expect(await budget.listParked()).toEqual([])
  })

  test('goes on when the budget is raised, or taken away', async () => {
    await budget.commit(A, 9, 10)
    await park(B, 4)
    expect(await release(12)).toMatchObject({ released: [] })
    expect(await release(13)).toMatchObject({ released: [B.assetId] })
    await park(B, 4)
    expect(await release(0)).toMatchObject({ released: [B.assetId] })
  })

  test('goes on when an operator says so, and has its share then', async () => {
    await budget.commit(A, 9, 10)
    await park(B, 4)
    expect(await release(10, [B.assetId])).toEqual({ released: [B.assetId], parked: 0 })
    expect(await budget.commit(B, 4, 10)).toBe(true)
    expect(await budget.committedUsd('2026-11')).toBe(13)
  })

  test('goes on before those behind it, which go on where it is too large', async () => {
    await budget.commit(A, 10, 10)
    for (const [name, usd] of [
      ['c1', 3],
      ['c2', 8],
      ['c3', 2],
      ['c4', 6],
    ] as const) {
      await park(asset(name), usd)
      nowMs += 1000
    }
    const released = [asset('c1').assetId, asset('c3').assetId]
    expect(await release(15)).toEqual({ released, parked: 2 })
    expect(await budget.committedUsd('2026-11')).toBe(15)
  })

  test('has its share before it goes on, so that no upload of that moment takes it', async () => {
    await budget.commit(A, 9, 10)
    await park(B, 4)
    await release(13)
    expect(await budget.commit(asset('c'), 1, 13)).toBe(false)
    expect(await budget.commit(B, 4, 13)).toBe(true)
  })

  test('goes on in the next hour where a release ended between its share and its answer', async () => {
    await budget.commit(A, 9, 13)
    await budget.park(B, 4)
    await budget.commit(B, 4, 13)
    expect(await release(13)).toMatchObject({ released: [B.assetId] })
    expect(await budget.committedUsd('2026-11')).toBe(13)
  })

  test('that is parked anew meanwhile still waits when its former wait is over', async () => {
    const former = await budget.park(B, 4)
    nowMs += 1000
    const parkedAt = await budget.park(B, 4)
    await budget.unpark(B, former)
    expect(await budget.listParked()).toMatchObject([{ parkedAt }])
  })
})

describe('an asset with an outcome', () => {
  const settle = (record: Asset, revision = record.revision) =>
    settleBudget({ detail: { assetId: record.assetId, revision } } as AssetClosed, {
      assets: { load: () => Promise.resolve(record) },
      budget,
      region: 'us-east-1',
    })
  const used = { 'rekognition-moderation-minute': 1 }

  test('counts by what it has used', async () => {
    await budget.commit(A, 6, 10)
    await settle(anAsset({ ...A, billableUnits: used }))
    const spent = await budget.committedUsd('2026-11')
    expect(spent).toBeGreaterThan(0.1)
    expect(spent).toBeLessThan(0.11)
  })

  test('that a newer processing has taken over keeps its estimate', async () => {
    await budget.commit(A, 6, 10)
    await settle(anAsset({ ...A, revision: 7, billableUnits: used }), 0)
    expect(await budget.committedUsd('2026-11')).toBe(6)
  })

  test('waits for no budget any more, and takes nothing where it had no share', async () => {
    await budget.park(A, 6)
    await settle(anAsset({ ...A, billableUnits: used }))
    expect(await budget.listParked()).toEqual([])
    expect(await budget.committedUsd('2026-11')).toBe(0)
  })
})
