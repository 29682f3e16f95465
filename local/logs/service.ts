// The local CloudWatch Logs: groups, streams and events over plain text files.
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import { createEventOperations } from './event-operations.ts'
import { createGroupOperations } from './group-operations.ts'
import { openStore } from './store.ts'

export function createLogsService(context: CloudContext): OperationService {
  const store = openStore(context.dataDir)
  return {
    signingName: 'logs',
    eventSource: 'logs.amazonaws.com',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'Logs_20140328' },
    operations: {
      ...createGroupOperations(context, store),
      ...createEventOperations(context, store),
    },
    async stop() {
      store.close()
    },
  }
}
