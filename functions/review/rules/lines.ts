// What the workflow does to a review task: it opens a line and ends the waiting.
import type { OpenReviewInput, ReviewTask } from '../../../schemas/generated/types.ts'
import { unclaimed, type Entry } from './transition.ts'

/** What a line that opens finds. */
export type Opening =
  /** The task is written, and people are told. */
  | { kind: 'open'; task: ReviewTask; entries: Entry[] }
  /** It is open already: people are told once more, a lost announcement costs nothing. */
  | { kind: 'stands'; task: ReviewTask }
  /** Somebody has decided while nobody could be told: the state that waits hears it now. */
  | { kind: 'answered'; decision: NonNullable<ReviewTask['decision']> }
  /** A late retry of a line that is over. */
  | { kind: 'overtaken' }

const dueAtOf = ({ enteredAt, line, plan }: OpenReviewInput): string => {
  const seconds = line === 'first' ? plan.firstLineSeconds : plan.secondLineSeconds
  return new Date(Date.parse(enteredAt) + seconds * 1000).toISOString()
}

function newTask(input: OpenReviewInput): ReviewTask {
  const { plan, enteredAt, taskToken, line, ...question } = input
  const { firstLineSeconds, ...terms } = plan
  return {
    ...question,
    ...terms,
    state: 'open',
    line,
    version: 1,
    openedAt: enteredAt,
    dueAt: dueAtOf(input),
    opinions: [],
    waitingLine: line,
    taskToken,
  }
}

/**
 * A decided task stays decided; one that was handed on waits with the token and the deadline of its new line; one that
 * the first line has let lie goes to the second, out of whoever's hands.
 */
export function openLine(former: ReviewTask | undefined, input: OpenReviewInput): Opening {
  const { line, taskToken } = input
  const waiting = { line, waitingLine: line, taskToken, dueAt: dueAtOf(input) }
  if (former === undefined) {
    return { kind: 'open', task: newTask(input), entries: [{ act: 'opened', by: 'system' }] }
  }
  if (former.decision !== undefined) return { kind: 'answered', decision: former.decision }
  if (former.line === 'second' && line === 'first') return { kind: 'overtaken' }
  if (former.state === 'expired') {
    const task = { ...unclaimed(former), ...waiting }
    return {
      kind: 'open',
      task,
      entries: [{ act: 'opened', by: 'system', reason: 'The review was resumed.' }],
    }
  }
  if (former.line === line) {
    if (former.taskToken === taskToken) return { kind: 'stands', task: former }
    return { kind: 'open', task: { ...former, ...waiting }, entries: [] }
  }
  const entry = { act: 'escalated', by: 'system', reason: 'The first line did not decide in time.' } as const
  return { kind: 'open', task: { ...unclaimed(former), ...waiting }, entries: [entry] }
}

/** Nobody has decided in time: the policy's word stands. */
export function expire(task: ReviewTask, nowMs: number): { task: ReviewTask; entries: Entry[] } {
  const decision = task.onDeadline === 'publish' ? 'approve' : 'reject'
  const reason = 'Nobody decided in time.'
  const at = new Date(nowMs).toISOString()
  return {
    task: { ...unclaimed(task), state: 'expired', decision: { decision, decidedBy: 'deadline', reason, at } },
    entries: [{ act: 'expired', by: 'system', decision, reason }],
  }
}

/** The workflow has ended without an answer: nobody can be heard any more. */
export const breakOff = (task: ReviewTask, reason: string): { task: ReviewTask; entries: Entry[] } => ({
  task: { ...unclaimed(task), state: 'expired' },
  entries: [{ act: 'expired', by: 'system', reason }],
})
