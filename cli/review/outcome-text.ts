import type { ReviewDecision, ReviewSummary } from '../../schemas/generated/types.ts'
import { plain, styled } from '../terminal.ts'
import { nameOf } from './task-words.ts'

const FOLLOWS = {
  approve: 'it is published in a moment',
  reject: 'it stays in quarantine',
} as const

/** What an opinion has led to. `task` is how it stands since. */
export function decisionText(said: ReviewDecision['decision'], task: ReviewSummary): string {
  const name = styled('bold', nameOf(task))
  const done = styled('green', '✔')
  if (task.decision !== undefined) {
    const { decision } = task.decision
    const word = decision === 'approve' ? 'approved' : 'rejected'
    return `${done} ${name} is ${word}: ${FOLLOWS[decision]}.`
  }
  if (said === 'pass-on') return `${done} ${name} is passed on to the second line.`
  if (task.line === 'second') return `${done} ${name}: two people disagree, so the second line decides.`
  return `${done} ${name}: your opinion is noted. Another person has to agree.`
}

export const releasedText = (task: ReviewSummary) =>
  `${styled('green', '✔')} ${styled('bold', nameOf(task))} is given back${task.requestedBy ? ` (appeal by ${plain(task.requestedBy)})` : ''}.`
