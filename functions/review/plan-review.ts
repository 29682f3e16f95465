// Called by the state "Plan review": whether there is anything to ask, for how long, and how many.
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { setting } from '../../lib/environment.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { findPolicy } from '../../lib/policies.ts'
import { defineStep, lambda } from '../../lib/step.ts'
import type { PlanReviewInput, PlanReviewOutput, Policy } from '../../schemas/generated/types.ts'
import { validatePlanReviewInput, validatePlanReviewOutput } from '../../schemas/generated/validators.mjs'
import { planReview as plan } from './rules/plan.ts'

export interface PlanReviewServices {
  assets: Pick<AssetStore, 'load'>
  policyOf: (policyId: string) => Policy
}

export const planReview = defineStep({
  input: validatePlanReviewInput,
  output: validatePlanReviewOutput,
  async run(input: PlanReviewInput, { assets, policyOf }: PlanReviewServices): Promise<PlanReviewOutput> {
    const asset = await assets.load(input.assetId)
    if (asset === undefined) throw new NotFoundError(`There is no asset ${input.assetId}.`)
    return plan(input, asset, policyOf(input.policyId))
  },
})

/** A policy that a later deployment has dropped: people are asked on the terms of the default one. */
const policyOf = (policyId: string) => findPolicy(policyId).policy

export const handler = lambda(planReview, () => ({ assets: assetStore(setting('ASSETS_TABLE')), policyOf }))
