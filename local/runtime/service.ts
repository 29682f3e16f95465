// What a local service is: a table of operations behind one of AWS's wire protocols, or a pass-through to a library
// that speaks the protocol by itself. The gateway decodes, journals, authorises, calls, and encodes.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AwsError } from './aws-error.ts'
import type { ServiceMetric } from './context.ts'
import type { Caller } from './identities.ts'

/** The circumstances of one request. */
export interface Call {
  caller: Caller
  requestId: string
  /** Of the HTTP request, lower-case names: some REST inputs travel there (`x-amz-invocation-type`). */
  headers: IncomingMessage['headers']
}

/** What a rest-json operation returns when its answer is not plain JSON, for instance that of Lambda's Invoke. */
export class HttpAnswer {
  readonly body: string | Uint8Array
  readonly headers: Record<string, string>
  readonly statusCode: number | undefined

  constructor(body: string | Uint8Array, headers: Record<string, string> = {}, statusCode?: number) {
    this.body = body
    this.headers = headers
    this.statusCode = statusCode
  }
}

/** Input and output are the wire shapes of the service's API: JSON for json and rest-json, parsed XML for query. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each operation states its own SDK types
export type Operation = (input: any, call: Call) => unknown

/** A REST route: path parameters in braces, `{name+}` takes the rest of the path with its slashes. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  path: string
  operation: string
  /** 200 when absent. */
  statusCode?: number
  /** The input member that takes the whole body as a Buffer instead of JSON, for instance `Payload`. */
  payload?: string
}

export type Protocol =
  /** `X-Amz-Target: <targetPrefix>.<Operation>`, a JSON body. */
  | { kind: 'json'; version: '1.0' | '1.1'; targetPrefix: string }
  /** Method and path choose the operation; its input merges path parameters, query and JSON body. */
  | { kind: 'rest-json'; routes: Route[] }
  /** `Action=<Operation>` in a form body; answers are XML `<OpResponse><OpResult>…`. */
  | { kind: 'query'; xmlNamespace: string }
  /**
   * json 1.0, query and Smithy's RPC in CBOR, as the request says. Inputs keep the types of their wire: a time is seconds
   * of the epoch, ISO 8601 or a Date. Outputs carry times as Dates. `queryCodes` are the codes of errors where they are
   * not the names of their shapes.
   */
  | { kind: 'several'; targetPrefix: string; xmlNamespace: string; queryCodes: Record<string, string> }

/** A request for a door: no body is read yet, and nobody has looked at who calls. */
export interface DoorExchange {
  raw: RawRequest
  request: IncomingMessage
  response: ServerResponse
}

/**
 * Where a service answers requests that no AWS client signs, for instance those to an HTTP API. The gateway asks every
 * door before it looks for a signature. Such calls are not journaled, as AWS does not journal them either.
 */
export interface Door {
  takes(request: RawRequest): boolean
  /** Hosts beside this machine's own names; none when absent. */
  ownsHost?(host: string): boolean
  /** Whether a web page of the request's foreign Origin may ask; no page may when absent. */
  admitsOrigin?(request: RawRequest): boolean
  /** Answers every failure of its own; what it throws is the gateway's `InternalFailure`. */
  serve(exchange: DoorExchange): Promise<void>
}

export interface OperationService {
  /** The service in the SigV4 scope, for instance `states`. */
  signingName: string
  /** As CloudTrail says it, for instance `states.amazonaws.com`. */
  eventSource: string
  protocol: Protocol
  operations: Record<string, Operation>
  /** Operations that AWS takes without a signature: what the request carries says who is calling. JSON protocol only. */
  unsigned?: readonly string[]
  /** The folder of its SUPPORT.md, when that is not named like the signing name. */
  folder?: string
  door?: Door
  /** What can only be looked up, such as the length of a queue; asked for once a minute. */
  gauges?(): ServiceMetric[]
  /** The ARN that a call is about, where its input does not tell, for instance the machine that a task token belongs to. */
  resourceOf?(operation: string, input: unknown): string | undefined
  /** The policy of one of its resources as JSON; nothing when there is none. */
  policyOf?(arn: string): string | undefined
  /** Called once when the gateway listens: take up what a crash left behind. */
  start?(): Promise<void>
  /** Called before `stop`, while all services still answer: ends work of its own that would fail without the others. */
  halt?(): Promise<void>
  stop?(): Promise<void>
}

/** A request as it came in. The path is raw: `..`, `//` and percent escapes are still in it (`URL` would fold them). */
export interface RawRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body?: Buffer
}

/** What only the one who handled a request can tell the journal. */
export interface Handled {
  /** Joined with those of `describe`. */
  requestParameters?: Record<string, unknown>
  caller?: Caller
  errorCode?: string
  errorMessage?: string
}

export interface RawExchange {
  request: IncomingMessage
  response: ServerResponse
  call: Call
  /** Of a service that `buffersBody`; else the request is still unread. */
  body?: Buffer
}

/** What a request from a web page of another origin gets: headers that let the page read the answer, or a refusal. */
export type CrossOrigin = { headers: Record<string, string> } | { refused: AwsError }

/** A service that speaks its protocol by itself. `describe` tells the journal what a request is. */
export interface PassThroughService {
  signingName: string
  eventSource: string
  describe(request: RawRequest): { eventName: string; requestParameters: Record<string, unknown> }
  handle(exchange: RawExchange): Promise<Handled>
  /** The body of an error answer in the protocol of the service, for errors met before `handle`. */
  encodeError(
    error: AwsError,
    requestId: string,
  ): { body: string; contentType: string; headers?: Record<string, string> }
  /** True when the gateway may read the whole body first (all but object data). */
  buffersBody: boolean
  door?: Door
  /** Asked about preflights, too; undefined where the service has no say, and the gateway's own rule holds. */
  crossOrigin?(request: RawRequest): CrossOrigin | undefined
  /** The policy of one of its resources as JSON; nothing when there is none. */
  policyOf?(arn: string): string | undefined
  gauges?(): ServiceMetric[]
  start?(): Promise<void>
  halt?(): Promise<void>
  stop?(): Promise<void>
}

export type LocalService = OperationService | PassThroughService
