import { expect, test } from '@jest/globals'
import { onAssetEvent, type OutcomeEvent, type ReviewExpired } from '../../functions/ops/on-asset-event.ts'
import type { Measured } from '../../lib/metrics.ts'
import { anAsset } from '../support/records.ts'

const asset = (totalMs: number) => anAsset({ registeredAt: '2026-11-21T10:00:00.000Z', timings: { totalMs } })

const event = (outcome: string, closedAt = '2026-11-21T10:05:00.000Z') =>
  ({
    'detail-type': `asset.${outcome}`,
    detail: { assetId: asset(0).assetId, outcome, closedAt },
  }) as OutcomeEvent

async function told(happened: OutcomeEvent | ReviewExpired, totalMs = 300_000): Promise<Measured> {
  const measured: Measured[] = []
  await onAssetEvent(happened, {
    assets: { load: async () => asset(totalMs) },
    measure: (one) => void measured.push(one),
  })
  return Object.assign({}, ...measured) as Measured
}

test.each([
  ['rejected', { AssetsRejected: 1 }],
  ['quarantined', { AssetsQuarantined: 1 }],
  ['failed', { AssetsFailed: 1 }],
])('an asset that is %s is counted', async (outcome, expected) => {
  expect(await told(event(outcome))).toEqual(expected)
})

test('a published asset is counted, with the time from its registration', async () => {
  expect(await told(event('published'))).toEqual({ AssetsPublished: 1, TimeToPublish: 300_000 })
})

test('an asset that was quarantined for a month before says nothing about how long publishing takes', async () => {
  const released = event('published', '2026-12-21T10:05:00.000Z')
  expect(await told(released)).toEqual({ AssetsPublished: 1 })
})

test('a review that nobody decided is counted', async () => {
  const expired = {
    'detail-type': 'review-task.expired',
    detail: { assetId: '0'.repeat(32) },
  } as ReviewExpired
  expect(await told(expired)).toEqual({ ReviewsExpired: 1 })
})
