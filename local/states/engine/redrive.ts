// Starting again where an execution did not succeed: states that ended well keep their results, the others begin anew.
import { abandonChildren } from './abort.ts'
import type { Frame } from './frame.ts'
import { childrenOf, type Runner } from './runner.ts'
import { startQueued } from './fan-out.ts'
import type { Turn } from './turn.ts'

/** The first turn of a redriven execution. */
export function revive(turn: Turn): void {
  const { runner } = turn
  const { execution } = runner
  execution.status = 'RUNNING'
  execution.redriveCount += 1
  execution.redrivenAt = turn.nowMs
  delete execution.stoppedAt
  delete execution.error
  delete execution.cause
  restartTimeout(runner, turn.nowMs)
  turn.touchExecution()
  const redriven = turn.record(undefined, 'ExecutionRedriven', [
    'executionRedrivenEventDetails',
    { redriveCount: execution.redriveCount },
  ])
  for (const frame of [...runner.frames.values()]) {
    if (frame.parentId === undefined) reviveFrame(turn, frame, redriven)
  }
}

function reviveFrame(turn: Turn, frame: Frame, afterEventId: number): void {
  delete frame.error
  frame.lastEventId = afterEventId
  turn.touch(frame)
  const children = childrenOf(turn.runner, frame)
  if (!frame.fan || !children.some(({ phase }) => phase !== 'done')) {
    abandonChildren(turn, frame)
    frame.phase = 'entering'
    return
  }
  frame.phase = 'children'
  frame.fan.failed = 0
  const isMap = children.some(({ item }) => item !== undefined)
  for (const child of children) {
    if (child.phase === 'done') continue
    reviveFrame(turn, child, afterEventId)
    if (isMap && child.phase === 'entering') child.phase = 'queued'
  }
  if (isMap) startQueued(turn, frame)
}

function restartTimeout({ execution, definition }: Runner, nowMs: number): void {
  const { TimeoutSeconds } = definition
  if (TimeoutSeconds !== undefined) execution.timeoutAt = nowMs + TimeoutSeconds * 1_000
}
