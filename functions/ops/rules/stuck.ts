import type { Asset } from '../../../schemas/generated/types.ts'

export type Unfinished = Pick<Asset, 'assetId' | 'revision' | 'registeredAt' | 'executionArn'>

/** An execution that has ended is closed by an event, which may be late and is tried again. */
const GRACE_MS = 15 * 60 * 1000

/** Assets without an outcome whose execution is none of the running ones: each is looked at once more. */
export const suspectsOf = (unfinished: Unfinished[], running: ReadonlySet<string>, nowMs: number) =>
  unfinished.filter(
    ({ executionArn, registeredAt }) =>
      !running.has(executionArn) && nowMs - Date.parse(registeredAt) > GRACE_MS,
  )

export interface Suspect {
  suspect: Unfinished
  /** As it stands now. */
  asset: Asset | undefined
  /** Undefined where Step Functions knows of no such execution. */
  execution: { status: string; stoppedAt: Date | undefined } | undefined
}

/** Stuck is what has no outcome, is the same processing still, and whose execution has been over for a while. */
export function isStuck({ suspect, asset, execution }: Suspect, nowMs: number): boolean {
  if (asset === undefined || asset.outcome !== undefined || asset.revision !== suspect.revision) return false
  if (execution === undefined) return true
  if (execution.status === 'RUNNING' || execution.status === 'PENDING_REDRIVE') return false
  return nowMs - (execution.stoppedAt?.getTime() ?? 0) > GRACE_MS
}
