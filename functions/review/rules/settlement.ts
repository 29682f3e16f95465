// From the decision on a review task to the verdict on its asset.
import type { Asset, Reason, ReviewTask, Verdict } from '../../../schemas/generated/types.ts'

type Decided = ReviewTask & { decision: NonNullable<ReviewTask['decision']> }

export const isDecided = (task: ReviewTask): task is Decided => task.decision !== undefined

const CODES: Record<Decided['decision']['decidedBy'], string> = {
  reviewer: 'reviewed',
  operator: 'reviewed',
  deadline: 'review-deadline',
}

function reasonFor({ decision }: Decided): Reason {
  return { code: CODES[decision.decidedBy], message: decision.reason }
}

/** The verdict of people rests on the findings that made the policy ask, or that made it reject. */
export function verdictOf(task: Decided, asset: Asset): Verdict {
  const { decision } = task
  const modelVersion = asset.verdict?.modelVersion ?? asset.moderation?.modelVersion
  return {
    decision: decision.decision,
    decidedBy: decision.decidedBy,
    ...(decision.by !== undefined && { by: decision.by }),
    decidedAt: decision.at,
    policyId: task.policyId,
    policyVersion: task.policyVersion,
    ...(modelVersion !== undefined && { modelVersion }),
    reasons: [reasonFor(task)],
    findingIds: asset.verdict?.findingIds ?? [],
    taskId: task.taskId,
  }
}

export type Settling = 'settle' | 'settled' | 'closed' | 'overtaken'

/**
 * Whether a decision still meets its question: an escalated asset waits for its first outcome, a reopened one is
 * quarantined. What was decided otherwise meanwhile, by an operator or a fault, stands.
 */
export function checkSettling(
  task: Pick<ReviewTask, 'taskId' | 'kind' | 'revision'>,
  asset: Asset,
): Settling {
  if (asset.revision !== task.revision) return 'overtaken'
  if (asset.verdict?.taskId === task.taskId) return 'settled'
  const waits = task.kind === 'appeal' ? asset.outcome === 'quarantined' : asset.outcome === undefined
  return waits ? 'settle' : 'closed'
}
