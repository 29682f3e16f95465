// The price tables: data beside this file, one for each region that has been looked up.
import type { Price, PriceTable, PricedItem } from '../../schemas/generated/types.ts'
import { InvalidInputError } from '../errors.ts'
import northVirginia from './prices/us-east-1.json' with { type: 'json' }
import seoul from './prices/ap-northeast-2.json' with { type: 'json' }

export const PRICE_TABLES = [seoul, northVirginia] as PriceTable[]

/** @throws InvalidInputError naming the regions that have a table */
export function choosePriceTable(region: string): PriceTable {
  const table = PRICE_TABLES.find((candidate) => candidate.region === region)
  if (table) return table
  const known = PRICE_TABLES.map((candidate) => candidate.region).join(', ')
  throw new InvalidInputError(`There is no price table for ${region}; there are: ${known}.`)
}

export const findPrice = ({ prices }: PriceTable, item: PricedItem): Price | undefined =>
  prices.find((price) => price.item === item)

/** Prices change; after this many days somebody should look again. */
export const FRESH_DAYS = 180

const DAY_MS = 24 * 60 * 60 * 1000

/** The items among `used` whose price was last stated by AWS, as far as is known, too long ago. */
export function findStale(table: PriceTable, used: PricedItem[], nowMs: number): Price[] {
  return table.prices.filter(
    ({ item, usd, asOf = table.checkedAt }) =>
      usd !== null && used.includes(item) && nowMs - Date.parse(asOf) > FRESH_DAYS * DAY_MS,
  )
}
