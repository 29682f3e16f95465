import { describe, expect, test } from '@jest/globals'
import { closeAsset, type CloseAssetServices } from '../../functions/ops/close-asset.ts'
import { onExecutionEnded, type ExecutionEnded } from '../../functions/ops/on-execution-ended.ts'
import { ConflictError } from '../../lib/errors.ts'
import { assetIdOf } from '../../lib/source-identity.ts'
import type { Asset, CloseAssetInput, Job, Source } from '../../schemas/generated/types.ts'
import { validateAsset } from '../../schemas/generated/validators.mjs'
import { aJob, anAsset, aSource, ASSET_ID } from '../support/records.ts'

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
  const source = aSource()
  const ours = anAsset({ assetId: assetIdOf(source), source })
  const uploadOf = ({ bucket, key, etag, sizeBytes, sequencer }: Source, more: object = {}) =>
    JSON.stringify({
      ...more,
      detail: { bucket: { name: bucket }, object: { key, etag, size: sizeBytes, sequencer } },
    })
  const upload = uploadOf(source)

  const ended = (status: ExecutionEnded['detail']['status'], input?: string) => {
    const startDate = Date.parse('2026-11-21T09:00:00Z')
    const detail = { executionArn: ours.executionArn, status, startDate, ...(input && { input }) }
    return { detail } as ExecutionEnded
  }

  async function after(event: ExecutionEnded, ...records: Asset[]) {
    const closed: CloseAssetInput[] = []
    const table = new Map(records.map((asset) => [asset.assetId, asset]))
    await onExecutionEnded(event, {
      assets: {
        load: (assetId) => Promise.resolve(table.get(assetId)),
        register: (asset) => (table.set(asset.assetId, asset), Promise.resolve(asset)),
      },
      close: (input) => Promise.resolve(closed.push(input)),
    })
    return { closed, records: [...table.values()] }
  }

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)('%s closes its asset as failed', async (status) => {
    const { closed } = await after(ended(status, upload), ours)
    expect(closed).toMatchObject([{ assetId: ours.assetId, outcome: 'failed' }])
  })

  test('an upload that could not even be registered is on record, with what hindered it', async () => {
    const event = ended('FAILED', upload)
    event.detail.error = 'DynamoDB.ResourceNotFoundException'
    const { closed, records } = await after(event)
    expect(records).toEqual([ours])
    expect(records.map((record) => validateAsset(record))).toEqual([true])
    expect(closed).toMatchObject([
      { assetId: ours.assetId, revision: 0, outcome: 'failed', reasons: [{ code: 'fault' }] },
    ])
    expect(closed[0]!.reasons![0]!.message).toContain('DynamoDB.ResourceNotFoundException')
  })

  test.each([
    ['no input at all', undefined],
    ['an input that is no upload', '{"detail":{}}'],
  ])('one with %s is a fault: its event is kept', async (_what, input) => {
    await expect(after(ended('FAILED', input))).rejects.toMatchObject({ name: 'InvariantError' })
  })

  test('an asset that has its outcome is left alone', async () => {
    const { closed } = await after(ended('FAILED', upload), { ...ours, outcome: 'rejected' })
    expect(closed).toEqual([])
  })

  test.each([
    ['another execution of the same upload', {}],
    ['the former processing, where a later one could not be registered', { revision: 7 }],
  ])('%s is not touched', async (_what, more) => {
    const other = { ...ours, executionArn: 'arn:other' }
    const { closed, records } = await after(ended('FAILED', uploadOf(source, more)), other)
    expect({ closed, records }).toEqual({ closed: [], records: [other] })
  })
})
