import type { ParkedAsset, ReleaseBudgetInput } from '../../../schemas/generated/types.ts'

export interface Room {
  /** 0 for none at all. */
  limitUsd: number
  committedUsd: number
}

const wants = (waive: string[], { assetId }: ParkedAsset) => waive.includes('*') || waive.includes(assetId)

/**
 * Which parked assets go on: those that an operator names, and of the others, the longest waiting first, each that fits
 * into what is left. One that is too large does not hold back those behind it.
 */
export function chooseReleases(
  parked: ParkedAsset[],
  { limitUsd, committedUsd }: Room,
  { waive = [] }: ReleaseBudgetInput,
): { waived: ParkedAsset[]; fitting: ParkedAsset[] } {
  const waived = parked.filter((asset) => wants(waive, asset))
  let leftUsd = limitUsd - committedUsd - waived.reduce((sum, { estimateUsd }) => sum + estimateUsd, 0)
  const fitting = parked.filter((asset) => {
    if (waived.includes(asset)) return false
    if (limitUsd === 0) return true
    if (asset.estimateUsd > leftUsd) return false
    leftUsd -= asset.estimateUsd
    return true
  })
  return { waived, fitting }
}

/** Percent of the month's budget that is taken; undefined where there is no budget. */
export const shareUsed = ({ limitUsd, committedUsd }: Room): number | undefined =>
  limitUsd === 0 ? undefined : (committedUsd / limitUsd) * 100
