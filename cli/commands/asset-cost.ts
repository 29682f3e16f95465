// The command `asset --cost`: what an asset has used and what that costs.
import { addUnits } from '../../lib/cost/units.ts'
import { priceUnits } from '../../lib/cost/price-units.ts'
import { readRunUsage } from '../aws/run-usage.ts'
import { choosePrices, warnOfAge, type PriceOptions } from '../cost/choose-prices.ts'
import { withSession } from '../session.ts'
import { costTable } from '../show/cost.ts'
import type { TargetOptions } from '../target.ts'
import { note, plain, print, styled } from '../terminal.ts'

/** Without what is played: that is nobody's in particular. */
const NOT_COUNTED =
  'Not counted: playback, functions that only hear events, requests to tables and queues, reviews by people.'

export async function assetCost(id: string, options: TargetOptions & PriceOptions): Promise<number> {
  return withSession(options, async ({ store, target, clients }) => {
    const asset = await store.find(id)
    const { region } = target
    const table = choosePrices({ ...(region !== undefined && { region }), ...options })
    const usage = await readRunUsage(target, asset, clients.stepFunctions)
    const cost = priceUnits(addUnits(asset.billableUnits, usage.units), table)
    const { lines, totalUsd, unpriced, items } = cost
    if (options.json) {
      const { assetId, revision } = asset
      print(
        JSON.stringify({
          ...{ assetId, revision, region: table.region, currency: table.currency },
          ...{ lines, totalUsd, unpriced, notes: usage.notes },
        }),
      )
    } else {
      print(`${styled('bold', plain(asset.source.key))}  ${asset.outcome ?? 'under way'}`)
      print(costTable(cost, table))
      for (const sentence of [...usage.notes, NOT_COUNTED]) print(sentence)
    }
    const warning = warnOfAge(table, items, Date.now())
    if (warning) note(warning)
    return 0
  })
}
