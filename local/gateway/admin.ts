// `/_reelgate/`: what no AWS API has. Health for whoever starts the cloud, time travel and faults for tests.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AwsError } from '../runtime/aws-error.ts'
import type { VirtualClock } from '../runtime/clock.ts'
import type { CloudContext } from '../runtime/context.ts'
import { toAwsError } from './failure.ts'
import type { CallFault, CallFaults } from './faults.ts'
import type { AdminHandler } from './gateway.ts'
import { rawRequest, readBody } from './raw-request.ts'
import { parseJson } from './wire-json.ts'

/** A fault of event delivery, handed to the event bus as it is. */
export interface EventFault {
  kind: 'duplicate' | 'delay' | 'drop' | 'reorder'
  /** An event pattern; every event when absent. */
  match?: Record<string, unknown>
  times?: number
  delayMs?: number
}

export interface EventFaults {
  add(fault: EventFault): void
  clear(): void
}

export interface AdminDesk {
  context: CloudContext
  /** Signing names. */
  services: string[]
  virtual: VirtualClock | undefined
  callFaults: CallFaults
  /** What the permission report says now. */
  permissions: () => object
  eventFaults: EventFaults | undefined
}

type Endpoint = (desk: AdminDesk, body: Record<string, unknown>) => unknown

const ENDPOINTS: Record<string, Endpoint> = {
  'GET /_reelgate/health': (desk) => ({
    status: 'ok',
    services: desk.services,
    running: desk.context.activity.running(),
    now: new Date(desk.context.clock.now()).toISOString(),
    virtualClock: desk.virtual !== undefined,
    pid: process.pid,
    memoryBytes: process.memoryUsage(),
  }),
  'POST /_reelgate/clock': advanceClock,
  'GET /_reelgate/permissions': (desk) => desk.permissions(),
  'GET /_reelgate/faults': (desk) => ({ faults: desk.callFaults.list() }),
  'POST /_reelgate/faults': addFault,
  'DELETE /_reelgate/faults': (desk) => {
    desk.callFaults.clear()
    desk.eventFaults?.clear()
    return {}
  },
}

export const createAdmin =
  (desk: AdminDesk): AdminHandler =>
  async (request, response) => {
    const raw = rawRequest(request)
    try {
      const endpoint = ENDPOINTS[`${raw.method} ${raw.path}`]
      if (!endpoint) throw noEndpoint(request)
      reply(response, 200, await endpoint(desk, parseJson(await readBody(request))))
    } catch (thrown) {
      const { code, message, statusCode } = toAwsError(thrown, desk.context.log)
      reply(response, statusCode, { code, message })
    }
  }

function reply(response: ServerResponse, statusCode: number, body: unknown): void {
  response.writeHead(statusCode, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const noEndpoint = (request: IncomingMessage) =>
  new AwsError(
    'NotFound',
    `${request.method} ${request.url} is none of ${Object.keys(ENDPOINTS).join(', ')}.`,
    404,
  )

async function advanceClock(desk: AdminDesk, body: Record<string, unknown>) {
  if (!desk.virtual)
    throw new AwsError('InvalidState', 'Time can be moved only when started with --virtual-clock.', 409)
  const { advanceMs } = body
  if (typeof advanceMs !== 'number' || !(advanceMs >= 0)) {
    throw new AwsError('ValidationException', 'advanceMs must be a number of milliseconds, 0 or more.')
  }
  await desk.virtual.advance(advanceMs, () => desk.context.activity.idle())
  return { now: new Date(desk.virtual.now()).toISOString() }
}

function addFault(desk: AdminDesk, body: Record<string, unknown>) {
  const { kind, ...fault } = body
  if (kind === 'error') {
    const { service, errorCode } = fault
    if (typeof service !== 'string' || typeof errorCode !== 'string') {
      throw new AwsError('ValidationException', 'An error fault names its service and its errorCode.')
    }
    desk.callFaults.add(fault as unknown as CallFault)
    return {}
  }
  if (!['duplicate', 'delay', 'drop', 'reorder'].includes(String(kind))) {
    throw new AwsError('ValidationException', 'kind is one of error, duplicate, delay, drop, reorder.')
  }
  if (!desk.eventFaults) throw new AwsError('InvalidState', 'The event bus is not running.', 409)
  desk.eventFaults.add(body as unknown as EventFault)
  return {}
}
