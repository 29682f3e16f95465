// Calls the function of a route through Lambda's API, on behalf of the API: the function's own policy must allow it.
import { InvokeCommand, LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda'
import type { CloudContext } from '../../runtime/context.ts'
import { internalServerError, message, replyOf, type Reply } from './reply.ts'

const PRINCIPAL = 'apigateway.amazonaws.com'

export interface Invocation {
  functionArn: string
  /** `arn:aws:execute-api:<region>:<account>:<apiId>/<stage>/<method>/<path of the route>` */
  sourceArn: string
  timeoutMs: number
  event: Record<string, unknown>
}

export function createInvoker(context: CloudContext) {
  const clients = new Map<string, LambdaClient>()
  const clientFor = (sourceArn: string): LambdaClient => {
    const made =
      clients.get(sourceArn) ??
      new LambdaClient({
        endpoint: context.endpointUrl(),
        region: context.region,
        credentials: context.identities.issueService(PRINCIPAL, sourceArn),
        maxAttempts: 1,
      })
    clients.set(sourceArn, made)
    return made
  }

  const call = async ({ functionArn, sourceArn, event }: Invocation, signal: AbortSignal): Promise<Reply> => {
    const { FunctionError, Payload } = await clientFor(sourceArn).send(
      new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(event)) }),
      { abortSignal: signal },
    )
    return FunctionError ? internalServerError() : replyOf(Buffer.from(Payload ?? []).toString('utf8'))
  }
  return {
    async invoke(invocation: Invocation): Promise<Reply> {
      const giveUp = new AbortController()
      const timer = context.clock.at(context.clock.now() + invocation.timeoutMs, () => giveUp.abort())
      try {
        return await call(invocation, giveUp.signal)
      } catch (error) {
        if (giveUp.signal.aborted) return message(503, 'Service Unavailable')
        return failureReply(error, (line) => context.log(`apigateway: ${invocation.functionArn}: ${line}`))
      } finally {
        timer.cancel()
      }
    },
    close: () => clients.forEach((client) => client.destroy()),
  }
}

export type Invoker = ReturnType<typeof createInvoker>

function failureReply(error: unknown, log: (line: string) => void): Reply {
  if (!(error instanceof LambdaServiceException)) throw error
  if (error.name === 'RequestEntityTooLargeException') return message(413, 'Request Entity Too Large')
  if (error.name === 'TooManyRequestsException') return message(503, 'Service Unavailable')
  log(`${error.name}: ${error.message}`)
  return internalServerError()
}
