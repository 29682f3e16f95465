import type { ParkedAsset, ReleaseBudgetInput } from '../../../schemas/generated/types.ts'

/** Whether an operator lets this asset go on though it does not fit. */
export const isWaived = ({ assetId }: ParkedAsset, { waive = [] }: ReleaseBudgetInput): boolean =>
  waive.includes('*') || waive.includes(assetId)

/** Percent of the month's budget that is taken; undefined where there is no budget, which is 0. */
export const shareUsed = (limitUsd: number, committedUsd: number): number | undefined =>
  limitUsd === 0 ? undefined : (committedUsd / limitUsd) * 100
