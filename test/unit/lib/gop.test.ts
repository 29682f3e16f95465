import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { gopDividesSegment, planGop } from '../../../lib/gop.ts'

const two = { gopDurationSeconds: 2, segmentDurationSeconds: 6 }

describe('a group of pictures', () => {
  test.each([
    [24000, 1001, 48, 3, 6.006],
    [24, 1, 48, 3, 6],
    [25, 1, 50, 3, 6],
    [30000, 1001, 60, 3, 6.006],
    [30, 1, 60, 3, 6],
    [60000, 1001, 120, 3, 6.006],
    [25, 2, 25, 3, 6],
    [1, 5, 1, 2, 10],
  ])('at %i/%i frames a second', (numerator, denominator, gopFrames, gopsPerSegment, seconds) => {
    const plan = planGop({ numerator, denominator }, two)
    expect(plan).toMatchObject({ gopFrames, gopsPerSegment })
    expect(plan.segmentDurationSeconds).toBeCloseTo(seconds, 9)
  })

  test('is a whole divisor of the segment, not shorter than asked, at any frame rate', () => {
    const rate = fc.record({
      numerator: fc.integer({ min: 1, max: 120_000 }),
      denominator: fc.integer({ min: 1, max: 1001 }),
    })
    fc.assert(
      fc.property(rate, fc.constantFrom(1, 2, 3), (frameRate, gopDurationSeconds) => {
        const plan = planGop(frameRate, { gopDurationSeconds, segmentDurationSeconds: 6 })
        expect(Number.isInteger(plan.gopFrames)).toBe(true)
        expect(plan.gopDurationSeconds).toBeGreaterThanOrEqual(gopDurationSeconds - 1e-6)
        // MediaConvert rounds a segment up to the next key frame: that must be ours.
        const roundedUp = Math.ceil(6 / plan.gopDurationSeconds - 1e-6)
        expect(plan.gopsPerSegment).toBe(Math.max(1, roundedUp))
      }),
    )
  })

  test('divides the segment of a profile or does not', () => {
    expect(gopDividesSegment(two)).toBe(true)
    expect(gopDividesSegment({ gopDurationSeconds: 4, segmentDurationSeconds: 6 })).toBe(false)
  })
})
