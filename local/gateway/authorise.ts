// The gateway's side of authorisation: every operation is asked for before it runs.
import type { CloudContext } from '../runtime/context.ts'
import type { Call, LocalService } from '../runtime/service.ts'

interface Asked {
  operation: string
  input: unknown
  call: Call
}

/** @throws AwsError for a role that may not; an operation that the service does not know is refused by the service */
export function authorise(
  context: CloudContext,
  service: LocalService,
  { operation, input, call }: Asked,
): void {
  if (operation === 'Unknown') return
  const resource = 'operations' in service ? service.resourceOf?.(operation, input) : undefined
  const { signingName } = service
  context.authority.authoriseCall({
    ...{ caller: call.caller, service: signingName, operation, input },
    ...(resource !== undefined && { resource }),
  })
}
