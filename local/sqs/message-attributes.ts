// Message attributes: what may be in them, and the digest that clients check.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
import { createHash } from 'node:crypto'
import { AwsError } from '../runtime/aws-error.ts'
import { invalidValue } from './errors.ts'

/** As on the wire: a binary value is base64. */
export interface AttributeValue {
  DataType: string
  StringValue?: string
  BinaryValue?: string
}
export type MessageAttributes = Record<string, AttributeValue>

const MOST_ATTRIBUTES = 10
const NAME = /^(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/
const RESERVED = /^(aws|amazon)\./i
const DATA_TYPE = /^(String|Number|Binary)(\.[^.].{0,248})?$/
/** All but #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF. */
const FORBIDDEN = /[[\p{Cc}--[\t\n\r\u007f-\u009f]]\p{Surrogate}\ufffe\uffff]/v

export const md5 = (data: string | Buffer) => createHash('md5').update(data).digest('hex')

export function checkText(text: string) {
  if (!FORBIDDEN.test(text)) return
  const message =
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF'
  throw new AwsError('InvalidMessageContents', message)
}

/** Throws InvalidParameterValue or InvalidMessageContents. */
export function checkMessageAttributes(attributes: MessageAttributes) {
  const names = Object.keys(attributes)
  if (names.length > MOST_ATTRIBUTES)
    throw invalidValue(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    )
  for (const name of names) checkAttribute(name, attributes[name]!)
}

function checkAttribute(name: string, value: AttributeValue) {
  if (!NAME.test(name)) throw invalidValue(`Message (user) attribute name '${name}' is invalid.`)
  if (RESERVED.test(name))
    throw invalidValue(
      `Message (user) attribute name '${name}' starts with a reserved prefix (AWS. or Amazon.).`,
    )
  const kind = DATA_TYPE.exec(value.DataType ?? '')?.[1]
  if (!kind)
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    )
  const content = kind === 'Binary' ? value.BinaryValue : value.StringValue
  if (!content)
    throw invalidValue(
      `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${kind}'.`,
    )
  if (kind !== 'Binary') checkText(content)
  if (kind === 'Number' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(content.trim()))
    throw invalidValue(`Can't cast the value of message (user) attribute '${name}' to a number.`)
}

const bytesOf = (value: AttributeValue) =>
  value.DataType.startsWith('Binary')
    ? Buffer.from(value.BinaryValue ?? '', 'base64')
    : Buffer.from(value.StringValue ?? '', 'utf8')

/** Names, types and values count towards the size of a message. */
export const attributesSizeBytes = (attributes: MessageAttributes) =>
  Object.entries(attributes).reduce(
    (sum, [name, value]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(value.DataType) + bytesOf(value).length,
    0,
  )

/** Undefined without attributes: then there is no digest in the answer either. */
export function attributesDigest(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort()
  if (names.length === 0) return undefined
  const parts = names.flatMap((name) => {
    const value = attributes[name]!
    const transport = Buffer.from([value.DataType.startsWith('Binary') ? 2 : 1])
    return [
      ...sized(Buffer.from(name)),
      ...sized(Buffer.from(value.DataType)),
      transport,
      ...sized(bytesOf(value)),
    ]
  })
  return md5(Buffer.concat(parts))
}

function sized(bytes: Buffer): Buffer[] {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return [length, bytes]
}

/** The attributes a consumer asked for: by name, by `prefix.*`, or all (`All`, `.*`). */
export function chooseAttributes(attributes: MessageAttributes, wanted: string[]): MessageAttributes {
  const isWanted = (name: string) =>
    wanted.some(
      (one) =>
        one === 'All' ||
        one === '.*' ||
        one === name ||
        (one.endsWith('.*') && name.startsWith(one.slice(0, -2))),
    )
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)))
}
