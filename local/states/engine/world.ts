import type { Activity } from '../../runtime/activity.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Json } from '../json.ts'
import type { Execution } from '../store/executions.ts'
import type { TaskCall } from '../tasks/call.ts'
import type { Frame } from './frame.ts'
import type { Runner } from './runner.ts'
import type { Changes } from './turn.ts'

/** What a runner needs from around it. */
export interface World {
  readonly clock: Clock
  readonly activity: Activity
  log(line: string): void
  tokenOf(execution: Execution, frame: Frame): string
  /** Stores a turn, all or nothing. */
  commit(runner: Runner, changes: Changes, wasRunning: boolean): void
  /** Resolves with the result, rejects with a StateError. */
  callTask(call: TaskCall): Promise<Json>
  /** Lets the frame go on if the execution it waits for is over. */
  checkNested(runner: Runner, frameId: number, executionArn: string): void
  stopNested(execution: Execution, executionArn: string): void
  /** The execution has just come to its end. */
  ended(runner: Runner): void
  /** A turn could not be stored. */
  lost(runner: Runner, error: Error): void
}
