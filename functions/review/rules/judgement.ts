// What an opinion on a held review task leads to.
import type { Actor } from '../../../lib/roles.ts'
import type { ReviewTask } from '../../../schemas/generated/types.ts'
import { changed, refused, unclaimed, type Transition } from './transition.ts'

export interface Opinion {
  decision: 'approve' | 'reject' | 'pass-on'
  reason: string
}

interface Saying extends Opinion {
  by: Actor
  nowMs: number
}

const isoOf = (ms: number) => new Date(ms).toISOString()

/** The second line has the task from now on; the workflow gives it its exact deadline when it opens that line. */
const handedOn = (task: ReviewTask, nowMs: number): ReviewTask => ({
  ...unclaimed(task),
  line: 'second',
  dueAt: isoOf(nowMs + task.secondLineSeconds * 1000),
})

function withOpinion(task: ReviewTask, { by, decision, reason, nowMs }: Saying): ReviewTask {
  const opinion = { by: by.name, decision, reason, line: task.line, at: isoOf(nowMs) }
  return { ...task, opinions: [...task.opinions, opinion] }
}

function decided(task: ReviewTask, saying: Saying & { decision: 'approve' | 'reject' }): Transition {
  const { by, decision, reason, nowMs } = saying
  const { receiptHandle, receivedAt, leaseUntil, ...rest } = task
  const decidedBy = task.line === 'second' ? 'operator' : 'reviewer'
  return changed(
    { ...rest, state: 'decided', decision: { decision, decidedBy, by: by.name, reason, at: isoOf(nowMs) } },
    { act: 'decided', by: by.name, decision, reason },
  )
}

/** Those who have said yes or no; who passed it on has said neither. */
export const hasSpoken = ({ opinions }: ReviewTask, name: string): boolean =>
  opinions.some(({ by, decision }) => by === name && decision !== 'pass-on')

/** Whether reviewers have handed the task to the second line, by a word or by two that differ. */
export const wasHandedOn = ({ opinions }: ReviewTask): boolean =>
  opinions.some(({ decision }) => decision === 'pass-on') ||
  opinions.filter(({ line }) => line === 'first').length > 1

/**
 * One opinion decides; where two people must look, two that agree. Reviewers who disagree leave it to the second line,
 * whose word stands once somebody else has looked as well.
 */
export function judge(task: ReviewTask, saying: Saying): Transition {
  const { by, decision, reason, nowMs } = saying
  if (decision === 'pass-on') {
    return task.line === 'second'
      ? refused('no-further-line')
      : changed(handedOn(withOpinion(task, saying), nowMs), { act: 'passed-on', by: by.name, reason })
  }
  const earlier = task.opinions.filter((opinion) => opinion.decision !== 'pass-on')
  if (!task.fourEyes) return decided(task, { ...saying, decision })
  const opinion = { act: 'opinion', by: by.name, decision, reason } as const
  if (earlier.length === 0) return changed(unclaimed(withOpinion(task, saying)), opinion)
  const agrees = earlier.every((other) => other.decision === decision)
  if (agrees || task.line === 'second') return decided(task, { ...saying, decision })
  const disagreement = { act: 'passed-on', by: 'system', reason: 'Two people disagree.' } as const
  return changed(handedOn(withOpinion(task, saying), nowMs), opinion, disagreement)
}
