// One running execution in memory: its frames, and the turns that change them, one after the other.
import type { MachineDefinition, State, StateGroup, StateOf } from '../asl/definition.ts'
import type { JsonObject } from '../json.ts'
import type { Execution } from '../store/executions.ts'
import type { Frame } from './frame.ts'
import type { Turn } from './turn.ts'

export type Job = (turn: Turn) => Promise<void> | void

export interface Runner {
  readonly execution: Execution
  readonly definition: MachineDefinition
  readonly frames: Map<number, Frame>
  /** Frames whose next step can be taken now. */
  readonly ready: Frame[]
  /** Runs `job` as a turn of its own after those before it; resolves when it is stored. */
  enqueue(job: Job): Promise<void>
  /** Breaks off the call a frame has in flight. */
  cancelCall(frameId: number): void
  /** Stops the nested execution a frame no longer waits for. */
  stopNested(executionArn: string): void
}

/** The states among which a frame moves. */
export function groupOf(runner: Pick<Runner, 'definition' | 'frames'>, frame: Frame): StateGroup {
  const parent = parentOf(runner, frame)
  if (!parent) return runner.definition
  const state = groupOf(runner, parent).States[parent.state] as StateOf<'Parallel' | 'Map'>
  return state.Type === 'Map' ? state.ItemProcessor : (state.Branches[frame.index ?? 0] as StateGroup)
}

export const stateOf = (runner: Pick<Runner, 'definition' | 'frames'>, frame: Frame): State =>
  groupOf(runner, frame).States[frame.state] as State

export function parentOf({ frames }: Pick<Runner, 'frames'>, frame: Frame): Frame | undefined {
  return frame.parentId === undefined ? undefined : frames.get(frame.parentId)
}

export const childrenOf = ({ frames }: Pick<Runner, 'frames'>, parent: Frame): Frame[] =>
  [...frames.values()].filter(({ parentId }) => parentId === parent.id).sort((a, b) => a.index! - b.index!)

/** The variables a frame can read: its own over those of the scopes around it. */
export function visibleVariables(runner: Pick<Runner, 'frames'>, frame: Frame): JsonObject {
  const parent = parentOf(runner, frame)
  return parent ? { ...visibleVariables(runner, parent), ...frame.variables } : frame.variables
}
