// Invoke: the checks around a request, and the three ways to make one.
import { AwsError } from '../runtime/aws-error.ts'
import { policyAllowsService } from '../runtime/resource-policy.ts'
import { HttpAnswer } from '../runtime/service.ts'
import type { Call } from '../runtime/service.ts'
import type { AsyncQueue } from './async-queue.ts'
import type { FunctionConfig } from './function-config.ts'
import { parseFunctionName } from './function-name.ts'
import type { Functions } from './functions.ts'
import type { Outcome } from './instance.ts'
import { policyDocument } from './permissions.ts'
import type { Pool } from './pool.ts'
import type { Store } from './store.ts'

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const SYNC_LIMIT_BYTES = 6 * 1024 * 1024
const ASYNC_LIMIT_BYTES = 1024 * 1024
/** 6 MB and 100 bytes, as the error message of AWS has it. */
const RESPONSE_LIMIT_BYTES = 6_291_556

interface InvokeInput {
  FunctionName: string
  Qualifier?: string
  Payload?: Buffer
}

export interface InvokeParts {
  accountId: string
  functions: Functions
  store: Store
  pool: Pool
  queue: AsyncQueue
}

export function createInvoke({ accountId, functions, store, pool, queue }: InvokeParts) {
  // A role's permissions are the gateway's matter; a service without a role needs the function's own policy.
  const checkPermission = (config: FunctionConfig, call: Call, qualifier = '$LATEST') => {
    if (call.caller.type !== 'AWSService') return
    const document = policyDocument(store, config, qualifier)
    const { arn: principal, sourceArn } = call.caller
    const request = { principal, action: 'lambda:InvokeFunction', accountId, ...(sourceArn && { sourceArn }) }
    if (policyAllowsService(document && JSON.stringify(document), request)) return
    throw new AwsError(
      'AccessDeniedException',
      `User: ${principal} is not authorized to perform: lambda:InvokeFunction on resource: ${config.FunctionArn} ` +
        'because no resource-based policy allows the lambda:InvokeFunction action',
      403,
    )
  }

  return async function Invoke(input: InvokeInput, call: Call): Promise<HttpAnswer> {
    const type = String(call.headers['x-amz-invocation-type'] ?? 'RequestResponse')
    const wanted = parseFunctionName(input.FunctionName, input.Qualifier)
    const config = functions.find(wanted)
    checkPermission(config, call, wanted.qualifier)
    const payload = checkPayload(input.Payload, type === 'Event' ? ASYNC_LIMIT_BYTES : SYNC_LIMIT_BYTES)
    const version = { 'x-amz-executed-version': config.Version }
    const invokedArn = wanted.qualifier
      ? `${functions.arn(wanted.name)}:${wanted.qualifier}`
      : functions.arn(wanted.name)

    if (type === 'DryRun') return new HttpAnswer('', version, 204)
    if (type === 'Event') {
      queue.accept({ config, payload, invokedArn, requestId: call.requestId })
      return new HttpAnswer('', {}, 202)
    }
    if (type !== 'RequestResponse')
      throw new AwsError('ValidationException', `Unknown invocation type ${type}`)
    const clientContext = readClientContext(call)
    const request = { requestId: call.requestId, payload, invokedFunctionArn: invokedArn, clientContext }
    const served = await pool.run(config, request)
    const outcome = limitResponse(served.outcome)
    const headers = {
      ...version,
      ...(outcome.error && { 'x-amz-function-error': 'Unhandled' }),
      ...(call.headers['x-amz-log-type'] === 'Tail' && { 'x-amz-log-result': served.logTail }),
    }
    return new HttpAnswer(outcome.error ? JSON.stringify(outcome.error) : outcome.payload, headers, 200)
  }
}

function checkPayload(body: Buffer | undefined, limitBytes: number): string {
  const payload = body?.length ? body.toString('utf8') : '{}'
  if (Buffer.byteLength(payload) > limitBytes) {
    throw new AwsError(
      'RequestEntityTooLargeException',
      `Request must be smaller than ${limitBytes} bytes for the InvokeFunction operation`,
      413,
      { Type: 'User' },
    )
  }
  try {
    JSON.parse(payload)
    return payload
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
      400,
      { Type: 'User' },
    )
  }
}

/** What a function answered, or the error it gets when that is too large. */
export function limitResponse(outcome: Outcome): Outcome {
  if (outcome.error) return outcome
  const sizeBytes = Buffer.byteLength(outcome.payload)
  if (sizeBytes <= RESPONSE_LIMIT_BYTES) return outcome
  const errorMessage = `Response payload size (${sizeBytes} bytes) exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`
  return { error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } }
}

function readClientContext(call: Call): unknown {
  const header = call.headers['x-amz-client-context']
  if (!header) return undefined
  try {
    return JSON.parse(Buffer.from(String(header), 'base64').toString('utf8'))
  } catch {
    throw new AwsError(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    )
  }
}
