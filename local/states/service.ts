import { notSupported } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Operation, OperationService } from '../runtime/service.ts'
import { createEngine } from './engine/engine.ts'
import { executionOperations } from './operations/executions.ts'
import { historyOperations } from './operations/history.ts'
import { machineOperations } from './operations/machines.ts'
import type { Parts } from './operations/parts.ts'
import { tagOperations } from './operations/tags.ts'
import { taskTokenOperations } from './operations/task-tokens.ts'
import { versionOperations } from './operations/versions.ts'
import { openDatabase } from './store/database.ts'
import { createExecutionStore } from './store/executions.ts'
import { createFrameStore } from './store/frames.ts'
import { createMachineStore } from './store/machines.ts'
import { createTaskCaller } from './tasks/call.ts'

const NOT_SUPPORTED = [
  ...['CreateActivity', 'DeleteActivity', 'DescribeActivity', 'GetActivityTask', 'ListActivities'],
  ...[
    'CreateStateMachineAlias',
    'DeleteStateMachineAlias',
    'DescribeStateMachineAlias',
    'UpdateStateMachineAlias',
  ],
  ...['ListStateMachineAliases', 'DescribeMapRun', 'ListMapRuns', 'UpdateMapRun', 'TestState'],
]

/** AWS Step Functions for JSONata machines; see SUPPORT.md. Everything it knows is stored below `dataDir/states`. */
export function createStatesService(context: CloudContext): OperationService {
  const database = openDatabase(context.dataDir)
  const tasks = createTaskCaller(context)
  const stores = {
    machines: createMachineStore(database),
    executions: createExecutionStore(database),
    frames: createFrameStore(database),
  }
  const engine = createEngine({
    context,
    database,
    ...stores,
    callTask: (call) => tasks.call(call),
    stopNested: (execution, arn) => tasks.stopNested(execution, arn),
    forget: (execution) => tasks.forget(execution),
  })
  const parts: Parts = { context, ...stores, engine }
  return {
    signingName: 'states',
    eventSource: 'states.amazonaws.com',
    protocol: { kind: 'json', version: '1.0', targetPrefix: 'AWSStepFunctions' },
    operations: {
      ...refused(),
      ...machineOperations(parts),
      ...versionOperations(parts),
      ...tagOperations(parts),
      ...executionOperations(parts),
      ...historyOperations(parts),
      ...taskTokenOperations(parts),
    },
    resourceOf: (_operation, input) => engine.machineOfToken((input as { taskToken?: unknown }).taskToken),
    start: async () => engine.resume(),
    stop: async () => {
      engine.close()
      tasks.close()
      database.close()
    },
  }
}

function refused(): Record<string, Operation> {
  const refuse = (operation: string) => () => {
    throw notSupported('states', operation)
  }
  return Object.fromEntries(NOT_SUPPORTED.map((operation) => [operation, refuse(operation)]))
}
