// An accepted source takes its share of the budget before anything is paid for.
import type { AssetRevision } from '../../lib/asset-store.ts'
import type { BudgetStore } from '../../lib/budget-store.ts'
import { budgetUsd } from '../../lib/cost/budget-price.ts'
import { estimateUnits, type EstimatedFilm } from '../../lib/cost/estimate.ts'

export interface ShareServices {
  budget: Pick<BudgetStore, 'commit'>
  settings: {
    region: string
    /** 0 for no budget. */
    monthlyBudgetUsd: number
  }
}

/**
 * @returns what the asset will probably cost where that does not fit; undefined where it has its share
 * @throws InvalidInputError where there is a budget and no price table for the region
 */
export async function takeShare(
  { assetId, revision }: AssetRevision,
  film: EstimatedFilm,
  { budget, settings }: ShareServices,
): Promise<number | undefined> {
  const { monthlyBudgetUsd, region } = settings
  if (monthlyBudgetUsd === 0) return undefined
  const estimateUsd = budgetUsd(estimateUnits(film), region)
  const fits = await budget.commit({ assetId, revision }, estimateUsd, monthlyBudgetUsd)
  return fits ? undefined : estimateUsd
}
