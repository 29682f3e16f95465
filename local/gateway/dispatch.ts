// One call from the decoded scope to the written answer, journaled whatever happens.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Journal } from '../cloudtrail/journal.ts'
import { AwsError, notSupported } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type {
  Call,
  LocalService,
  OperationService,
  PassThroughService,
  RawRequest,
} from '../runtime/service.ts'
import { authorise } from './authorise.ts'
import { toAwsError } from './failure.ts'
import type { CallFaults } from './faults.ts'
import { readBody } from './raw-request.ts'
import { createWire } from './wire.ts'
import type { Answer } from './wire.ts'

export interface Exchange {
  raw: RawRequest
  request: IncomingMessage
  response: ServerResponse
  call: Call
}

export interface Desk {
  context: CloudContext
  journal: Journal
  faults: CallFaults
}

export type Dispatcher = (exchange: Exchange) => Promise<void>

export const createDispatcher = (service: LocalService, desk: Desk): Dispatcher =>
  'operations' in service ? dispatchOperation(service, desk) : dispatchPassThrough(service, desk)

function dispatchOperation(service: OperationService, desk: Desk): Dispatcher {
  const wire = createWire(service.protocol)
  return async ({ raw, request, response, call }) => {
    let operation = 'Unknown'
    let requestParameters: Record<string, unknown> = {}
    const journaled = { eventSource: service.eventSource, ...callerOf(call, raw) }
    const record = (error?: AwsError) =>
      desk.journal.record({
        ...journaled,
        eventName: operation,
        requestParameters,
        errorCode: error?.code,
        errorMessage: error?.message,
      })
    try {
      raw.body = await readBody(request)
      const decoded = wire.decode(raw)
      operation = decoded.operation
      // A service may change its input while it works; the journal keeps what was asked.
      requestParameters = structuredClone(decoded.input)
      const run = service.operations[operation]
      if (!run || !Object.hasOwn(service.operations, operation)) throw unknownOperation(service, operation)
      authorise(desk.context, service, { operation, input: decoded.input, call })
      const fault = desk.faults.take(service.signingName, operation)
      if (fault) throw fault
      const output = await working(desk, { service: service.signingName, operation }, async () =>
        run(decoded.input, call),
      )
      record()
      send(response, wire.answer(operation, output, call.requestId, raw), call.requestId)
    } catch (thrown) {
      const error = toAwsError(thrown, desk.context.log)
      record(error)
      send(response, wire.fail(error, call.requestId, raw), call.requestId)
    }
  }
}

function dispatchPassThrough(service: PassThroughService, desk: Desk): Dispatcher {
  return async ({ raw, request, response, call }) => {
    let described: ReturnType<PassThroughService['describe']> = {
      eventName: 'Unknown',
      requestParameters: {},
    }
    try {
      if (service.buffersBody) raw.body = await readBody(request)
      described = service.describe(raw)
      const { eventName: operation, requestParameters: input } = described
      authorise(desk.context, service, { operation, input, call })
      const fault = desk.faults.take(service.signingName, described.eventName)
      if (fault) throw fault
      const handled = await working(
        desk,
        { service: service.signingName, operation: described.eventName },
        () => service.handle({ request, response, call, ...(raw.body && { body: raw.body }) }),
      )
      desk.journal.record({
        eventSource: service.eventSource,
        eventName: described.eventName,
        ...callerOf(handled.caller ? { ...call, caller: handled.caller } : call, raw),
        requestParameters: { ...described.requestParameters, ...handled.requestParameters },
        errorCode: handled.errorCode,
        errorMessage: handled.errorMessage,
      })
    } catch (thrown) {
      const { code, message, statusCode, members } = toAwsError(thrown, desk.context.log)
      desk.journal.record({
        eventSource: service.eventSource,
        ...described,
        ...callerOf(call, raw),
        errorCode: code,
        errorMessage: message,
      })
      const { body, contentType, headers } = service.encodeError(
        new AwsError(code, message, statusCode, members),
        call.requestId,
      )
      send(
        response,
        { statusCode, headers: { 'content-type': contentType, ...headers }, body },
        call.requestId,
      )
    }
  }
}

const callerOf = (call: Call, raw: RawRequest) => ({
  caller: call.caller,
  requestId: call.requestId,
  userAgent: raw.headers['user-agent'],
})

// These wait for something else to happen: to count them as work would keep the virtual clock from moving.
const WAITING = new Set(['ReceiveMessage', 'StartSyncExecution', 'GetActivityTask', 'Invoke'])

function working<T>(
  desk: Desk,
  call: { service: string; operation: string },
  run: () => Promise<T>,
): Promise<T> {
  const { service, operation } = call
  return WAITING.has(operation) ? run() : desk.context.activity.during(`${service}:${operation}`, run)
}

function unknownOperation(service: OperationService, operation: string): AwsError {
  const known = Object.keys(service.operations).sort().join(', ')
  return notSupported(
    service.folder ?? service.signingName,
    `the operation ${operation || '(none named)'}; it has ${known}`,
  )
}

function drain(request: IncomingMessage): void {
  request.unpipe()
  request.resume()
}

/** Also drains what the client still sends, so that it reads the answer instead of a broken connection. */
export function send(response: ServerResponse, answer: Answer, requestId: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  drain(response.req)
  response.writeHead(answer.statusCode, {
    ...answer.headers,
    'x-amzn-requestid': requestId,
    'content-length': Buffer.byteLength(answer.body),
  })
  response.end(response.req.method === 'HEAD' ? undefined : answer.body)
}
