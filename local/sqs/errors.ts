// The errors of SQS, by the names of its JSON protocol and by those older clients know.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
import { AwsError } from '../runtime/aws-error.ts'

const LEGACY = 'AWS.SimpleQueueService.'

/** What `x-amzn-query-error` says where it is not the name itself. */
const QUERY_CODES: Record<string, string> = {
  BatchEntryIdsNotDistinct: `${LEGACY}BatchEntryIdsNotDistinct`,
  BatchRequestTooLong: `${LEGACY}BatchRequestTooLong`,
  EmptyBatchRequest: `${LEGACY}EmptyBatchRequest`,
  InvalidBatchEntryId: `${LEGACY}InvalidBatchEntryId`,
  MessageNotInflight: `${LEGACY}MessageNotInflight`,
  PurgeQueueInProgress: `${LEGACY}PurgeQueueInProgress`,
  QueueDoesNotExist: `${LEGACY}NonExistentQueue`,
  QueueNameExists: 'QueueAlreadyExists',
  TooManyEntriesInBatchRequest: `${LEGACY}TooManyEntriesInBatchRequest`,
  UnsupportedOperation: `${LEGACY}UnsupportedOperation`,
}

/** Errors that no model names: the framework of AWS sends them. */
const COMMON_TYPES: Record<string, string> = {
  AccessDenied: 'com.amazon.coral.service#AccessDeniedException',
  InvalidParameterValue: 'com.amazon.coral.service#InvalidParameterValueException',
  MissingParameter: 'com.amazon.coral.service#MissingRequiredParameterException',
}

/** `__type` of the body and the code of `x-amzn-query-error`. */
export const wireNames = ({ code }: AwsError) => ({
  type: COMMON_TYPES[code] ?? `com.amazonaws.sqs#${code}`,
  queryCode: QUERY_CODES[code] ?? code,
})

export const noQueue = () => new AwsError('QueueDoesNotExist', 'The specified queue does not exist.')

export const invalidValue = (message: string) => new AwsError('InvalidParameterValue', message)

export const invalidParameter = (name: string, value: unknown, reason: string) =>
  invalidValue(`Value ${String(value)} for parameter ${name} is invalid. Reason: ${reason}`)

export const missingParameter = (name: string) =>
  new AwsError('MissingParameter', `The request must contain the parameter ${name}.`)

/** The whole number in `range`, or undefined when none was given. */
export function wholeNumber(name: string, value: unknown, [least, most]: [number, number]) {
  if (value === undefined || value === null) return undefined
  const number = Number(value)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw invalidParameter(name, value, `Must be between ${least} and ${most}, if provided.`)
}
