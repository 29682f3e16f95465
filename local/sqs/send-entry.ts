// What a producer may send.
import { settingsOf } from './attributes.ts'
import { invalidParameter, invalidValue, missingParameter, wholeNumber } from './errors.ts'
import { attributesSizeBytes, checkMessageAttributes, checkText } from './message-attributes.ts'
import type { MessageAttributes } from './message-attributes.ts'
import { isFifo } from './queue-records.ts'
import type { Queue } from './queue-records.ts'

export interface SendEntry {
  MessageBody?: string
  DelaySeconds?: number
  MessageAttributes?: MessageAttributes
  MessageSystemAttributes?: MessageAttributes
  MessageGroupId?: string
  MessageDeduplicationId?: string
}

/** Letters, digits and punctuation. */
const TOKEN = /^[\x21-\x7e]{1,128}$/
const WRONG_KIND = 'The request include parameter that is not valid for this queue type.'

/** Body and attributes. */
export const sizeBytes = (entry: SendEntry) =>
  Buffer.byteLength(entry.MessageBody ?? '') + attributesSizeBytes(entry.MessageAttributes ?? {})

/** Throws when `entry` is no message for `queue`. */
export function checkEntry(queue: Queue, entry: SendEntry) {
  if (typeof entry.MessageBody !== 'string' || entry.MessageBody === '') throw missingParameter('MessageBody')
  checkText(entry.MessageBody)
  checkMessageAttributes(entry.MessageAttributes ?? {})
  checkSystemAttributes(entry.MessageSystemAttributes ?? {})
  const longest = Number(settingsOf(queue)['MaximumMessageSize'])
  if (sizeBytes(entry) > longest)
    throw invalidValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${longest} bytes.`,
    )
  wholeNumber('DelaySeconds', entry.DelaySeconds, [0, 900])
  for (const name of ['MessageGroupId', 'MessageDeduplicationId'] as const) {
    const value = entry[name]
    if (value !== undefined && !TOKEN.test(value))
      throw invalidParameter(
        name,
        value,
        `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length`,
      )
  }
  if (isFifo(queue)) checkFifoEntry(queue, entry)
  else if (entry.MessageDeduplicationId !== undefined)
    throw invalidParameter('MessageDeduplicationId', entry.MessageDeduplicationId, WRONG_KIND)
}

function checkFifoEntry(queue: Queue, entry: SendEntry) {
  if (entry.MessageGroupId === undefined) throw missingParameter('MessageGroupId')
  if (entry.DelaySeconds) throw invalidParameter('DelaySeconds', entry.DelaySeconds, WRONG_KIND)
  if (entry.MessageDeduplicationId === undefined && queue.attributes['ContentBasedDeduplication'] !== 'true')
    throw invalidValue(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
}

function checkSystemAttributes(attributes: MessageAttributes) {
  for (const [name, { DataType }] of Object.entries(attributes)) {
    if (name !== 'AWSTraceHeader') throw invalidValue(`Message system attribute name '${name}' is invalid.`)
    if (DataType !== 'String') throw invalidValue(`The message system attribute '${name}' must be a String.`)
  }
}
