// Branches and items: what a child's end means to the state that started it.
import type { Json } from '../json.ts'
import { abortChildren } from './abort.ts'
import { endExecution } from './ending.ts'
import { handleError } from './failure.ts'
import type { FanOut, Frame } from './frame.ts'
import { childrenOf, parentOf, stateOf } from './runner.ts'
import { StateError } from './state-error.ts'
import { checkSize, guarded, resumeWith } from './step.ts'
import type { Turn } from './turn.ts'

/** A group of states has come to its end. */
export async function finishFrame(turn: Turn, frame: Frame, output: Json): Promise<void> {
  frame.phase = 'done'
  frame.output = output
  turn.touch(frame)
  const parent = parentOf(turn.runner, frame)
  if (!parent) return endExecution(turn, { status: 'SUCCEEDED', output }, frame)
  if (isMap(turn, parent)) recordIteration(turn, frame, 'Succeeded')
  await goOn(turn, parent, frame)
}

export async function childFailed(turn: Turn, child: Frame, failure: StateError): Promise<void> {
  const parent = parentOf(turn.runner, child) as Frame
  const fan = parent.fan as FanOut
  const map = isMap(turn, parent)
  if (map) recordIteration(turn, child, 'Failed')
  fan.failed += 1
  turn.touch(parent)
  if (map && isTolerated(fan)) return goOn(turn, parent, child)
  abortChildren(turn, parent)
  parent.lastEventId = child.lastEventId
  turn.record(parent, map ? 'MapStateFailed' : 'ParallelStateFailed')
  const reported = map && hasTolerance(fan) ? thresholdError(fan) : failure
  await handleError(turn, parent, new StateError(reported.error, reported.cause))
}

/** Starts queued items while there is room. */
export function startQueued(turn: Turn, parent: Frame): void {
  const children = childrenOf(turn.runner, parent)
  const running = children.filter(
    ({ phase }) => !['queued', 'done', 'failed', 'aborted'].includes(phase),
  ).length
  const room = (parent.fan as FanOut).limit - running
  const next = children.filter(({ phase }) => phase === 'queued').slice(0, Math.max(0, room))
  for (const child of next) {
    child.phase = 'entering'
    child.lastEventId = parent.lastEventId
    recordIteration(turn, child, 'Started')
    turn.runner.ready.push(child)
  }
}

async function goOn(turn: Turn, parent: Frame, child: Frame): Promise<void> {
  const map = isMap(turn, parent)
  if (map) startQueued(turn, parent)
  const children = childrenOf(turn.runner, parent)
  if (!children.every(({ phase }) => phase === 'done' || phase === 'failed')) return
  parent.lastEventId = child.lastEventId
  turn.record(parent, map ? 'MapStateSucceeded' : 'ParallelStateSucceeded')
  const results = children.map(resultOf)
  for (const each of children) turn.remove(each)
  delete parent.fan
  await guarded(turn, parent, async () => {
    checkSize(parent.state, results, 'a result')
    await resumeWith(turn, parent, results)
  })
}

const resultOf = ({ phase, output, error }: Frame): Json =>
  phase === 'done' ? (output as Json) : { Error: error?.error ?? '', Cause: error?.cause ?? '' }

const isMap = (turn: Turn, parent: Frame) => stateOf(turn.runner, parent).Type === 'Map'

function recordIteration(turn: Turn, child: Frame, how: 'Started' | 'Succeeded' | 'Failed'): void {
  const parent = parentOf(turn.runner, child) as Frame
  const details = { name: parent.state, index: child.index }
  turn.record(child, `MapIteration${how}`, [`mapIteration${how}EventDetails`, details])
}

const hasTolerance = ({ toleratedCount, toleratedPercentage }: FanOut) =>
  toleratedCount !== undefined || toleratedPercentage !== undefined

/** Where both are given, both must hold. */
function isTolerated(fan: FanOut): boolean {
  if (!hasTolerance(fan)) return false
  const byCount = fan.toleratedCount === undefined || fan.failed <= fan.toleratedCount
  const byShare =
    fan.toleratedPercentage === undefined || (fan.failed / fan.total) * 100 <= fan.toleratedPercentage
  return byCount && byShare
}

const thresholdError = ({ failed, total }: FanOut) => ({
  error: 'States.ExceedToleratedFailureThreshold',
  cause: `The specified tolerated failure threshold was exceeded: ${failed} of ${total} items failed`,
})
