// The price table that a command reckons with: one of ours for the region, or a file.
import { readFileSync } from 'node:fs'
import { choosePriceTable, findStale, FRESH_DAYS } from '../../lib/cost/price-table.ts'
import { InvalidInputError } from '../../lib/errors.ts'
import type { PricedItem, PriceTable } from '../../schemas/generated/types.ts'
import { validatePriceTable } from '../../schemas/generated/validators.mjs'
import { UsageError } from '../errors.ts'
import { plain } from '../terminal.ts'

export interface PriceOptions {
  region?: string
  /** A file. */
  prices?: string
}

const DEFAULT_REGION = 'ap-northeast-2'

function readPriceFile(path: string): PriceTable {
  let table: unknown
  try {
    table = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path} cannot be read as a price table: ${(error as Error).message}`)
  }
  if (validatePriceTable(table)) return table
  const faults = (validatePriceTable.errors ?? []).map(({ instancePath, keyword, message, params }) =>
    keyword === 'additionalProperties'
      ? `${path}${instancePath}: no field is called ${plain(String(params['additionalProperty']))}`
      : `${path}${instancePath}: ${message}`,
  )
  throw new UsageError(faults.join('\n'))
}

/** @throws UsageError for a region that has no table, and for a file that is none */
export function choosePrices({ region, prices }: PriceOptions, environment = process.env): PriceTable {
  if (prices !== undefined) return readPriceFile(prices)
  const configured = [environment['AWS_REGION'], environment['AWS_DEFAULT_REGION']].find(Boolean)
  try {
    return choosePriceTable(region ?? configured ?? DEFAULT_REGION)
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    throw new UsageError(`${error.message} Choose one with --region, or give a table with --prices.`)
  }
}

/** One sentence where prices that were used are old. */
export function warnOfAge(table: PriceTable, items: PricedItem[], nowMs: number): string | undefined {
  const stale = findStale(table, items, nowMs)
  if (stale.length === 0) return undefined
  const named = stale.map(({ item, asOf = table.checkedAt }) => `${item} (${asOf})`).join(', ')
  return `warning: prices older than ${FRESH_DAYS} days for ${table.region}: ${named}. Look them up again.`
}
