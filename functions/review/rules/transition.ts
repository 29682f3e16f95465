// What a rule says of an act: the task after it with the entries for the audit trail, or why not.
import type { ReviewAuditEntry, ReviewTask } from '../../../schemas/generated/types.ts'

export const REFUSALS = {
  'operators-only': 'The second line is for operators.',
  'claimed-by-other': 'Somebody else holds this review task.',
  'not-claimed': 'Claim the review task first.',
  'lease-lost': 'The claim has run out; claim the review task again.',
  'already-decided': 'This review task is decided.',
  'deadline-passed': 'The time to decide is over.',
  'own-opinion': 'Two people must look at this; somebody else has to give the next opinion.',
  'no-further-line': 'There is no line after the second; approve or reject.',
} as const

export type RefusalCode = keyof typeof REFUSALS

/** An entry without what the store adds: subject, key and moment. */
export type Entry = Pick<ReviewAuditEntry, 'act' | 'by'> &
  Partial<Pick<ReviewAuditEntry, 'reason' | 'decision'>>

export type Transition =
  | { kind: 'changed'; task: ReviewTask; entries: Entry[] }
  /** It has happened before; the answer is the same. */
  | { kind: 'repeated' }
  | { kind: 'refused'; code: RefusalCode }

export const changed = (task: ReviewTask, ...entries: Entry[]): Transition => ({
  kind: 'changed',
  task,
  entries,
})
export const refused = (code: RefusalCode): Transition => ({ kind: 'refused', code })

/** The task in nobody's hands. */
export function unclaimed(task: ReviewTask): ReviewTask {
  const { claimedBy, claimedAt, leaseUntil, receiptHandle, receivedAt, ...rest } = task
  return { ...rest, state: 'open' }
}

/** As the audit trail says it. */
export const stateOf = ({ line, state }: ReviewTask): string => `${line}:${state}`
