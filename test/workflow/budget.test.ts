import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../cli/run-cli.ts'
import { startTestCloud } from '../support/cloud.ts'
import { eventually, isWaitingIn, openScene, sampleBytes, statesOf, type Scene } from './scene.ts'

jest.setTimeout(900_000)

const DAY_MS = 24 * 60 * 60 * 1000

/** Room for one tiny film a month, and none for a larger one. */
const BUDGET_USD = 0.008

let scene: Scene
let folder: string
let tiny: Buffer
let large: Buffer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  tiny = await sampleBytes('no-audio', folder)
  large = await sampleBytes('no-audio', folder, { widthPx: 1280, heightPx: 720 })
  scene = openScene(
    await startTestCloud({ params: { monthlyBudgetUsd: String(BUDGET_USD) }, detector: 'scripted' }),
  )
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const waiting = (key: string) =>
  eventually(`${key} to wait for a budget`, async () => {
    const [asset] = await scene.assetsOf(key)
    if (!asset || !isWaitingIn('Await budget', await scene.historyOf(asset))) return undefined
    // Read once more: the record may have been written between the two looks.
    return (await scene.assetsOf(key))[0]
  })

const commitmentOf = async (assetId: string) => {
  const { Item } = await scene.cloud.documents.send(
    new GetCommand({
      TableName: scene.cloud.output('BudgetTableName'),
      Key: { scope: `asset#${assetId}`, entry: 'r0' },
    }),
  )
  return Item
}

const tell = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCli([...args, '--endpoint-url', scene.cloud.url, '--json'])
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as unknown
}

const ask = (...args: string[]) => tell('budget', ...args)

describe('given a budget with room for one film a month', () => {
  test('when it is dropped, then it is published, and counts by what it used', async () => {
    await scene.drop('first.mp4', tiny)
    const { assetId, billableUnits } = await scene.outcomeOf('first.mp4')
    expect(billableUnits).toMatchObject({
      'mediaconvert:B-AVC-SD-SHQ-30': 2 * (10 / 60),
      's3-gb-month': expect.any(Number),
    })
    const settled = await eventually('The settlement', async () => {
      const commitment = await commitmentOf(assetId)
      return commitment?.['settledAt'] ? commitment : undefined
    })
    expect(settled['estimateUsd']).toBeLessThan(BUDGET_USD)
    expect(settled['actualUsd']).not.toBe(settled['estimateUsd'])
    expect(await ask()).toMatchObject({ committedUsd: settled['actualUsd'] as number, parked: [] })
  })

  test('when it is asked what it has cost, then its run counts too, by the logs of its functions', async () => {
    const [asset] = await scene.assetsOf('first.mp4')
    const said = (await tell('asset', asset!.assetId, '--cost', '--region', 'us-east-1')) as {
      lines: { unit: string; amount: number }[]
      notes: string[]
      unpriced: string[]
    }
    const amountOf = (name: string) => said.lines.find(({ unit }) => unit === name)?.amount
    expect(amountOf('stepfunctions-transition')).toBe(16)
    expect(amountOf('lambda-request')).toBe(4)
    expect(amountOf('lambda-gb-second')).toBeGreaterThan(0)
    expect({ notes: said.notes, unpriced: said.unpriced }).toEqual({ notes: [], unpriced: [] })
  })

  test('when more are dropped, then they wait, and nothing is spent on them', async () => {
    await scene.drop('second.mp4', tiny)
    await scene.drop('large.mp4', large)
    const second = await waiting('second.mp4')
    const third = await waiting('large.mp4')
    expect(second.timings.parkedAt).toBeDefined()
    expect([...(await scene.jobsOf(second)), ...(await scene.jobsOf(third))]).toEqual([])
    const parked = [second, third].map(({ assetId }) => expect.objectContaining({ assetId }))
    expect(await ask()).toMatchObject({ limitUsd: BUDGET_USD, parked: expect.arrayContaining(parked) })
    expect(await ask('release')).toEqual({ released: [], parked: 2 })
  })

  test('when the machine loses power and a month begins, then the one that fits goes on', async () => {
    await scene.cloud.crashAndRestart()
    const now = new Date()
    const nextMonthMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) - now.getTime()
    await scene.cloud.advance(nextMonthMs + DAY_MS / 12)
    const second = await scene.outcomeOf('second.mp4')
    expect(second.outcome).toBe('published')
    const states = statesOf(await scene.historyOf(second))
    expect(states.filter((state) => state === 'Inspect source')).toHaveLength(2)
    expect((await scene.assetsOf('large.mp4'))[0]?.outcome).toBeUndefined()
  })

  test('when an operator lets one go, then it does not have to fit', async () => {
    await scene.drop('urgent.mp4', tiny)
    const { assetId } = await waiting('urgent.mp4')
    expect(await ask('release', assetId.slice(0, 12))).toEqual({ released: [assetId], parked: 1 })
    expect(await scene.outcomeOf('urgent.mp4')).toMatchObject({ outcome: 'published' })
    expect(await commitmentOf(assetId)).toMatchObject({ waived: true })
  })

  test('when no room comes in time, then it is rejected with that reason', async () => {
    await scene.cloud.advance(32 * DAY_MS)
    expect(await scene.outcomeOf('large.mp4')).toMatchObject({
      outcome: 'rejected',
      reasons: [{ code: 'over-budget' }],
    })
    await eventually('An empty list', async () =>
      ((await ask()) as { parked: unknown[] }).parked.length === 0 ? true : undefined,
    )
  })

  test('when a function cannot do its work, then the event is kept for people', async () => {
    const lambda = new LambdaClient({
      endpoint: scene.cloud.url,
      region: 'ap-northeast-2',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    })
    for (const name of ['releaseBudget', 'settleBudget'])
      await lambda.send(
        new InvokeCommand({
          FunctionName: `reelgate-local-${name}`,
          InvocationType: 'Event',
          Payload: JSON.stringify({ waive: ['nobody'] }),
        }),
      )
    lambda.destroy()
    const kept = new Set<string>()
    await eventually('Two dead letters', async () => {
      await scene.cloud.advance(60_000)
      const { Messages = [] } = await scene.cloud.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: scene.cloud.output('IntakeDeadLettersUrl'),
          MaxNumberOfMessages: 10,
        }),
      )
      for (const { Body = '' } of Messages) kept.add(/function:reelgate-local-(\w+)/.exec(Body)?.[1] ?? '')
      return kept.has('releaseBudget') && kept.has('settleBudget') ? kept : undefined
    })
  })
})
