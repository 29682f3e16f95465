import type { CloudContext } from '../../runtime/context.ts'
import type { Engine } from '../engine/engine.ts'
import type { ExecutionStore } from '../store/executions.ts'
import type { FrameStore } from '../store/frames.ts'
import type { MachineStore } from '../store/machines.ts'

/** What the operations work with. */
export interface Parts {
  context: CloudContext
  machines: MachineStore
  executions: ExecutionStore
  frames: FrameStore
  engine: Engine
}
