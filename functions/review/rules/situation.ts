// How a review task stands towards one person at one moment.
import type { ReviewTask } from '../../../schemas/generated/types.ts'

export type Situation =
  /** Waits for anybody. */
  | 'open'
  /** This person holds it. */
  | 'held'
  /** Somebody else holds it. */
  | 'taken'
  /** This person's lease is over, and nobody has taken it since. */
  | 'lost'
  /** Somebody else's lease is over: it waits for anybody. */
  | 'left'
  /** The deadline of the line is over, and the workflow has not said so yet. */
  | 'overdue'
  | 'decided'
  | 'expired'

export const leaseRuns = ({ state, leaseUntil }: ReviewTask, nowMs: number): boolean =>
  state === 'claimed' && leaseUntil !== undefined && Date.parse(leaseUntil) > nowMs

/** A task whose lease is over is open, whoever forgot to give it back. */
export const standsOpen = (task: ReviewTask, nowMs: number): boolean =>
  task.state === 'open' || (task.state === 'claimed' && !leaseRuns(task, nowMs))

export function classifySituation(task: ReviewTask, person: string, nowMs: number): Situation {
  if (task.state === 'decided' || task.state === 'expired') return task.state
  if (Date.parse(task.dueAt) <= nowMs) return 'overdue'
  if (task.state === 'open') return 'open'
  const isOwn = task.claimedBy === person
  if (leaseRuns(task, nowMs)) return isOwn ? 'held' : 'taken'
  return isOwn ? 'lost' : 'left'
}
