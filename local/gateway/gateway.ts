// The one HTTP server in front of every local service.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AwsError } from '../runtime/aws-error.ts'
import { ANONYMOUS } from '../runtime/identities.ts'
import type { CrossOrigin, Door, LocalService, RawRequest } from '../runtime/service.ts'
import { createDispatcher, send } from './dispatch.ts'
import type { Desk, Dispatcher } from './dispatch.ts'
import { toAwsError } from './failure.ts'
import { allowPlayback, checkOrigin, forS3, isForeign, isPlayback } from './guard.ts'
import { rawRequest } from './raw-request.ts'
import { readScope } from './scope.ts'
import { createUnsignedLookup } from './unsigned.ts'
import type { UnsignedLookup } from './unsigned.ts'
import { guessWire } from './unknown-service.ts'

/** Answers everything below `/_reelgate/`. */
export type AdminHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export interface Gateway {
  /** Binds 127.0.0.1; throws an error that names the port when it is taken. `port` 0 takes any free one. */
  listen(port: number): Promise<number>
  /**
   * Waits a moment for the work under way, which may still call any service; long polls are no work. From then on
   * every call is answered with 503: what the SDKs take for a pause, where a refused connection fails a function.
   */
  drain(): Promise<void>
  /** Takes no more connections and cuts what is still open, for instance long polls. */
  close(): Promise<void>
}

const DRAIN_MS = 1_000

export function createGateway(services: LocalService[], desk: Desk, admin: AdminHandler): Gateway {
  const dispatchers = new Map(
    services.map((service) => [service.signingName, createDispatcher(service, desk)]),
  )
  const doors = services.flatMap(({ door }) => door ?? [])
  const unsigned = createUnsignedLookup(services)
  const front: Front = { services, dispatchers, doors, unsigned, desk, admin, isStopping: false }
  const server = createServer((request, response) => void answer(front, request, response))
  // Gigabytes over a slow link take longer than Node's five minutes; idle clients keep their connection.
  server.requestTimeout = 0
  server.keepAliveTimeout = 60_000

  return {
    listen: (port) => listen(server, port),
    async drain() {
      const { running } = desk.context.activity
      for (let waitedMs = 0; running().length > 0 && waitedMs < DRAIN_MS; waitedMs += 20) {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      front.isStopping = true
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

interface Front {
  services: LocalService[]
  dispatchers: Map<string, Dispatcher>
  doors: Door[]
  unsigned: UnsignedLookup
  desk: Desk
  admin: AdminHandler
  isStopping: boolean
}

async function answer(
  { services, dispatchers, doors, unsigned, desk, admin, isStopping }: Front,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID()
  const raw = rawRequest(request)
  try {
    const door = doors.find((one) => one.takes(raw))
    const pages = door ? undefined : crossOriginOf(services, raw)
    checkOrigin(raw, door, pages !== undefined)
    if (door) return await door.serve({ raw, request, response })
    allowPage(raw, response, pages)
    if (raw.path.startsWith('/_reelgate/')) return await admin(request, response)
    if (raw.method === 'OPTIONS') return answerPreflight(response, pages)
    if (isStopping) throw new AwsError('ServiceUnavailable', 'The local cloud is stopping.', 503)
    const scope = readScope(raw)
    const service = scope?.service ?? unsigned(raw)
    const dispatch = service === undefined ? undefined : dispatchers.get(service)
    if (!dispatch) throw unknownService(service, dispatchers)
    const { accessKeyId } = scope ?? {}
    const caller = accessKeyId === undefined ? ANONYMOUS : desk.context.identities.resolve(accessKeyId)
    await dispatch({ raw, request, response, call: { caller, requestId, headers: request.headers } })
  } catch (thrown) {
    if (response.destroyed) return
    send(response, guessWire(raw).fail(toAwsError(thrown, desk.context.log), requestId), requestId)
  }
}

/** What the one service that knows web pages says of this one. */
function crossOriginOf(services: LocalService[], raw: RawRequest): CrossOrigin | undefined {
  if (!isForeign(raw) || !forS3(raw)) return undefined
  const service = services.find(({ signingName }) => signingName === 's3')
  return service !== undefined && 'crossOrigin' in service ? service.crossOrigin?.(raw) : undefined
}

/** A refused page is told so; what it asks for is not done. */
function allowPage(raw: RawRequest, response: ServerResponse, pages: CrossOrigin | undefined): void {
  if (pages === undefined) return isPlayback(raw) ? allowPlayback(response) : undefined
  if ('refused' in pages) throw pages.refused
  Object.entries(pages.headers).forEach(([name, value]) => response.setHeader(name, value))
}

/** S3 answers a question of a browser with 200. */
const answerPreflight = (response: ServerResponse, pages: CrossOrigin | undefined) =>
  void response.writeHead(pages ? 200 : 204).end()

function unknownService(service: string | undefined, dispatchers: Map<string, Dispatcher>): AwsError {
  const known = [...dispatchers.keys()].sort().join(', ')
  return service === undefined
    ? new AwsError('MissingAuthenticationToken', `The request is not signed. Services here: ${known}.`, 403)
    : new AwsError(
        'LocalCloudNotSupported',
        `There is no local service "${service}". There are: ${known}.`,
        501,
      )
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? portTaken(port, error) : error)
    })
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

const portTaken = (port: number, cause: Error) =>
  Object.assign(
    new Error(
      `Port ${port} is taken, perhaps by another local cloud. Stop that program, or choose another port (--port ${port + 1}).`,
      { cause },
    ),
    { code: 'EADDRINUSE' },
  )
