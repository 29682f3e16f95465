// awsJson1_0 and awsJson1_1: the operation in X-Amz-Target, everything else in a JSON body.
import { AwsError } from '../runtime/aws-error.ts'
import type { Wire } from './wire.ts'

export function jsonWire(version: '1.0' | '1.1'): Wire {
  const headers = { 'content-type': `application/x-amz-json-${version}` }
  return {
    decode(request) {
      const target = String(request.headers['x-amz-target'] ?? '')
      return { operation: target.slice(target.lastIndexOf('.') + 1), input: parseJson(request.body) }
    },
    answer: (_operation, output) => ({ statusCode: 200, headers, body: JSON.stringify(output ?? {}) }),
    fail: (error) => ({
      statusCode: error.statusCode,
      headers: { ...headers, 'x-amzn-errortype': error.code },
      body: JSON.stringify({ __type: error.code, ...messageOf(error), ...error.members }),
    }),
  }
}

// The SDKs of different ages look for either spelling.
export const messageOf = (error: AwsError) => ({ message: error.message, Message: error.message })

/** An empty body is an empty object. */
export function parseJson(body: Buffer | undefined): Record<string, unknown> {
  if (!body?.length) return {}
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>
  } catch (cause) {
    throw new AwsError('SerializationException', `The body is not JSON: ${(cause as Error).message}`)
  }
}
