// An act of a person on a review task: the rule decides, the table is written, then the queue and the workflow follow.
import type { Actor } from '../../lib/roles.ts'
import { logger } from '../../lib/step.ts'
import type { ReviewTask } from '../../schemas/generated/types.ts'
import { NotFoundError } from '../../lib/errors.ts'
import type { ReviewServices } from './review-services.ts'
import { decideTransition, type Act } from './rules/acts.ts'
import type { RefusalCode, Transition } from './rules/transition.ts'

export interface Refused {
  refused: RefusalCode
  /** As it stands. */
  task: ReviewTask
}

type CarriedOut = { refused?: undefined; task: ReviewTask } | Refused

interface Pair {
  former: ReviewTask
  task: ReviewTask
}

/** Longest delay of a message. */
const LONGEST_DELAY_SECONDS = 900

/** Hidden while somebody holds the task, back at once when nobody does, gone when it is over. */
async function followWithQueue({ former, task }: Pair, { queues, now }: ReviewServices) {
  const { line, taskId } = former
  const { receiptHandle } = task.state === 'claimed' ? task : former
  const isWaiting = task.state === 'open' && task.line === line
  if (task.state === 'claimed') {
    const hiddenSeconds = Math.ceil((Date.parse(task.leaseUntil ?? '') - now()) / 1000)
    if (receiptHandle !== undefined) await queues.hide(line, receiptHandle, Math.max(0, hiddenSeconds))
    else if (former.receiptHandle !== undefined) {
      await queues.announce({ taskId, line }, LONGEST_DELAY_SECONDS)
      await queues.remove(line, former.receiptHandle)
    }
  } else if (isWaiting) {
    const isBack = receiptHandle !== undefined && (await queues.hide(line, receiptHandle, 0))
    if (!isBack) await queues.announce({ taskId, line })
  } else if (receiptHandle !== undefined) await queues.remove(line, receiptHandle)
}

/** The table has it already: whoever finds a queue empty looks there. */
async function followWithQueueOrGoOn(pair: Pair, services: ReviewServices) {
  try {
    await followWithQueue(pair, services)
  } catch (error) {
    logger.warn('An announcement could not follow its review task', error as Error)
  }
}

/**
 * Tells the state that waits, again when the same word is said again: the answer to the first may have been lost. Only
 * the first line may be told that a task is passed on.
 */
async function answerWorkflow(task: ReviewTask, services: ReviewServices) {
  const { decision, opinions, taskToken, waitingLine, line } = task
  if (decision !== undefined && decision.by !== undefined) {
    const output = { decision: decision.decision, by: decision.by, reason: decision.reason }
    await services.answerTask(taskToken, { output })
  } else if (line === 'second' && waitingLine === 'first') {
    const { by = 'system', reason = '' } = opinions.at(-1) ?? {}
    await services.answerTask(taskToken, { output: { decision: 'pass-on', by, reason } })
  }
}

/** @throws NotFoundError; ProviderUnavailableError when the workflow cannot be told, and the act is repeated */
export async function carryOut(
  taskId: string,
  { act, by }: { act: Act; by: Actor },
  services: ReviewServices,
): Promise<CarriedOut> {
  const { result, task } = await services.reviews.change<{ former: ReviewTask; transition: Transition }>(
    taskId,
    (former) => {
      if (former === undefined) throw new NotFoundError(`There is no review task ${taskId}.`)
      const nowMs = services.now()
      const transition = decideTransition({ task: former, act, by, nowMs })
      const write = transition.kind === 'changed' ? { ...transition, nowMs } : undefined
      return { result: { former, transition }, write }
    },
  )
  const { former, transition } = result
  if (transition.kind === 'refused') return { refused: transition.code, task: former }
  const current = task ?? former
  if (act.kind === 'decide') await answerWorkflow(current, services)
  if (transition.kind === 'changed') await followWithQueueOrGoOn({ former, task: current }, services)
  return { task: current }
}
