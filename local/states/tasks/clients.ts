// SDK clients over loopback, one per service and execution, signed with credentials of the machine's role.
import { notSupported } from '../../runtime/aws-error.ts'
import type { CloudContext } from '../../runtime/context.ts'
import type { Execution } from '../store/executions.ts'
import type { OperationSchema } from './shapes.ts'

/** As much of a client package as is used here. */
export interface ServiceModule {
  name: string
  clientClass: string
  exports: Record<string, unknown>
}

export interface SdkClient {
  config: { requestHandler: unknown }
  send(command: unknown, options: { abortSignal: AbortSignal }): Promise<Record<string, unknown>>
  destroy(): void
}

export interface Clients {
  clientFor(execution: Pick<Execution, 'arn' | 'name' | 'roleArn'>, module: ServiceModule): SdkClient
  /** Lets go of an execution's clients. */
  forget(executionArn: string): void
  close(): void
}

type ClientClass = new (config: Record<string, unknown>) => SdkClient
type CommandClass = new (input: unknown) => { schema: OperationSchema }

// Where a resource ARN and the package of the SDK spell a service differently.
const PACKAGES: Record<string, string> = {
  events: 'eventbridge',
  states: 'sfn',
  cloudwatchlogs: 'cloudwatch-logs',
  cognitoidentityprovider: 'cognito-identity-provider',
  secretsmanager: 'secrets-manager',
  apigateway: 'api-gateway',
  resourcegroupstaggingapi: 'resource-groups-tagging-api',
}

const modules = new Map<string, ServiceModule>()

/** Loads the client package of a service as a resource ARN names it; refuses when it is not installed. */
export async function loadModule(service: string): Promise<ServiceModule> {
  const name = PACKAGES[service] ?? service
  const known = modules.get(name)
  if (known) return known
  let exports: Record<string, unknown>
  try {
    exports = (await import(`@aws-sdk/client-${name}`)) as Record<string, unknown>
  } catch {
    throw notSupported('states', `aws-sdk:${service}: the package @aws-sdk/client-${name} is not installed`)
  }
  const clientClass = Object.keys(exports).find((key) => /^(?!_).+Client$/.test(key) && key !== '__Client')
  const module = { name, clientClass: clientClass ?? '', exports }
  modules.set(name, module)
  return module
}

/** The command of `action` (`createJob`), or undefined when the service has no such operation. */
export function commandOf(module: ServiceModule, action: string): CommandClass | undefined {
  return module.exports[`${action.charAt(0).toUpperCase()}${action.slice(1)}Command`] as
    CommandClass | undefined
}

export function createClients(context: CloudContext): Clients {
  const byExecution = new Map<string, Map<string, SdkClient>>()
  // One connection pool per service, so that a thousand executions do not open a thousand pools.
  const pools = new Map<string, SdkClient>()

  const build = (module: ServiceModule, more: Record<string, unknown>) => {
    const Client = module.exports[module.clientClass] as ClientClass
    return new Client({
      region: context.region,
      endpoint: context.endpointUrl(),
      // The machine's Retry decides, not the SDK's.
      maxAttempts: 1,
      disableHostPrefix: true,
      ...(module.name === 's3' && { forcePathStyle: true }),
      ...more,
    })
  }
  const poolOf = (module: ServiceModule) => {
    const known = pools.get(module.name)
    if (known) return known
    const credentials = { accessKeyId: 'unused', secretAccessKey: 'unused' }
    // No time limit: a Lambda may run for a quarter of an hour, and the state's own timeout breaks it off.
    const fresh = build(module, {
      credentials,
      requestHandler: { requestTimeout: 0, httpAgent: { maxSockets: 1_000 } },
    })
    pools.set(module.name, fresh)
    return fresh
  }
  return {
    clientFor(execution, module) {
      const own = byExecution.get(execution.arn) ?? new Map<string, SdkClient>()
      byExecution.set(execution.arn, own)
      const known = own.get(module.name)
      if (known) return known
      const { requestHandler } = poolOf(module).config
      const credentials = context.identities.issue(execution.roleArn, execution.name)
      const fresh = build(module, { credentials, requestHandler })
      own.set(module.name, fresh)
      return fresh
    },
    forget: (arn) => void byExecution.delete(arn),
    close() {
      for (const pool of pools.values()) pool.destroy()
    },
  }
}
