// What people may do with a review task: for every act, what it means in every situation.
import { mayActAs, type Actor } from '../../../lib/roles.ts'
import type { ReviewTask } from '../../../schemas/generated/types.ts'
import { hasSpoken, judge, wasHandedOn, type Opinion } from './judgement.ts'
import { classifySituation, type Situation } from './situation.ts'
import { changed, refused, unclaimed, type RefusalCode, type Transition } from './transition.ts'

export type Act =
  /** With the announcement it came from, where it came from one. */
  | { kind: 'claim'; receiptHandle?: string | undefined }
  | { kind: 'renew' }
  | { kind: 'release' }
  | ({ kind: 'decide' } & Opinion)

type Move = 'take' | 'take-over' | 'extend' | 'put-back' | 'judge'

const TABLE = {
  claim: {
    open: 'take',
    held: 'extend',
    taken: 'claimed-by-other',
    lost: 'take-over',
    left: 'take-over',
    overdue: 'deadline-passed',
    decided: 'already-decided',
    expired: 'deadline-passed',
  },
  renew: {
    open: 'not-claimed',
    held: 'extend',
    taken: 'claimed-by-other',
    lost: 'lease-lost',
    left: 'not-claimed',
    overdue: 'deadline-passed',
    decided: 'already-decided',
    expired: 'deadline-passed',
  },
  release: {
    open: 'not-claimed',
    held: 'put-back',
    taken: 'claimed-by-other',
    lost: 'lease-lost',
    left: 'not-claimed',
    overdue: 'deadline-passed',
    decided: 'already-decided',
    expired: 'deadline-passed',
  },
  decide: {
    open: 'not-claimed',
    held: 'judge',
    taken: 'claimed-by-other',
    lost: 'lease-lost',
    left: 'not-claimed',
    overdue: 'deadline-passed',
    decided: 'already-decided',
    expired: 'deadline-passed',
  },
} as const satisfies Record<Act['kind'], Record<Situation, Move | RefusalCode>>

/** A lease never outlives the deadline of its line. */
const leaseEnd = ({ leaseSeconds, dueAt }: ReviewTask, nowMs: number) =>
  new Date(Math.min(nowMs + leaseSeconds * 1000, Date.parse(dueAt))).toISOString()

/** The announcement that is in hand; SQS keeps it hidden. */
const announcedBy = (act: Act, nowMs: number) =>
  act.kind === 'claim' && act.receiptHandle !== undefined
    ? { receiptHandle: act.receiptHandle, receivedAt: new Date(nowMs).toISOString() }
    : {}

/** SQS hides a message for twelve hours after it was received, however often it is hidden anew. */
const LONGEST_HIDDEN_MS = 12 * 60 * 60 * 1000

/** An announcement that cannot be hidden as long as the lease is let go; another takes its place. */
function letGo(task: ReviewTask, nowMs: number): ReviewTask {
  const { receiptHandle, receivedAt, ...rest } = task
  if (receiptHandle === undefined || receivedAt === undefined) return rest
  const isHidden = Date.parse(leaseEnd(task, nowMs)) <= Date.parse(receivedAt) + LONGEST_HIDDEN_MS
  return isHidden ? task : rest
}

/** Everything that one act goes by. */
interface Occasion {
  task: ReviewTask
  act: Act
  by: Actor
  nowMs: number
}

function taken({ task, act, by, nowMs }: Occasion): ReviewTask {
  return {
    ...unclaimed(task),
    state: 'claimed',
    claimedBy: by.name,
    claimedAt: new Date(nowMs).toISOString(),
    leaseUntil: leaseEnd(task, nowMs),
    ...announcedBy(act, nowMs),
  }
}

const MOVES: Record<Move, (occasion: Occasion) => Transition> = {
  take: (occasion) => changed(taken(occasion), { act: 'claimed', by: occasion.by.name }),

  'take-over': (occasion) =>
    changed(
      taken(occasion),
      { act: 'lease-lost', by: occasion.task.claimedBy ?? 'system' },
      { act: 'claimed', by: occasion.by.name },
    ),

  extend: ({ task, act, by, nowMs }) =>
    changed(
      { ...letGo(task, nowMs), leaseUntil: leaseEnd(task, nowMs), ...announcedBy(act, nowMs) },
      { act: 'renewed', by: by.name },
    ),

  'put-back': ({ task, by }) => changed(unclaimed(task), { act: 'released', by: by.name }),

  judge: ({ task, act, by, nowMs }) =>
    act.kind === 'decide' ? judge(task, { ...act, by, nowMs }) : refused('not-claimed'),
}

/** The same word of the same person again: its answer was lost on the way. */
function isRepeated({ task, act, by }: Occasion): boolean {
  if (act.kind !== 'decide') return false
  const { decision } = task
  if (decision !== undefined) return decision.by === by.name && decision.decision === act.decision
  const holdsAgain = task.state === 'claimed' && task.claimedBy === by.name
  const last = task.opinions.findLast((opinion) => opinion.by === by.name)
  return !holdsAgain && last?.decision === act.decision
}

/** Who has said yes or no where two people must look has nothing more to say. */
const mustLeaveItToOthers = ({ task, act, by }: Occasion): boolean =>
  task.fourEyes &&
  hasSpoken(task, by.name) &&
  (act.kind === 'claim' || act.kind === 'decide') &&
  (task.state === 'open' || task.state === 'claimed')

/** Who had the task when the time of the first line ended hears that, and not that it is somebody else's. */
const comesLate = ({ task, act }: Occasion): boolean => act.kind !== 'claim' && !wasHandedOn(task)

/** The server's clock decides, never a reviewer's. */
export function decideTransition(occasion: Occasion): Transition {
  const { task, act, by, nowMs } = occasion
  if (isRepeated(occasion)) return { kind: 'repeated' }
  if (task.line === 'second' && !mayActAs(by.role, 'operator')) {
    return refused(comesLate(occasion) ? 'deadline-passed' : 'operators-only')
  }
  if (mustLeaveItToOthers(occasion)) return refused('own-opinion')
  const meaning = TABLE[act.kind][classifySituation(task, by.name, nowMs)]
  return meaning in MOVES ? MOVES[meaning as Move](occasion) : refused(meaning as RefusalCode)
}
