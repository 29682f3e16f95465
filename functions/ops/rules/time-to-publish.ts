import type { Asset } from '../../../schemas/generated/types.ts'

/** The clocks of the state machine and of the functions differ by less. */
const SAME_MOMENT_MS = 1000

/**
 * From the registration to the publication that `closedAt` tells of. Undefined for an asset that had another outcome
 * before: how long it lay there says nothing about the workflow.
 */
export function timeToPublishMs(
  { registeredAt, timings }: Pick<Asset, 'registeredAt' | 'timings'>,
  closedAt: string,
): number | undefined {
  const ms = Date.parse(closedAt) - Date.parse(registeredAt)
  const isFirst = timings.totalMs === undefined || Math.abs(ms - timings.totalMs) <= SAME_MOMENT_MS
  return isFirst && ms >= 0 ? ms : undefined
}
