// What the edge says when it refuses, in CloudFront's words.
import { element } from '../xml.ts'

export interface Refusal {
  statusCode: number
  code: string
  message: string
}

const refusal = (statusCode: number, code: string, message: string): Refusal => ({
  statusCode,
  code,
  message,
})

export const missingKey = () =>
  refusal(403, 'MissingKey', 'Missing Key-Pair-Id query parameter or cookie value')
export const unknownKey = () => refusal(403, 'InvalidKey', 'Unknown Key')
export const malformedPolicy = () => refusal(403, 'MalformedPolicy', 'Malformed Policy')
export const accessDenied = () => refusal(403, 'AccessDenied', 'Access denied')
export const methodNotAllowed = () =>
  refusal(403, 'AccessDenied', 'This distribution is not configured to allow the HTTP request method.')
export const noDistribution = () => refusal(404, 'NoSuchDistribution', 'There is no such distribution.')

export const refusalXml = ({ code, message }: Refusal) =>
  `<?xml version="1.0" encoding="UTF-8"?>${element('Error', [element('Code', code), element('Message', message)])}`
