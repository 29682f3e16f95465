import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { planLadder, type Rung } from '../../../lib/ladder.ts'
import { chooseProfile, PROFILES } from '../../../lib/profiles.ts'
import { inspectionOf } from '../../support/inspections.ts'

const standard = chooseProfile('default')
const plan = (widthPx: number, heightPx: number, profile = standard) =>
  planLadder(inspectionOf({ widthPx, heightPx }), profile)
const sizes = (rungs: Rung[]) => rungs.map(({ widthPx, heightPx }) => `${widthPx}x${heightPx}`)

describe('a ladder', () => {
  test.each([
    ['a landscape film', 1920, 1080, ['426x240', '640x360', '854x480', '1280x720', '1920x1080']],
    ['a portrait phone clip', 1080, 1920, ['240x426', '360x640', '480x854', '720x1280', '1080x1920']],
    ['a square clip', 1080, 1080, ['240x240', '360x360', '480x480', '720x720', '1080x1080']],
    ['a small landscape clip', 640, 360, ['426x240', '640x360']],
    ['a source smaller than every rung', 160, 120, ['160x120']],
    ['a source smaller than every rung, odd', 161, 121, ['160x120']],
    ['a source well between rungs', 560, 320, ['420x240', '560x320']],
    ['a source a little above a rung', 1920, 800, ['576x240', '864x360', '1152x480', '1728x720']],
    ['an odd standing source', 481, 853, ['240x426', '360x638', '480x852']],
    ['the narrowest strip', 640, 32, ['640x32']],
  ])('of %s (%ix%i)', (_, width, height, expected) => {
    expect(sizes(plan(width, height))).toEqual(expected)
  })

  // The picture of 1080x1920 once got the 2160p landscape template, chosen by its height alone.
  test('never gives a 1080x1920 phone clip a 2160p rung', () => {
    const rungs = plan(1080, 1920)
    expect(rungs.at(-1)).toMatchObject({ name: '1080p', widthPx: 1080, heightPx: 1920 })
    expect(rungs.every(({ widthPx, heightPx }) => heightPx > widthPx)).toBe(true)
  })

  test('never upscales a 480p source to the nearest template', () => {
    expect(plan(854, 480).at(-1)).toMatchObject({ widthPx: 854, heightPx: 480 })
  })

  test.each([
    ['H.264', 'default', 7680, 4320, '3840x2160'],
    ['H.264, ultra-wide', 'default', 5120, 1440, '3840x1080'],
    ['HEVC', 'hevc', 7680, 4320, '3840x2160'],
    ['AV1, standing', 'av1', 2160, 3840, '1080x1920'],
  ])('keeps to the largest picture of %s', (_, profile, width, height, largest) => {
    expect(sizes(plan(width, height, chooseProfile(profile))).at(-1)).toBe(largest)
  })

  test.each([
    [720, ['240p', '360p', '480p', '720p']],
    [900, ['240p', '360p', '480p', '720p', '900p']],
    [144, ['144p']],
  ])('is capped at a short side of %i, whichever way the picture stands', (maxHeightPx, names) => {
    for (const [widthPx, heightPx] of [
      [1920, 1080],
      [1080, 1920],
    ]) {
      const rungs = planLadder(inspectionOf({ widthPx: widthPx!, heightPx: heightPx! }), standard, {
        maxHeightPx,
      })
      expect(rungs.map(({ name }) => name)).toEqual(names)
    }
  })
})

describe('frame rates', () => {
  test.each([
    ['24000/1001', 24000, 1001, '24000/1001'],
    ['roughly written 29.97', 2997, 100, '30000/1001'],
    ['25', 25, 1, '25/1'],
    ['unreduced 50', 5000, 100, '50/1'],
    ['60', 60, 1, '60/1'],
    ['120', 120, 1, '60/1'],
    ['119.88', 120000, 1001, '60000/1001'],
    ['240', 240, 1, '60/1'],
    ['slow', 15, 2, '15/2'],
  ])('%s becomes at most 60 by a whole divisor', (_, numerator, denominator, expected) => {
    const rungs = planLadder(inspectionOf({ frameRate: { numerator, denominator } }), standard)
    for (const { frameRate } of rungs)
      expect(`${frameRate.numerator}/${frameRate.denominator}`).toBe(expected)
  })
})

describe('bit rates', () => {
  const top = (...args: Parameters<typeof inspectionOf>) =>
    planLadder(inspectionOf(...args), standard).at(-1)!.maxBitrateBps

  test('are those of the profile for a 16:9 film without a limit of its own', () => {
    expect(plan(1920, 1080).at(-1)!.maxBitrateBps).toBe(6_500_000)
  })

  test('are less for a square picture than for a wide one of the same height', () => {
    expect(top({ widthPx: 1080, heightPx: 1080 })).toBeLessThan(top({}))
    expect(top({ widthPx: 2520, heightPx: 1080 })).toBeGreaterThan(top({}))
  })

  test('are half as much again at 60 frames a second', () => {
    expect(top({ frameRate: { numerator: 60, denominator: 1 } })).toBe(9_750_000)
  })

  test('never exceed what the source itself justifies', () => {
    expect(top({ bitrateBps: 2_000_000 })).toBe(3_000_000)
    expect(top({}, { sizeBytes: 15_000_000 })).toBe(3_000_000)
  })

  test('allow an efficient source more bits in a less efficient codec', () => {
    expect(top({ codec: 'HEVC', bitrateBps: 2_000_000 })).toBeGreaterThan(top({ bitrateBps: 2_000_000 }))
  })

  test('of a source of almost no bits leave one rung, not seven equal ones', () => {
    const rungs = planLadder(inspectionOf({ bitrateBps: 8_000 }), standard)
    expect(sizes(rungs)).toEqual(['1920x1080'])
  })
})

const side = fc.integer({ min: 32, max: 8192 })
const picture = fc
  .record({ widthPx: side, heightPx: side })
  .filter(({ widthPx, heightPx }) => Math.max(widthPx, heightPx) / Math.min(widthPx, heightPx) <= 20)
const frameRate = fc.record({ numerator: fc.integer({ min: 1, max: 240_000 }), denominator: fc.constantFrom(1, 100, 1000, 1001) })
  .filter(({ numerator, denominator }) => numerator / denominator <= 480) // prettier-ignore
const anyPlan = fc.record({
  video: fc.tuple(picture, frameRate, fc.option(fc.integer({ min: 1, max: 500_000_000 }), { nil: 0 })),
  profile: fc.constantFrom(...PROFILES),
  maxHeightPx: fc.option(fc.integer({ min: 144, max: 4320 }), { nil: undefined }),
})

describe('whatever the source, profile and options', () => {
  const holds = (
    check: (rungs: Rung[], source: { widthPx: number; heightPx: number }, maxHeightPx?: number) => void,
  ) =>
    fc.assert(
      fc.property(anyPlan, ({ video: [size, rate, bitrateBps], profile, maxHeightPx }) => {
        const inspection = inspectionOf({ ...size, frameRate: rate, bitrateBps })
        const options = maxHeightPx === undefined ? {} : { maxHeightPx }
        check(planLadder(inspection, profile, options), size, maxHeightPx)
      }),
    )

  test('there is a rung, none exceeds the source or the option, and sides are even and large enough', () => {
    holds((rungs, source, maxHeightPx = Infinity) => {
      expect(rungs.length).toBeGreaterThan(0)
      for (const { widthPx, heightPx } of rungs) {
        expect(widthPx).toBeLessThanOrEqual(source.widthPx)
        expect(heightPx).toBeLessThanOrEqual(source.heightPx)
        expect(Math.min(widthPx, heightPx)).toBeLessThanOrEqual(maxHeightPx)
        expect([widthPx % 2, heightPx % 2]).toEqual([0, 0])
        expect(Math.min(widthPx, heightPx)).toBeGreaterThanOrEqual(32)
      }
    })
  })

  test('the shape is kept within a pixel or two', () => {
    holds((rungs, source) => {
      for (const { widthPx, heightPx } of rungs) {
        const wanted = (heightPx * source.widthPx) / source.heightPx
        const slack = 2 * Math.max(1, source.widthPx / source.heightPx)
        expect(Math.abs(widthPx - wanted)).toBeLessThanOrEqual(slack + 1e-6)
      }
    })
  })

  test('sizes and bit rates rise from rung to rung, names differ, all have one frame rate', () => {
    holds((rungs) => {
      rungs.slice(1).forEach((rung, index) => {
        const below = rungs[index]!
        expect(rung.widthPx * rung.heightPx).toBeGreaterThan(below.widthPx * below.heightPx)
        expect(rung.maxBitrateBps).toBeGreaterThan(below.maxBitrateBps)
        expect(rung.frameRate).toEqual(below.frameRate)
      })
      expect(new Set(rungs.map(({ name }) => name)).size).toBe(rungs.length)
    })
  })
})
