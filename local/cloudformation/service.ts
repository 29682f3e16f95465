// CloudFormation as `sls deploy`, the AWS CLI and the CDK use it: stacks, change sets, events, exports.
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import type { Engine } from './engine/engine.ts'
import { resumeOperation } from './engine/run.ts'
import { changeSetOperations } from './operations/change-sets.ts'
import { describeOperations } from './operations/describe.ts'
import { stackOperations } from './operations/stacks.ts'
import { templateOperations } from './operations/templates.ts'
import { createClients } from './resources/clients.ts'
import { providerOf as registeredProvider } from './resources/registry.ts'
import type { ResourceProvider } from './resources/provider.ts'
import { openStore } from './store.ts'

export interface CloudFormationOptions {
  /** Takes the place of the table of resource types, for tests of the engine. */
  providerOf?: (type: string) => ResourceProvider | undefined
}

/** Stacks live in `<dataDir>/cloudformation/stacks.sqlite`; an operation cut off by a crash is rolled back at start. */
export function createCloudFormationService(
  context: CloudContext,
  { providerOf = registeredProvider }: CloudFormationOptions = {},
): OperationService {
  const { clients, close } = createClients(context)
  const store = openStore(context.dataDir)
  const engine: Engine = { context, store, clients, providerOf }
  return {
    signingName: 'cloudformation',
    eventSource: 'cloudformation.amazonaws.com',
    protocol: { kind: 'query', xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' },
    operations: {
      ...templateOperations(engine),
      ...changeSetOperations(engine),
      ...stackOperations(engine),
      ...describeOperations(engine),
    },
    // Not awaited: rolling back calls services that may start after this one.
    async start() {
      for (const stack of store.liveStacks()) {
        if (stack.operation && stack.status.endsWith('_IN_PROGRESS'))
          void resumeOperation({ ...engine, stack })
      }
    },
    async stop() {
      close()
      store.close()
    },
  }
}
