// What units count against a budget. A budget that took what has no price for nothing would stop nothing: here, and only
// here, the dearest price stands in that any table has.
import type { Price, PricedItem, PriceTable } from '../../schemas/generated/types.ts'
import { withoutPasses } from './media-usage.ts'
import { choosePriceTable, PRICE_TABLES } from './price-table.ts'
import { priceUnits } from './price-units.ts'
import type { BillableUnits } from './units.ts'

function dearest(item: PricedItem): number | null {
  const known = PRICE_TABLES.flatMap(({ prices }) =>
    prices.flatMap((price) => (price.item === item && price.usd !== null ? price.usd : [])),
  )
  return known.length > 0 ? Math.max(...known) : null
}

const standIn = (price: Price): Price => (price.usd === null ? { ...price, usd: dearest(price.item) } : price)

const MEDIA = 'mediaconvert:'

/** The factors of the table, and for usages that it does not know the largest it has. */
function completeFactors(units: BillableUnits, { factors }: PriceTable['videoFactors']) {
  const largest = Math.max(...Object.values(factors))
  const usages = Object.keys(units).filter((name) => name.startsWith(MEDIA))
  const standIns = usages.map((name) => [withoutPasses(name.slice(MEDIA.length)), largest])
  return { ...Object.fromEntries(standIns), ...factors } as Record<string, number>
}

const MICROS = 1e6

/** Up to whole millionths: sums of these stay exact in a table. */
const rounded = (usd: number) => Math.ceil(usd * MICROS) / MICROS

/** @throws InvalidInputError for a region that has no price table */
export function budgetUsd(units: BillableUnits, region: string): number {
  const table = choosePriceTable(region)
  const { totalUsd } = priceUnits(units, {
    ...table,
    prices: table.prices.map(standIn),
    videoFactors: { ...table.videoFactors, factors: completeFactors(units, table.videoFactors) },
  })
  return rounded(totalUsd)
}
