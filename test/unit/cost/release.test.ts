import { describe, expect, test } from '@jest/globals'
import { chooseReleases, shareUsed } from '../../../functions/cost/rules/release.ts'
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

const WAITING = [parked('first', 3), parked('second', 8), parked('third', 2)]

describe('of the assets that wait', () => {
  const choose = (limitUsd: number, committedUsd: number, waive?: string[]) => {
    const { waived, fitting } = chooseReleases(WAITING, { limitUsd, committedUsd }, waive ? { waive } : {})
    return { waived: waived.map(({ assetId }) => assetId), fitting: fitting.map(({ assetId }) => assetId) }
  }

  test.each<[string, [number, number, string[]?], { waived?: string[]; fitting?: string[] }]>([
    ['none goes on while nothing is left', [10, 10], {}],
    ['one does that just fits', [10, 7], { fitting: ['first'] }],
    ['a large one does not hold back those behind it', [10, 5], { fitting: ['first', 'third'] }],
    ['all do when a month has begun', [100, 0], { fitting: ['first', 'second', 'third'] }],
    ['all do where there is no budget any more', [0, 500], { fitting: ['first', 'second', 'third'] }],
    ['those that an operator names do, fitting or not', [10, 10, ['second']], { waived: ['second'] }],
    [
      'what an operator lets go is gone for the others',
      [13, 2, ['second']],
      { waived: ['second'], fitting: ['first'] },
    ],
    ['all do that an operator calls so', [10, 10, ['*']], { waived: ['first', 'second', 'third'] }],
  ])('%s', (_, given, expected) => expect(choose(...given)).toEqual({ waived: [], fitting: [], ...expected }))
})

test.each([
  [10, 5, 50],
  [10, 12, 120],
  [0, 12, undefined],
])('of %d dollars %d are %j percent', (limitUsd, committedUsd, share) =>
  expect(shareUsed({ limitUsd, committedUsd })).toBe(share),
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
