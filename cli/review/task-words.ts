// Words for a review task that the list and the page of one task share.
import { basename } from 'node:path'
import type { ReviewSummary } from '../../schemas/generated/types.ts'
import { plain, styled } from '../terminal.ts'
import { moment } from './moments.ts'

/** What people call the film. */
export const nameOf = ({ title, sourceUri }: Pick<ReviewSummary, 'title' | 'sourceUri'>) =>
  plain(title ?? '') || plain(basename(sourceUri))

const DECISIONS = {
  approve: ['green', 'approved'],
  reject: ['red', 'rejected'],
} as const

/** `open`, `claimed by lee until ...`, `approved by lee`, `expired`. */
export function stateText({ state, claimedBy, leaseUntil, decision }: ReviewSummary): string {
  if (decision !== undefined) {
    const [colour, word] = DECISIONS[decision.decision]
    const who = decision.by === undefined ? `the ${decision.decidedBy}` : plain(decision.by)
    return `${styled(colour, word)} by ${who}`
  }
  if (state === 'claimed') {
    const until = leaseUntil === undefined ? '' : ` until ${moment(leaseUntil)}`
    return `${styled('cyan', 'claimed')} by ${plain(claimedBy ?? '')}${until}`
  }
  return state === 'open' ? styled('yellow', 'open') : state
}
