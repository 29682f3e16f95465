// The local Lambda: functions from their deployment packages, run in worker threads.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import { createAsyncQueue } from './async-queue.ts'
import { createCodeStore } from './code.ts'
import { createEventInvokeOperations } from './event-invoke.ts'
import { createEventSourceMappings } from './event-source-mappings.ts'
import { createFunctions } from './functions.ts'
import { createInvoke } from './invoke.ts'
import { createPermissionOperations, policyDocument } from './permissions.ts'
import { createPool } from './pool.ts'
import { ROUTES } from './routes.ts'
import { createSettingOperations } from './settings.ts'
import { openStore } from './store.ts'

export function createLambdaService(context: CloudContext): OperationService {
  const store = openStore(context.dataDir)
  endPackageLookup(context.dataDir)
  const code = createCodeStore(context)
  const pool = createPool({
    context,
    taskRoot: (config) => code.taskRoot(config.FunctionName, config.CodeSha256),
    reserved: (name) => store.reserved(name),
  })
  const functions = createFunctions({ context, store, code, onChange: (name) => pool.forget(name) })
  const queue = createAsyncQueue({ context, store, pool, functions })
  const mappings = createEventSourceMappings({ context, functions, store, pool })
  const Invoke = createInvoke({ accountId: context.accountId, functions, store, pool, queue })
  return {
    signingName: 'lambda',
    eventSource: 'lambda.amazonaws.com',
    protocol: { kind: 'rest-json', routes: ROUTES },
    operations: {
      ...functions.operations,
      ...createPermissionOperations(functions, store),
      ...createSettingOperations(functions, store, () => pool.wakeAll()),
      ...createEventInvokeOperations(context, functions, store),
      ...mappings.operations,
      Invoke,
    },
    policyOf(arn) {
      const [name = '', qualifier] = arn.replace(/^.*:function:/, '').split(':')
      const config = store.config(name)
      const document = config && policyDocument(store, config, qualifier)
      return document && JSON.stringify(document)
    },
    async start() {
      queue.start()
      mappings.start()
    },
    async stop() {
      queue.stop()
      await pool.stop()
      await mappings.stop()
      store.close()
    },
  }
}

// Node looks for the nearest package.json above a module; it must not find the one of whoever runs the cloud.
// Without one of its own a bundle's `.js` files are CommonJS, as in Lambda.
function endPackageLookup(dataDir: string) {
  mkdirSync(join(dataDir, 'lambda'), { recursive: true })
  writeFileSync(join(dataDir, 'lambda', 'package.json'), '{ "type": "commonjs" }\n')
}
