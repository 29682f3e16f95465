// Called by the state "Await budget": the asset does not fit into the budget of this month. Its token is remembered
// first; then the budget is looked at once more, since room may have come in the moment between.
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { answerTask } from '../../lib/aws/step-functions.ts'
import { budgetStore, monthOf, type BudgetStore } from '../../lib/budget-store.ts'
import { numericSetting, setting } from '../../lib/environment.ts'
import { jobLedger, type JobLedger } from '../../lib/job-ledger.ts'
import { defineStep, lambda, logger } from '../../lib/step.ts'
import type { AwaitBudgetInput } from '../../schemas/generated/types.ts'
import { validateAwaitBudgetInput } from '../../schemas/generated/validators.mjs'

export interface AwaitBudgetServices {
  ledger: Pick<JobLedger, 'open'>
  budget: Pick<BudgetStore, 'park' | 'unpark' | 'committedUsd'>
  assets: Pick<AssetStore, 'note'>
  answerTask: typeof answerTask
  now: () => number
  /** 0 for none. */
  limitUsd: number
}

export const awaitBudget = defineStep({
  input: validateAwaitBudgetInput,
  async run(
    { assetId, revision, estimateUsd, taskToken }: AwaitBudgetInput,
    services: AwaitBudgetServices,
  ): Promise<void> {
    const { ledger, budget, assets, limitUsd } = services
    const asset = { assetId, revision }
    await ledger.open({ ...asset, kind: 'budget', taskToken })
    const parkedAt = await budget.park(asset, estimateUsd)
    await assets.note(asset, { 'timings.parkedAt': parkedAt })
    const committedUsd = await budget.committedUsd(monthOf(services.now()))
    const isFitting = limitUsd === 0 || committedUsd + estimateUsd <= limitUsd
    logger.info('An asset does not fit into the budget', { estimateUsd, limitUsd, isFitting })
    if (!isFitting) return
    await services.answerTask(taskToken, { output: {} })
    await budget.unpark(asset, parkedAt)
  },
})

export const handler = lambda(awaitBudget, () => ({
  ledger: jobLedger(setting('JOBS_TABLE')),
  budget: budgetStore(setting('BUDGET_TABLE')),
  assets: assetStore(setting('ASSETS_TABLE')),
  answerTask,
  now: Date.now,
  limitUsd: numericSetting('MONTHLY_BUDGET_USD'),
}))
