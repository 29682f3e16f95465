// The query protocol of CloudFormation, STS, IAM and SNS: a form in, XML out.
import { AwsError } from '../runtime/aws-error.ts'
import { encodeElement, escapeXml } from './query-xml.ts'
import { nestParameters } from './query-parameters.ts'
import type { Wire } from './wire.ts'

const XML_TYPE = { 'content-type': 'text/xml' }

export function queryWire(xmlNamespace: string): Wire {
  return {
    decode(request) {
      const form = new URLSearchParams(request.body?.toString('utf8') ?? '')
      // Very old clients send the parameters in the URL.
      const parameters = [...request.query, ...form]
      const operation = parameters.find(([name]) => name === 'Action')?.[1]
      if (!operation) throw new AwsError('MissingAction', 'The request has no Action parameter.')
      const inputs = parameters.filter(([name]) => name !== 'Action' && name !== 'Version')
      return { operation, input: nestParameters(inputs) }
    },
    answer: (operation, output, requestId) => ({
      statusCode: 200,
      headers: XML_TYPE,
      body:
        `<${operation}Response xmlns="${xmlNamespace}">` +
        encodeElement(`${operation}Result`, output ?? {}) +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
    }),
    fail: (error, requestId) => ({
      statusCode: error.statusCode,
      headers: XML_TYPE,
      body: errorXml(xmlNamespace, error, requestId),
    }),
  }
}

export function errorXml(xmlNamespace: string, error: AwsError, requestId: string): string {
  const type = error.statusCode < 500 ? 'Sender' : 'Receiver'
  return (
    `<ErrorResponse xmlns="${xmlNamespace}"><Error><Type>${type}</Type><Code>${escapeXml(error.code)}</Code>` +
    `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`
  )
}
