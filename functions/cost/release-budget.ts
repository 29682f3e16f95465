// Called every hour, and by operators: parked assets go on as soon as they fit, be it that a month has begun, that others
// took less than was reckoned, or that the budget was raised. Operators may let assets go on that do not fit.
import { answerTask } from '../../lib/aws/step-functions.ts'
import { budgetStore, monthOf, type BudgetStore } from '../../lib/budget-store.ts'
import { numericSetting, setting } from '../../lib/environment.ts'
import { jobKeyOf, jobLedger, type JobLedger } from '../../lib/job-ledger.ts'
import { measure, type Measure } from '../../lib/metrics.ts'
import { defineStep, lambda, logger } from '../../lib/step.ts'
import type { ParkedAsset, ReleaseBudgetInput, ReleaseBudgetOutput } from '../../schemas/generated/types.ts'
import {
  validateReleaseBudgetInput,
  validateReleaseBudgetOutput,
} from '../../schemas/generated/validators.mjs'
import { isWaived, shareUsed } from './rules/release.ts'

export interface ReleaseBudgetServices {
  ledger: Pick<JobLedger, 'load'>
  budget: Pick<BudgetStore, 'listParked' | 'committedUsd' | 'commit' | 'waive' | 'unpark'>
  answerTask: typeof answerTask
  measure: Measure
  now: () => number
  /** 0 for none. */
  limitUsd: number
}

async function letGo(asset: ParkedAsset, { ledger, budget, answerTask }: ReleaseBudgetServices) {
  const { assetId, revision } = asset
  const job = await ledger.load({ assetId, jobKey: jobKeyOf('budget', revision) })
  const answered = job !== undefined && (await answerTask(job.taskToken, { output: {} }))
  if (!answered) logger.info('Nobody waited for this budget any more', { assetId, revision })
  // Last: whoever is stopped before this is let go once more, which is harmless.
  await budget.unpark(asset, asset.parkedAt)
  return answered
}

/**
 * Those that have their share now, the longest waiting first; one that is too large does not hold back those behind it.
 * The share is taken before they go on: a new upload that took the room meanwhile would send them back to the end of the
 * line, with a deadline that begins anew.
 */
async function takeShares(parked: ParkedAsset[], { budget, limitUsd }: ReleaseBudgetServices) {
  const fitting: ParkedAsset[] = []
  for (const asset of parked)
    if (limitUsd === 0 || (await budget.commit(asset, asset.estimateUsd, limitUsd))) fitting.push(asset)
  return fitting
}

export const releaseBudget = defineStep({
  input: validateReleaseBudgetInput,
  output: validateReleaseBudgetOutput,
  async run(input: ReleaseBudgetInput, services: ReleaseBudgetServices): Promise<ReleaseBudgetOutput> {
    const { budget, limitUsd } = services
    const parked = await budget.listParked()
    const share = shareUsed(limitUsd, await budget.committedUsd(monthOf(services.now())))
    services.measure({ ...(share !== undefined && { BudgetShareUsed: share }), ParkedAssets: parked.length })
    const waived = parked.filter((asset) => isWaived(asset, input))
    for (const asset of waived) await budget.waive(asset, asset.estimateUsd)
    const fitting = await takeShares(
      parked.filter((asset) => !waived.includes(asset)),
      services,
    )
    const going = [...waived, ...fitting]
    const released: string[] = []
    for (const asset of going) if (await letGo(asset, services)) released.push(asset.assetId)
    return { released, parked: parked.length - going.length }
  },
})

export const handler = lambda(releaseBudget, () => ({
  ledger: jobLedger(setting('JOBS_TABLE')),
  budget: budgetStore(setting('BUDGET_TABLE')),
  answerTask,
  measure: measure(),
  now: Date.now,
  limitUsd: numericSetting('MONTHLY_BUDGET_USD'),
}))
