// A service that speaks several protocols at once: the SDKs of different ages and languages choose differently.
import { gunzipSync } from 'node:zlib'
import { AwsError } from '../runtime/aws-error.ts'
import type { Protocol, RawRequest } from '../runtime/service.ts'
import { cborWire } from './wire-cbor.ts'
import { jsonWire } from './wire-json.ts'
import { queryWire } from './wire-query.ts'
import type { Answer, Wire } from './wire.ts'

type Several = Extract<Protocol, { kind: 'several' }>

/** The SDKs compress what is larger than 10 KB where a service allows it. */
function unpacked(request: RawRequest): RawRequest {
  if (request.headers['content-encoding'] !== 'gzip' || !request.body) return request
  try {
    return { ...request, body: gunzipSync(request.body) }
  } catch (cause) {
    throw new AwsError('SerializationException', `The body is not gzip: ${(cause as Error).message}`)
  }
}

/** JSON of AWS has times as seconds of the epoch. */
function inSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(inSeconds)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inSeconds(member)]))
}

export function severalWires({ xmlNamespace, queryCodes }: Several): Wire {
  const json = jsonWire('1.0')
  const query = queryWire(xmlNamespace)
  const wireOf = (request: RawRequest | undefined): Wire => {
    if (request?.headers['smithy-protocol'] === 'rpc-v2-cbor') return cborWire
    return request?.headers['x-amz-target'] === undefined ? query : json
  }
  const queryError = ({ code, statusCode }: AwsError) =>
    `${queryCodes[code] ?? code};${statusCode < 500 ? 'Sender' : 'Receiver'}`
  // Clients that once spoke query go on to see its codes.
  const withQueryError = (answer: Answer, error: AwsError): Answer => ({
    ...answer,
    headers: { ...answer.headers, 'x-amzn-query-error': queryError(error) },
  })

  return {
    decode: (request) => wireOf(request).decode(unpacked(request)),
    // eslint-disable-next-line max-params -- as the Wire has it
    answer(operation, output, requestId, request) {
      const wire = wireOf(request)
      return wire.answer(operation, wire === json ? inSeconds(output) : output, requestId)
    },
    fail(error, requestId, request) {
      const wire = wireOf(request)
      if (wire !== query) return withQueryError(wire.fail(error, requestId), error)
      const { code, message, statusCode } = error
      return query.fail(new AwsError(queryCodes[code] ?? code, message, statusCode), requestId)
    },
  }
}
