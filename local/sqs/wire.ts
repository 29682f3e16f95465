// The JSON protocol of SQS as its clients of both ages read it: every error also says its older code in a header.
import type { AwsError } from '../runtime/aws-error.ts'
import { errorXml } from '../gateway/wire-query.ts'
import { wireNames } from './errors.ts'

export interface WireAnswer {
  statusCode: number
  headers: Record<string, string>
  body: string
}

const JSON_TYPE = 'application/x-amz-json-1.0'

export const answerJson = (output: unknown): WireAnswer => ({
  statusCode: 200,
  headers: { 'content-type': JSON_TYPE },
  body: JSON.stringify(output ?? {}),
})

export const errorBody = (error: AwsError) => ({
  contentType: JSON_TYPE,
  // Without it an SDK calls the error by its JSON name, which is another.
  headers: {
    'x-amzn-query-error': `${wireNames(error).queryCode};${error.statusCode < 500 ? 'Sender' : 'Receiver'}`,
  },
  body: JSON.stringify({ __type: wireNames(error).type, message: error.message }),
})

export function failJson(error: AwsError): WireAnswer {
  const { body, contentType, headers } = errorBody(error)
  return { statusCode: error.statusCode, headers: { 'content-type': contentType, ...headers }, body }
}

/** For clients from before 2023, which speak the query protocol: they read their refusal in XML. */
export const failQuery = (error: AwsError, requestId: string): WireAnswer => ({
  statusCode: error.statusCode,
  headers: { 'content-type': 'text/xml' },
  body: errorXml('http://queue.amazonaws.com/doc/2012-11-05/', error, requestId),
})
