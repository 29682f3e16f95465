import { describe, expect, test } from '@jest/globals'
import { choosePriceTable, findStale, PRICE_TABLES } from '../../../lib/cost/price-table.ts'
import { priceUnits } from '../../../lib/cost/price-units.ts'
import { addUnits, comprehendUnits } from '../../../lib/cost/units.ts'
import type { PriceTable } from '../../../schemas/generated/types.ts'
import { validatePriceTable } from '../../../schemas/generated/validators.mjs'
import { readProjectFile } from '../../support/source-files.ts'

const ITEMS = (
  JSON.parse(readProjectFile('schemas/entities/price-table.schema.json')) as {
    definitions: { PricedItem: { enum: string[] } }
  }
).definitions.PricedItem.enum

describe.each(PRICE_TABLES.map((table) => [table.region, table] as const))('the prices of %s', (_, table) => {
  test('fit their schema', () => {
    validatePriceTable(table)
    expect(validatePriceTable.errors ?? []).toEqual([])
  })

  test('state every item once, also where there is no price', () =>
    expect(table.prices.map(({ item }) => item).sort()).toEqual([...ITEMS].sort()))

  test('say why a price is missing', () => {
    const unexplained = table.prices.filter(({ usd, note }) => usd === null && !note)
    expect(unexplained).toEqual([])
  })
})

test('a region that has no table is refused with those that have', () => {
  expect(() => choosePriceTable('eu-west-1')).toThrow(/ap-northeast-2, us-east-1/)
})

const table: PriceTable = {
  region: 'xx-test-1',
  currency: 'USD',
  checkedAt: '2026-01-01',
  prices: [
    { item: 'mediaconvert-basic-minute', usd: 0.01, source: 'https://example.com/' },
    { item: 'comprehend-unit', usd: 0.0001, source: 'https://example.com/', asOf: '2026-05-01' },
    { item: 'rekognition-moderation-minute', usd: null, source: 'https://example.com/' },
  ],
  videoFactors: { source: 'https://example.com/', factors: { 'B-AVC-HD-30': 2 } },
}

describe('units by a price table', () => {
  test('are amount times factor times price', () => {
    const { lines, totalUsd, unpriced } = priceUnits(
      { 'mediaconvert:B-AVC-HD-SHQ-30': 10, 'comprehend:entities': 30 },
      table,
    )
    expect(lines.map(({ unit, factor, usd }) => [unit, factor, usd])).toEqual([
      ['comprehend:entities', 1, 30 * 0.0001],
      ['mediaconvert:B-AVC-HD-SHQ-30', 2, 10 * 2 * 0.01],
    ])
    expect(totalUsd).toBeCloseTo(0.203, 12)
    expect(unpriced).toEqual([])
  })

  test.each([
    ['no price', 'rekognition-moderation-minute'],
    ['an item that the table does not have', 'transcribe-second'],
    ['no factor', 'mediaconvert:B-AVC-4K-SHQ-30'],
    ['no price for its tier', 'mediaconvert:P-HEVC-SD-SHQ-30'],
    ['a name that nobody knows', 'constructor'],
  ])('with %s are named, not reckoned as nothing', (_, unit) => {
    const { lines, totalUsd, unpriced } = priceUnits({ [unit]: 3 }, table)
    expect({ totalUsd, unpriced, usd: lines[0]?.usd }).toEqual({ totalUsd: 0, unpriced: [unit], usd: null })
  })

  test('add up by their names', () => expect(addUnits({ a: 1, b: 2 }, { b: 3 }, {})).toEqual({ a: 1, b: 5 }))

  test.each([
    [0, 3],
    [1, 3],
    [300, 3],
    [301, 4],
    [5000, 50],
  ])('a document of %i characters is %i units of Comprehend', (characters, units) =>
    expect(comprehendUnits(characters)).toBe(units),
  )
})

describe('a price is old', () => {
  const staleAt = (day: string) =>
    findStale(table, ['mediaconvert-basic-minute', 'comprehend-unit'], Date.parse(day)).map(
      ({ item }) => item,
    )

  test.each([
    ['2026-06-30', []],
    ['2026-07-01', ['mediaconvert-basic-minute']],
    ['2026-12-01', ['mediaconvert-basic-minute', 'comprehend-unit']],
  ])('on %s: %j', (day, items) => expect(staleAt(day)).toEqual(items))

  test('only where it is used', () => {
    expect(findStale(table, ['comprehend-unit'], Date.parse('2026-07-15'))).toEqual([])
  })
})
