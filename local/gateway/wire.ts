// A wire turns the bytes of a request into an operation and its input, and an output or an error back into bytes.
import type { AwsError } from '../runtime/aws-error.ts'
import type { Protocol, RawRequest } from '../runtime/service.ts'
import { jsonWire } from './wire-json.ts'
import { queryWire } from './wire-query.ts'
import { restJsonWire } from './wire-rest-json.ts'
import { severalWires } from './wire-several.ts'

export interface Answer {
  statusCode: number
  headers: Record<string, string>
  body: string | Uint8Array
}

export interface Wire {
  /** Throws `UnknownOperationException` or `SerializationException`. */
  decode(request: RawRequest): { operation: string; input: Record<string, unknown> }
  answer(operation: string, output: unknown, requestId: string, request?: RawRequest): Answer
  fail(error: AwsError, requestId: string, request?: RawRequest): Answer
}

export function createWire(protocol: Protocol): Wire {
  switch (protocol.kind) {
    case 'json':
      return jsonWire(protocol.version)
    case 'rest-json':
      return restJsonWire(protocol.routes)
    case 'query':
      return queryWire(protocol.xmlNamespace)
    case 'several':
      return severalWires(protocol)
  }
}
