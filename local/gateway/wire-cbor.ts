// Smithy's RPC v2 in CBOR, which newer SDKs choose where a service has it: the operation stands in the path.
// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
import { cbor, dateToTag } from '@smithy/core/cbor'
import { AwsError } from '../runtime/aws-error.ts'
import type { Wire } from './wire.ts'

const HEADERS = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }
/** The tag of a time, in seconds of the epoch. */
const TIME_TAG = 1

export const cborWire: Wire = {
  decode(request) {
    const operation = /\/service\/[^/]+\/operation\/([^/]+)$/.exec(request.path)?.[1] ?? ''
    return { operation, input: readCbor(request.body) }
  },
  answer: (_operation, output) => ({
    statusCode: 200,
    headers: HEADERS,
    body: cbor.serialize(tagDates(output ?? {})),
  }),
  fail: (error) => ({
    statusCode: error.statusCode,
    headers: HEADERS,
    body: cbor.serialize({ __type: error.code, message: error.message }),
  }),
}

function readCbor(body: Buffer | undefined): Record<string, unknown> {
  if (!body?.length) return {}
  try {
    return untag(cbor.deserialize(new Uint8Array(body))) as Record<string, unknown>
  } catch (cause) {
    throw new AwsError('SerializationException', `The body is not CBOR: ${(cause as Error).message}`)
  }
}

function tagDates(value: unknown): unknown {
  if (value instanceof Date) return dateToTag(value)
  if (Array.isArray(value)) return value.map(tagDates)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, tagDates(member)]))
}

function untag(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(untag)
  if (typeof value !== 'object' || value === null) return value
  const { tag, value: seconds } = value as { tag?: unknown; value?: unknown }
  if (tag === TIME_TAG) return new Date(Math.round(Number(seconds) * 1000))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, untag(member)]))
}
