// Whether people are asked once more about an asset.
import type { Asset } from '../../../schemas/generated/types.ts'

export const REOPENING_REFUSALS = {
  'not-quarantined': 'Only a quarantined asset can be reopened.',
  'no-verdict': 'Nothing was decided about this asset that could be reopened.',
  'under-review': 'The asset is under review already.',
} as const

export type ReopeningRefusal = keyof typeof REOPENING_REFUSALS

export function checkReopening({ outcome, verdict }: Asset): ReopeningRefusal | undefined {
  if (outcome !== 'quarantined') return 'not-quarantined'
  return verdict === null ? 'no-verdict' : undefined
}

/** Unique for the asset, so that one appeal at a time can be under way. */
export const appealName = ({ assetId, revision }: Asset, number: number): string =>
  `${assetId}-r${revision}-appeal-${number}`
