import { describe, expect, test } from '@jest/globals'
import { closeAsset, type CloseAssetServices } from '../../functions/ops/close-asset.ts'
import { onExecutionEnded, type ExecutionEnded } from '../../functions/ops/on-execution-ended.ts'
import { ConflictError } from '../../lib/errors.ts'
import type { Asset, CloseAssetInput, Job } from '../../schemas/generated/types.ts'
import { aJob, anAsset, ASSET_ID } from '../support/records.ts'

const failing: CloseAssetInput = {
  assetId: ASSET_ID,
  revision: 0,
  outcome: 'failed',
  reasons: [{ code: 'fault', message: 'it broke' }],
}

function world(jobs: Job[] = [], asset: Asset = anAsset()) {
  const cancelled: string[] = []
  const announced: Asset[] = []
  const given: CloseAssetServices = {
    assets: {
      load: () => Promise.resolve(asset),
      close: (_revision, { closedAt, totalMs, ...closing }) =>
        Promise.resolve(asset.outcome ? asset : { ...asset, ...closing, timings: { closedAt, totalMs } }),
    },
    ledger: { listOf: () => Promise.resolve(jobs) },
    cancelJob: (id) => {
      cancelled.push(id)
      return Promise.resolve()
    },
    announce: (closed) => {
      announced.push(closed)
      return Promise.resolve()
    },
    now: () => Date.parse('2026-11-21T09:10:00Z'),
  }
  return { given, cancelled, announced }
}

describe('closing an asset', () => {
  test('records the outcome with its reasons and tells the bus', async () => {
    const { given, announced } = world()
    await expect(closeAsset.run(failing, given)).resolves.toEqual({ outcome: 'failed' })
    expect(announced).toMatchObject([
      { outcome: 'failed', reasons: failing.reasons, timings: { totalMs: 600_000 } },
    ])
  })

  test('cancels the jobs that still run, and only these', async () => {
    const { given, cancelled } = world([
      aJob({ providerJobId: 'running' }),
      aJob({ providerJobId: 'ended', status: 'complete' }),
    ])
    await closeAsset.run(failing, given)
    expect(cancelled).toEqual(['running'])
  })

  test('leaves the jobs of a newer revision alone: it has taken the asset over', async () => {
    const { given, cancelled } = world([
      aJob({ providerJobId: 'older', jobKey: 'transcode#0' }),
      aJob({ providerJobId: 'own', jobKey: 'transcode#5' }),
      aJob({ providerJobId: 'newer', jobKey: 'transcode#1795255200000' }),
    ])
    await closeAsset.run({ ...failing, revision: 5 }, given)
    expect(cancelled).toEqual(['older', 'own'])
  })

  test('leaves moderation jobs alone: nobody can cancel those', async () => {
    const { given, cancelled } = world([
      aJob({ kind: 'moderate', jobKey: 'moderate#0', providerJobId: 'looking' }),
    ])
    await closeAsset.run(failing, given)
    expect(cancelled).toEqual([])
  })

  test('a job that ended in the same moment is no fault', async () => {
    const { given } = world([aJob()])
    given.cancelJob = () => Promise.reject(new ConflictError('already complete'))
    await expect(closeAsset.run(failing, given)).resolves.toEqual({ outcome: 'failed' })
  })

  test('an outcome once reached stays', async () => {
    const { given } = world([], anAsset({ outcome: 'published' }))
    await expect(closeAsset.run(failing, given)).resolves.toEqual({ outcome: 'published' })
  })
})

describe('an execution that no Catch could meet', () => {
  const ended = (status: ExecutionEnded['detail']['status'], input?: string) =>
    ({ detail: { executionArn: anAsset().executionArn, status, ...(input && { input }) } }) as ExecutionEnded
  const upload = JSON.stringify({
    detail: { bucket: { name: 'ingest' }, object: { key: 'films/holiday.mp4' } },
  })

  async function after(event: ExecutionEnded, assets: Asset[]) {
    const closed: CloseAssetInput[] = []
    await onExecutionEnded(event, {
      assets: { findBySource: (uri) => Promise.resolve(assets.filter(({ sourceUri }) => sourceUri === uri)) },
      close: (input) => Promise.resolve(closed.push(input)),
    })
    return closed
  }

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)('%s closes its asset as failed', async (status) => {
    expect(await after(ended(status, upload), [anAsset()])).toMatchObject([
      { assetId: ASSET_ID, outcome: 'failed' },
    ])
  })

  test('an asset that has its outcome is left alone', async () => {
    expect(await after(ended('FAILED', upload), [anAsset({ outcome: 'rejected' })])).toEqual([])
  })

  test('another execution of the same source is not touched', async () => {
    expect(await after(ended('FAILED', upload), [anAsset({ executionArn: 'arn:other' })])).toEqual([])
  })
})
