// Called by the rule for assets that have reached an outcome: what they have really used counts from now on, and one that
// waited for a budget waits no longer.
import type { EventBridgeEvent } from 'aws-lambda'
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { budgetStore, type BudgetStore } from '../../lib/budget-store.ts'
import { budgetUsd } from '../../lib/cost/budget-price.ts'
import { ONE_RUN } from '../../lib/cost/estimate.ts'
import { addUnits } from '../../lib/cost/units.ts'
import { setting } from '../../lib/environment.ts'
import { eventHandler } from '../../lib/step.ts'
import type { AssetEvent } from '../../schemas/generated/types.ts'

export type AssetClosed = EventBridgeEvent<string, AssetEvent>

export interface SettleBudgetServices {
  assets: Pick<AssetStore, 'load'>
  budget: Pick<BudgetStore, 'commitmentOf' | 'settle' | 'unpark'>
  region: string
}

/** Where a newer processing has taken the record over, nobody knows what the older one used: its estimate stays. */
export async function settleBudget({ detail }: AssetClosed, services: SettleBudgetServices) {
  const { assetId, revision } = detail
  const { assets, budget, region } = services
  await budget.unpark({ assetId, revision })
  if ((await budget.commitmentOf({ assetId, revision })) === undefined) return
  const asset = await assets.load(assetId)
  if (asset?.revision !== revision) return
  await budget.settle({ assetId, revision }, budgetUsd(addUnits(asset.billableUnits, ONE_RUN), region))
}

export const handler = eventHandler(settleBudget, () => ({
  assets: assetStore(setting('ASSETS_TABLE')),
  budget: budgetStore(setting('BUDGET_TABLE')),
  region: setting('AWS_REGION'),
}))
