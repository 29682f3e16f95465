// The form-and-XML protocol of SNS, with its maps: of text by key and value, of message attributes by Name and Value.
import { nestParameters } from '../gateway/query-parameters.ts'
import { encodeElement, escapeXml } from '../gateway/query-xml.ts'
import { errorXml } from '../gateway/wire-query.ts'
import type { AwsError } from '../runtime/aws-error.ts'

const XML_NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/'

/** Text by key as SNS writes it: a row of entries. */
export class XmlMap {
  readonly values: Record<string, string>
  constructor(values: Record<string, string>) {
    this.values = values
  }
}

export function decodeForm(body: Buffer | undefined) {
  const form = new URLSearchParams(body?.toString('utf8') ?? '')
  const plain = [...form].map(
    ([name, value]) =>
      [
        name.replace(/(\.entry\.\d+\.)Name$/, '$1key').replace(/(\.entry\.\d+\.)Value(?=\.|$)/, '$1value'),
        value,
      ] as const,
  )
  const { Action, Version: _version, ...input } = nestParameters(plain)
  // An empty list or map travels as an empty text.
  for (const [name, value] of Object.entries(input))
    if (value === '' && STRUCTURED.has(name)) delete input[name]
  return { operation: typeof Action === 'string' ? Action : '', input }
}

const STRUCTURED = new Set([
  'Attributes',
  'Tags',
  'TagKeys',
  'MessageAttributes',
  'PublishBatchRequestEntries',
])

export function encodeAnswer(operation: string, output: unknown, requestId: string): string {
  const members = Object.entries((output ?? {}) as Record<string, unknown>)
  const result = members.map(([name, value]) => encodeMember(name, value)).join('')
  return (
    `<${operation}Response xmlns="${XML_NAMESPACE}"><${operation}Result>${result}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`
  )
}

function encodeMember(name: string, value: unknown): string {
  if (!(value instanceof XmlMap)) return encodeElement(name, value)
  const entries = Object.entries(value.values).map(
    ([key, text]) => `<entry><key>${escapeXml(key)}</key><value>${escapeXml(text)}</value></entry>`,
  )
  return `<${name}>${entries.join('')}</${name}>`
}

export const errorBody = (error: AwsError, requestId: string) => ({
  body: errorXml(XML_NAMESPACE, error, requestId),
  contentType: 'text/xml',
})
