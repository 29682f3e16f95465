// What a message of the moderation queue asks for, and when it may be asked again.
import type { Asset, ModerationRequest } from '../../../schemas/generated/types.ts'

/** What the provider hands back with its notice: the asset and which processing of it. */
export const jobTagOf = ({ assetId, revision }: Pick<ModerationRequest, 'assetId' | 'revision'>) =>
  `${assetId}:${revision}`

/** A job that is opened anew after an error is another request; one that is tried again is the same. */
export const requestTokenOf = (
  { assetId, revision }: Pick<ModerationRequest, 'assetId' | 'revision'>,
  openedAt: string,
): string => `${assetId}-${revision}-${Date.parse(openedAt)}`

/** Nobody needs to look at an asset any more that was judged in this processing, has ended, or is processed anew. */
export const isSettled = (
  asset: Pick<Asset, 'revision' | 'outcome' | 'timings'>,
  revision: number,
): boolean =>
  asset.revision > revision || asset.outcome !== undefined || asset.timings.decidedAt !== undefined

/** Jobs of short films end within a minute: for a quarter of an hour room is looked for often, then now and then. */
const OFTEN_RECEIVES = 60
const OFTEN_SECONDS = { least: 10, most: 20 }
const SELDOM_SECONDS = { least: 100, most: 140 }

/**
 * How long a request that found no room is hidden. A queue gives a message up after 1000 receives: with these that is
 * longer than the state waits for the answer.
 * @param chance from 0 to 1, so that the consumers of several stages do not knock together
 */
export function planRetrySeconds(receiveCount: number, chance: number): number {
  const { least, most } = receiveCount <= OFTEN_RECEIVES ? OFTEN_SECONDS : SELDOM_SECONDS
  return Math.round(least + (most - least) * chance)
}
