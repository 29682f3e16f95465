import type { Kind } from '../engine/kind.ts'
import { fill } from '../query/template.ts'

/** Starts every branch with the same input; the answers come back in the order of the branches. */
export const runParallel: Kind<'Parallel'> = async ({ turn, frame, state, scope }) => {
  const input = state.Arguments === undefined ? frame.input : await fill(state.Arguments, 'Arguments', scope)
  turn.record(frame, 'ParallelStateStarted')
  frame.fan = { total: state.Branches.length, limit: state.Branches.length, failed: 0 }
  frame.phase = 'children'
  for (const [index, branch] of state.Branches.entries()) {
    turn.runner.ready.push(turn.spawn(frame, index, { state: branch.StartAt, input }))
  }
  return { kind: 'pause' }
}
