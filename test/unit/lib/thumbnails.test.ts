import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { planThumbnails } from '../../../lib/thumbnails.ts'
import { planTranscodeTimeoutSeconds } from '../../../lib/transcode-timeout.ts'
import { inspectionOf } from '../../support/inspections.ts'

const template = { enabled: true, minIntervalSeconds: 2, maxCount: 400, widthPx: 320 }

describe('thumbnails', () => {
  test.each([
    ['a second', 1_000, 2, 1],
    ['a minute', 60_000, 2, 30],
    ['a minute and a little', 60_040, 2, 31],
    ['83 minutes', 5_000_000, 13, 385],
    ['a day', 86_400_000, 216, 400],
  ])('of %s', (_, durationMs, intervalSeconds, count) => {
    expect(planThumbnails(inspectionOf({}, { durationMs }), template)).toMatchObject({
      intervalSeconds,
      count,
    })
  })

  test.each([
    [1920, 1080, 320, 180],
    [1080, 1920, 180, 320],
    [160, 120, 160, 120],
    [161, 121, 160, 120],
    [2000, 100, 640, 32],
  ])('of a %ix%i picture', (widthPx, heightPx, width, height) => {
    const plan = planThumbnails(inspectionOf({ widthPx, heightPx }), template)
    expect([plan.widthPx, plan.heightPx]).toEqual([width, height])
  })

  test('are never too many nor too close, and the last one lies in the film', () => {
    const templates = fc.record({
      enabled: fc.constant(true),
      minIntervalSeconds: fc.double({ min: 1, max: 60, noNaN: true }),
      maxCount: fc.integer({ min: 1, max: 1000 }),
      widthPx: fc.constant(320),
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400_000_000 }), templates, (durationMs, any) => {
        const { count, intervalSeconds } = planThumbnails(inspectionOf({}, { durationMs }), any)
        expect(count).toBeLessThanOrEqual(any.maxCount)
        expect(intervalSeconds).toBeGreaterThanOrEqual(any.minIntervalSeconds)
        expect((count - 1) * intervalSeconds * 1000).toBeLessThan(durationMs)
      }),
    )
  })
})

test('a transcode may wait in the queue and work in proportion, for seven days at the most', () => {
  const hour = 3600
  expect(planTranscodeTimeoutSeconds(60_000, 5)).toBeGreaterThan(12 * hour)
  expect(planTranscodeTimeoutSeconds(7_200_000, 5)).toBeGreaterThan(planTranscodeTimeoutSeconds(7_200_000, 2))
  expect(planTranscodeTimeoutSeconds(1e12, 7)).toBe(7 * 24 * hour)
})
