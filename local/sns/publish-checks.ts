// What may be published. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
import { AwsError } from '../runtime/aws-error.ts'
import { invalid } from './errors.ts'
import type { Attribute } from './notice.ts'
import type { PublishEntry } from './publishing.ts'

/** Of a message, and of a whole batch. */
const MOST_BYTES = 262_144
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,99}$/
const TOKEN = /^[\x21-\x7e]{1,128}$/
const ATTRIBUTE_NAME = /^(?!\.)(?!.*\.\.)(?!(aws|amazon)\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/

const attributeBytes = ([name, one]: [string, Attribute]) =>
  Buffer.byteLength(name + one.DataType + (one.StringValue ?? '')) +
  Buffer.from(one.BinaryValue ?? '', 'base64').length

const sizeBytes = ({ Message = '', MessageAttributes = {} }: PublishEntry) =>
  Object.entries(MessageAttributes).reduce(
    (sum, one) => sum + attributeBytes(one),
    Buffer.byteLength(Message),
  )

/** Throws when one message, or a batch together, is larger than 256 KiB. */
export function checkSize(entries: PublishEntry[]) {
  const bytes = entries.reduce((sum, entry) => sum + sizeBytes(entry), 0)
  if (bytes <= MOST_BYTES) return
  if (entries.length === 1) throw invalid('Message too long')
  throw new AwsError(
    'BatchRequestTooLong',
    'The length of all the batch messages put together is more than the limit.',
  )
}

export function checkMessage(entry: PublishEntry, { fifo }: { fifo: boolean }) {
  if (!entry.Message) throw invalid('Empty message')
  if (entry.Subject !== undefined && !SUBJECT.test(entry.Subject)) throw invalid('Subject')
  if (entry.MessageStructure !== undefined && entry.MessageStructure !== 'json')
    throw invalid('MessageStructure')
  for (const [name, value] of Object.entries(entry.MessageAttributes ?? {})) checkAttribute(name, value)
  for (const name of ['MessageGroupId', 'MessageDeduplicationId'] as const) {
    const value = entry[name]
    if (value !== undefined && !TOKEN.test(value))
      throw invalid(`${name} Reason: letters, digits and punctuation, 1 to 128`)
  }
  if (fifo && entry.MessageGroupId === undefined)
    throw invalid('The MessageGroupId parameter is required for FIFO topics')
  if (!fifo && entry.MessageDeduplicationId !== undefined)
    throw invalid(
      'The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    )
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: Attribute) {
  const invalidValue = (why: string) =>
    new AwsError('ParameterValueInvalid', `The message attribute '${name}' ${why}`)
  if (!ATTRIBUTE_NAME.test(name)) throw invalidValue('has an invalid name.')
  const kind = DATA_TYPE.exec(DataType ?? '')?.[1]
  if (!kind)
    throw invalidValue(
      'has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.',
    )
  if (!(kind === 'Binary' ? BinaryValue : StringValue))
    throw invalidValue(`must contain non-empty message attribute value for message attribute type '${kind}'.`)
}

/** A message for each protocol; `default` is for those not named. */
export function readMessages(text: string): Record<string, string> {
  let messages: unknown
  try {
    messages = JSON.parse(text)
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse')
  }
  const isMap = typeof messages === 'object' && messages !== null && !Array.isArray(messages)
  if (!isMap || typeof (messages as Record<string, unknown>)['default'] !== 'string')
    throw invalid('Message Structure - No default entry in JSON message body')
  return messages as Record<string, string>
}
