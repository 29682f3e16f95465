// Units by a price table: a line for each, and what could not be priced by name. A price that is missing is never nought.
import type { PricedItem, PriceTable } from '../../schemas/generated/types.ts'
import { findPrice } from './price-table.ts'
import { labelOf, unitPriceOf, type BillableUnits } from './units.ts'

export interface CostLine {
  /** As in `billableUnits`. */
  unit: string
  label: string
  amount: number
  /** MediaConvert's normalised minutes for one minute; 1 elsewhere, null where it is not known. */
  factor: number | null
  /** Of one priced unit; null where there is no price. */
  unitUsd: number | null
  /** Amount times factor times price; null where one of them is not known. */
  usd: number | null
}

export interface Cost {
  lines: CostLine[]
  /** Of what has a price. */
  totalUsd: number
  /** Units without a price: the total is too low by them. */
  unpriced: string[]
  /** Items whose prices were used. */
  items: PricedItem[]
}

function lineOf(name: string, amount: number, table: PriceTable): { line: CostLine; item?: PricedItem } {
  const price = unitPriceOf(name, table.videoFactors.factors)
  const unitUsd = (price && findPrice(table, price.item)?.usd) ?? null
  const factor = price?.factor ?? null
  const usd = unitUsd === null || factor === null ? null : amount * factor * unitUsd
  const line = { unit: name, label: labelOf(name), amount, factor, unitUsd, usd }
  return price && usd !== null ? { line, item: price.item } : { line }
}

export function priceUnits(units: BillableUnits, table: PriceTable): Cost {
  const priced = Object.entries(units)
    .filter(([, amount]) => amount > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, amount]) => lineOf(name, amount, table))
  const lines = priced.map(({ line }) => line)
  return {
    lines,
    totalUsd: lines.reduce((sum, { usd }) => sum + (usd ?? 0), 0),
    unpriced: lines.filter(({ usd }) => usd === null).map(({ unit }) => unit),
    items: [...new Set(priced.flatMap(({ item }) => item ?? []))],
  }
}
