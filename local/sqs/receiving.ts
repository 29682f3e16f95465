// ReceiveMessage: what a consumer wants to see of a message, and how long it is ready to wait.
import { AwsError } from '../runtime/aws-error.ts'
import { settingMs } from './attributes.ts'
import { invalidValue, wholeNumber } from './errors.ts'
import type { Desk, QueueOperation } from './exchange.ts'
import { createLeasing } from './leasing.ts'
import { attributesDigest, chooseAttributes, md5 } from './message-attributes.ts'
import type { MessageAttributes } from './message-attributes.ts'
import { sequenceNumber } from './message-records.ts'
import type { Message } from './message-records.ts'
import { isFifo } from './queue-records.ts'
import type { Queue } from './queue-records.ts'
import { createAttempts } from './receive-attempts.ts'
import { receiptHandle } from './receipt.ts'

interface ReceiveInput {
  QueueUrl?: string
  MaxNumberOfMessages?: number
  VisibilityTimeout?: number
  WaitTimeSeconds?: number
  /** The older name of MessageSystemAttributeNames. */
  AttributeNames?: string[]
  MessageSystemAttributeNames?: string[]
  MessageAttributeNames?: string[]
  ReceiveRequestAttemptId?: string
}

type SystemAttribute = (
  message: Message,
  system: Record<string, string>,
) => string | number | null | undefined

const SYSTEM_ATTRIBUTES: Record<string, SystemAttribute> = {
  SenderId: (_, system) => system['SenderId'],
  SentTimestamp: ({ sentAtMs }) => sentAtMs,
  ApproximateReceiveCount: ({ receiveCount }) => receiveCount,
  ApproximateFirstReceiveTimestamp: ({ firstReceivedAtMs }) => firstReceivedAtMs,
  SequenceNumber: ({ seq, deduplicationId }) => (deduplicationId === null ? null : sequenceNumber(seq)),
  MessageDeduplicationId: ({ deduplicationId }) => deduplicationId,
  MessageGroupId: ({ groupId }) => groupId,
  AWSTraceHeader: (_, system) => system['AWSTraceHeader'],
  DeadLetterQueueSourceArn: ({ sourceArn }) => sourceArn,
}

function chooseSystemAttributes(message: Message, wanted: string[]) {
  const system = JSON.parse(message.system) as Record<string, string>
  const names = wanted.includes('All') ? Object.keys(SYSTEM_ATTRIBUTES) : wanted
  const found = names.flatMap((name) => {
    const value = SYSTEM_ATTRIBUTES[name]?.(message, system)
    return value === null || value === undefined ? [] : [[name, String(value)] as const]
  })
  return Object.fromEntries(found)
}

/** A queue's attributes may be among the names, from the time when both had one list. */
function systemNames(input: ReceiveInput): string[] {
  const names = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]
  const known = new Set(['All', ...Object.keys(SYSTEM_ATTRIBUTES)])
  const unknown = names.find((name) => !known.has(name))
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`)
  return names
}

function present(message: Message, names: { system: string[]; user: string[] }) {
  const system = chooseSystemAttributes(message, names.system)
  const user = chooseAttributes(JSON.parse(message.attributes) as MessageAttributes, names.user)
  const digest = attributesDigest(user)
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle({ queue: message.queue, id: message.id, receipt: message.receipt ?? '' }),
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(digest && { MD5OfMessageAttributes: digest, MessageAttributes: user }),
  }
}

export function createReceiving(desk: Desk) {
  const { context, queues, room } = desk
  const leasing = createLeasing(desk)
  const attempts = createAttempts(desk)

  const checkAttemptId = (queue: Queue, id: string | undefined) => {
    if (id === undefined) return
    if (!isFifo(queue))
      throw invalidValue(
        'The request include parameter that is not valid for this queue type: ReceiveRequestAttemptId.',
      )
    if (!/^[\x21-\x7e]{1,128}$/.test(id)) throw invalidValue('ReceiveRequestAttemptId is invalid.')
  }

  const ReceiveMessage: QueueOperation = async (input: ReceiveInput, { gone, onLost }) => {
    const queue = queues.find(input.QueueUrl)
    const names = { system: systemNames(input), user: input.MessageAttributeNames ?? [] }
    const atMost = wholeNumber('MaxNumberOfMessages', input.MaxNumberOfMessages, [1, 10]) ?? 1
    const visibilityS = wholeNumber('VisibilityTimeout', input.VisibilityTimeout, [0, 43_200])
    const waitS = wholeNumber('WaitTimeSeconds', input.WaitTimeSeconds, [0, 20])
    const attemptId = input.ReceiveRequestAttemptId
    checkAttemptId(queue, attemptId)
    const wish = { atMost, visibilityMs: visibilityS === undefined ? undefined : visibilityS * 1000 }

    const take = (): Message[] | undefined => {
      // The queue may have been set, or deleted, while the consumer waited.
      const current = gone.aborted ? undefined : queues.peek(queue.name)
      if (!current) return undefined
      const again = attemptId === undefined ? undefined : attempts.repeat(current, attemptId, wish)
      const taken = again ?? leasing.take(current, wish)
      return taken.length > 0 ? taken : undefined
    }
    const waitMs = waitS === undefined ? settingMs(queue, 'ReceiveMessageWaitTimeSeconds') : waitS * 1000
    const untilMs = context.clock.now() + waitMs
    const taken = take() ?? (waitMs > 0 ? await room.wait(queue.name, { untilMs, gone, take }) : undefined)
    if (!taken) return {}
    onLost(() => leasing.takeBack(queue.name, taken))
    if (attemptId !== undefined) attempts.remember(queue, attemptId, taken)
    return { Messages: taken.map((message) => present(message, names)) }
  }
  return { ReceiveMessage }
}
