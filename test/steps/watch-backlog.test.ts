import { describe, expect, test } from '@jest/globals'
import { watchBacklog, type WatchServices } from '../../functions/ops/watch-backlog.ts'
import type { AssetRevision } from '../../lib/asset-store.ts'
import type { Measured } from '../../lib/metrics.ts'
import type { Asset } from '../../schemas/generated/types.ts'
import { anAsset } from '../support/records.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000)
const film = (members: Partial<Asset> = {}) =>
  anAsset({ registeredAt: minutesAgo(60).toISOString(), ...members })

interface World {
  found?: Asset[]
  /** As the table has it by now. */
  now?: Asset | undefined
  running?: string[]
  execution?: { status: string; stoppedAt: Date | undefined } | undefined
}

async function watch({ found = [film()], running = [], ...rest }: World) {
  const measured: Measured[] = []
  const announced: Asset[] = []
  const noted: object[] = []
  const struck: AssetRevision[] = []
  const services: WatchServices = {
    unfinished: {
      find: async () => found,
      strike: async ({ assetId, revision }) => void struck.push({ assetId, revision }),
    },
    runningExecutions: async () => new Set(running),
    lookAtExecution: async () =>
      'execution' in rest ? rest.execution : { status: 'FAILED', stoppedAt: minutesAgo(30) },
    assets: {
      load: async () => ('now' in rest ? rest.now : found[0]),
      note: async (_asset, changes) => void noted.push(changes),
    },
    transcodes: async () => ({ waiting: 7, running: 2 }),
    moderationRequests: async () => 40,
    reviews: async () => [
      { openedAt: minutesAgo(10).toISOString() },
      { openedAt: minutesAgo(90).toISOString() },
    ],
    announce: async (asset) => void announced.push(asset),
    measure: (one) => void measured.push(one),
    now: () => NOW,
  }
  await watchBacklog({}, services)
  return { measured: Object.assign({}, ...measured) as Measured, announced, noted, struck }
}

test('what waits is told', async () => {
  const { measured } = await watch({ found: [] })
  expect(measured).toEqual({
    TranscodeBacklog: 7,
    TranscodesRunning: 2,
    ModerationBacklog: 40,
    OpenReviews: 2,
    OldestOpenReview: 5400,
    StuckAssets: 0,
  })
})

describe('an asset without an outcome', () => {
  test.each<[string, World]>([
    ['whose execution failed half an hour ago', {}],
    ['whose execution is not known any more', { execution: undefined }],
    ['whose execution was stopped', { execution: { status: 'ABORTED', stoppedAt: minutesAgo(20) } }],
  ])('%s is stuck: it is counted and told of', async (_how, world) => {
    const { measured, announced, noted, struck } = await watch(world)
    expect([measured.StuckAssets, struck]).toEqual([1, []])
    expect(announced.map(({ assetId }) => assetId)).toEqual([film().assetId])
    expect(noted).toEqual([{ stuckRevision: film().revision }])
  })

  test.each<[string, World]>([
    ['whose execution is running', { running: [film().executionArn] }],
    ['that came a moment ago', { found: [film({ registeredAt: minutesAgo(3).toISOString() })] }],
    ['whose execution ended a moment ago', { execution: { status: 'FAILED', stoppedAt: minutesAgo(2) } }],
    ['whose execution began meanwhile', { execution: { status: 'RUNNING', stoppedAt: undefined } }],
    ['that got its outcome meanwhile', { now: film({ outcome: 'published' }) }],
    ['that is processed anew meanwhile', { now: film({ revision: film().revision + 1 }) }],
    ['that was purged meanwhile', { now: undefined }],
  ])('%s is not stuck', async (_how, world) => {
    const { measured, announced } = await watch(world)
    expect([measured.StuckAssets, announced]).toEqual([0, []])
  })

  test('is struck off when it has one after all, as it stands now', async () => {
    const { assetId, revision } = film()
    const { struck } = await watch({ now: film({ outcome: 'published', revision: revision + 1 }) })
    expect(struck).toEqual([{ assetId, revision: revision + 1 }])
  })

  test('is counted as long as it is stuck, but told of once', async () => {
    const known = film({ stuckRevision: film().revision })
    const { measured, announced } = await watch({ found: [known] })
    expect([measured.StuckAssets, announced]).toEqual([1, []])
  })

  test('that is stuck in its next processing is told of once more', async () => {
    const again = film({ revision: 1, stuckRevision: 0 })
    expect((await watch({ found: [again] })).announced).toHaveLength(1)
  })
})
