// Makes the call of a Task: the arguments as the integration prepares them, the answer as it presents it.
import { createHash } from 'node:crypto'
import type { CloudContext } from '../../runtime/context.ts'
import { StateError } from '../engine/state-error.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Execution } from '../store/executions.ts'
import { commandOf, createClients, loadModule } from './clients.ts'
import { optimizedNaming, sdkNaming, toStateError } from './errors.ts'
import { INTEGRATIONS } from './integrations.ts'
import type { Pattern, Resource } from './resource.ts'
import { toInput, toOutput } from './shapes.ts'

export interface TaskCall {
  execution: Execution
  resource: Resource
  arguments: Json
  /** Instead of the call: describe the nested execution that is over. */
  collect: string | undefined
  /** The same for a call that is repeated after a crash. */
  attemptId: string
  signal: AbortSignal
}

export interface TaskCaller {
  call(call: TaskCall): Promise<Json>
  stopNested(execution: Execution, executionArn: string): void
  forget(execution: Execution): void
  close(): void
}

type ServiceResource = Pick<Exclude<Resource, { kind: 'function' }>, 'service' | 'action' | 'pattern'>

const LAMBDA_INVOKE: ServiceResource = { service: 'lambda', action: 'invoke', pattern: 'request' }

interface Request {
  service: string
  action: string
  parameters: Json
  naming?: ReturnType<typeof optimizedNaming>
}

export function createTaskCaller(context: CloudContext): TaskCaller {
  const clients = createClients(context)

  async function send(
    { execution, signal }: Pick<TaskCall, 'execution' | 'signal'>,
    request: Request,
  ): Promise<Json> {
    const module = await loadModule(request.service)
    const naming = request.naming ?? sdkNaming(module.clientClass)
    const Command = commandOf(module, request.action)
    if (!Command)
      throw new StateError('States.Runtime', `${request.service} has no operation ${request.action}`)
    const { schema } = new Command({})
    const input = toInput(schema, request.parameters)
    try {
      const answer = await clients
        .clientFor(execution, module)
        .send(new Command(input), { abortSignal: signal })
      const output = (await toOutput(schema, answer)) as JsonObject
      return request.naming ? { ...output, ...metadataOf(answer) } : output
    } catch (error) {
      throw toStateError(error, naming, module.exports)
    }
  }

  async function callOptimized(call: TaskCall, { service, action, pattern }: ServiceResource): Promise<Json> {
    const naming = optimizedNaming(service)
    const integration = INTEGRATIONS[service]
    if (call.collect) {
      const parameters = { ExecutionArn: call.collect }
      const described = await send(call, { service, action: 'describeExecution', parameters, naming })
      return nestedResult(described as JsonObject, pattern)
    }
    const given = isObject(call.arguments) ? call.arguments : {}
    const parameters = integration?.prepare ? integration.prepare(given, call) : given
    const answer = await send(call, { service, action, parameters, naming })
    return integration?.present ? integration.present(answer as JsonObject) : answer
  }

  async function callFunction(call: TaskCall, functionArn: string): Promise<Json> {
    const parameters = { FunctionName: functionArn, Payload: call.arguments }
    const answer = await callOptimized({ ...call, arguments: parameters }, LAMBDA_INVOKE)
    return (answer as JsonObject).Payload ?? null
  }

  return {
    async call(call) {
      const { resource } = call
      try {
        if (resource.kind === 'function') return await callFunction(call, resource.functionArn)
        const { service, action } = resource
        if (resource.kind === 'optimized') return await callOptimized(call, resource)
        return await send(call, { service, action, parameters: call.arguments })
      } catch (error) {
        throw error instanceof StateError ? error : new StateError('States.Runtime', (error as Error).message)
      }
    },
    stopNested(execution, executionArn) {
      const call = { execution, signal: AbortSignal.timeout(30_000) }
      const parameters = { ExecutionArn: executionArn }
      void context.activity
        .during(`stop ${executionArn}`, () =>
          send(call, { service: 'states', action: 'stopExecution', parameters }),
        )
        .catch((error: Error) =>
          context.log(`states: ${executionArn} could not be stopped: ${error.message}`),
        )
        .finally(() => clients.forget(execution.arn))
    },
    forget: (execution) => clients.forget(execution.arn),
    close: () => clients.close(),
  }
}

function metadataOf({ $metadata }: Record<string, unknown>): JsonObject {
  const { httpStatusCode, requestId } = ($metadata ?? {}) as { httpStatusCode?: number; requestId?: string }
  return {
    SdkHttpMetadata: { HttpStatusCode: httpStatusCode ?? 200 },
    SdkResponseMetadata: { RequestId: requestId ?? '' },
  }
}

/** `.sync:2` gives the nested output as JSON, `.sync` as the text it is stored in. */
function nestedResult(
  { SdkHttpMetadata, SdkResponseMetadata, ...described }: JsonObject,
  pattern: Pattern,
): Json {
  void SdkHttpMetadata
  void SdkResponseMetadata
  if (described.Status !== 'SUCCEEDED') throw new StateError('States.TaskFailed', JSON.stringify(described))
  if (pattern !== 'sync2') return described
  const parse = (text: Json | undefined) => (typeof text === 'string' ? (JSON.parse(text) as Json) : null)
  return { ...described, Input: parse(described.Input), Output: parse(described.Output) }
}

/** A name that stays the same when the same attempt is called again. */
export const nameFor = (attemptId: string): string => {
  const hex = createHash('sha256').update(attemptId).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}
