import { describe, expect, test } from '@jest/globals'
import { isWaived, shareUsed } from '../../../functions/cost/rules/release.ts'
import { budgetUsd } from '../../../lib/cost/budget-price.ts'
import type { ParkedAsset } from '../../../schemas/generated/types.ts'

const parked = (name: string, estimateUsd: number): ParkedAsset => ({
  scope: 'parked',
  entry: `${name}#0`,
  assetId: name,
  revision: 0,
  estimateUsd,
  parkedAt: '2026-11-21T09:00:00.000Z',
})

test.each<[string, string[] | undefined, boolean]>([
  ['nobody', undefined, false],
  ['another', ['second'], false],
  ['it', ['second', 'first'], true],
  ['all', ['*'], true],
])('an asset goes on though it does not fit where an operator names it: %s', (_, waive, expected) =>
  expect(isWaived(parked('first', 3), waive ? { waive } : {})).toBe(expected),
)

test.each([
  [10, 5, 50],
  [10, 12, 120],
  [0, 12, undefined],
])('of %d dollars %d are %j percent', (limitUsd, committedUsd, share) =>
  expect(shareUsed(limitUsd, committedUsd)).toBe(share),
)

describe('against a budget', () => {
  test('what has no price in a region counts at the dearest that is known', () => {
    expect(budgetUsd({ 'rekognition-moderation-minute': 10 }, 'ap-northeast-2')).toBe(1)
  })

  test('a usage whose factor is not known counts at the largest there is', () => {
    expect(budgetUsd({ 'mediaconvert:P-AV1-4K-30': 10 }, 'us-east-1')).toBe(10 * 7 * 0.012)
  })

  test('what has a price counts at it, up to whole millionths', () => {
    expect(budgetUsd({ 'lambda-request': 1, 'transcribe-second': 60 }, 'us-east-1')).toBe(0.024001)
  })

  test('nothing counts where there is no price table', () => {
    expect(() => budgetUsd({}, 'eu-north-1')).toThrow(/no price table/)
  })
})
