// SendMessage: the way of a message into the queue.
import { createHash, randomUUID } from 'node:crypto'
import { AwsError } from '../runtime/aws-error.ts'
import type { Call } from '../runtime/service.ts'
import { settingMs } from './attributes.ts'
import { checkBatch, runBatch } from './batch.ts'
import type { BatchEntry } from './batch.ts'
import { createDeduplication } from './deduplication.ts'
import type { Desk, QueueOperation } from './exchange.ts'
import { attributesDigest, md5 } from './message-attributes.ts'
import { sequenceNumber } from './message-records.ts'
import type { NewMessage } from './message-records.ts'
import { isFifo } from './queue-records.ts'
import type { Queue } from './queue-records.ts'
import { checkEntry, sizeBytes } from './send-entry.ts'
import type { SendEntry } from './send-entry.ts'
import { senderId } from './sender.ts'

const MOST_BATCH_BYTES = 1_048_576

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

function systemOf({ MessageSystemAttributes = {} }: SendEntry, SenderId: string): string {
  const trace = MessageSystemAttributes['AWSTraceHeader']?.StringValue
  return JSON.stringify({ SenderId, ...(trace && { AWSTraceHeader: trace }) })
}

function digestsOf(body: string, { MessageAttributes = {}, MessageSystemAttributes = {} }: SendEntry) {
  const ofAttributes = attributesDigest(MessageAttributes)
  const ofSystem = attributesDigest(MessageSystemAttributes)
  return {
    MD5OfMessageBody: md5(body),
    ...(ofAttributes && { MD5OfMessageAttributes: ofAttributes }),
    ...(ofSystem && { MD5OfMessageSystemAttributes: ofSystem }),
  }
}

export function createSending({ context, db, queues, messages, room }: Desk) {
  const deduplication = createDeduplication(db)

  const draft = (queue: Queue, entry: SendEntry, call: Call): NewMessage => {
    const body = entry.MessageBody!
    const nowMs = context.clock.now()
    const { DelaySeconds: delayS, MessageAttributes: attributes = {} } = entry
    const delayMs = delayS === undefined ? settingMs(queue, 'DelaySeconds') : delayS * 1000
    return {
      queue: queue.name,
      id: randomUUID(),
      body,
      attributes: JSON.stringify(attributes),
      system: systemOf(entry, senderId(call.caller, context.accountId)),
      groupId: entry.MessageGroupId ?? null,
      deduplicationId: isFifo(queue) ? (entry.MessageDeduplicationId ?? sha256(body)) : null,
      sentAtMs: nowMs,
      visibleAtMs: nowMs + delayMs,
    }
  }

  // A message that was sent before, within five minutes, is answered for but not added again.
  const add = (queue: Queue, message: NewMessage) => {
    const key = deduplication.keyOf(queue, message)
    if (key === undefined) return { messageId: message.id, seq: messages.add(message) }
    const known = deduplication.find(queue, key, message.sentAtMs)
    if (known) return known
    const { id: messageId, sentAtMs } = message
    const fresh = { key, messageId, seq: messages.add(message), sentAtMs }
    deduplication.remember(queue, fresh)
    return fresh
  }

  const put = (queue: Queue, entry: SendEntry, call: Call) => {
    checkEntry(queue, entry)
    const message = draft(queue, entry, call)
    const { messageId, seq } = add(queue, message)
    return {
      MessageId: messageId,
      ...digestsOf(message.body, entry),
      ...(isFifo(queue) && { SequenceNumber: sequenceNumber(seq) }),
    }
  }

  const SendMessage: QueueOperation = (input: SendEntry & { QueueUrl?: string }, { call }) => {
    const queue = queues.find(input.QueueUrl)
    const sent = db.transaction(() => put(queue, input, call))
    room.changed(queue.name)
    return sent
  }

  const SendMessageBatch: QueueOperation = (
    input: { QueueUrl?: string; Entries?: (SendEntry & BatchEntry)[] },
    { call },
  ) => {
    const queue = queues.find(input.QueueUrl)
    const entries = checkBatch(input.Entries, 'SendMessageBatch')
    const bytes = entries.reduce((sum, entry) => sum + sizeBytes(entry), 0)
    if (bytes > MOST_BATCH_BYTES)
      throw new AwsError(
        'BatchRequestTooLong',
        `Batch requests cannot be longer than ${MOST_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
      )
    const answer = db.transaction(() => runBatch(entries, (entry) => put(queue, entry, call)))
    room.changed(queue.name)
    return answer
  }

  return { SendMessage, SendMessageBatch }
}
