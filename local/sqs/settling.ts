// What a consumer does with a message it holds: deletes it, or changes how long it stays hidden.
import { AwsError } from '../runtime/aws-error.ts'
import { checkBatch, runBatch } from './batch.ts'
import type { BatchEntry } from './batch.ts'
import { invalidParameter, missingParameter, wholeNumber } from './errors.ts'
import type { Desk, QueueOperation } from './exchange.ts'
import { isFifo } from './queue-records.ts'
import type { Queue } from './queue-records.ts'
import { readReceipt } from './receipt.ts'

interface Held {
  ReceiptHandle?: string
}
interface Change extends Held {
  VisibilityTimeout?: number
}
type One<T> = T & { QueueUrl?: string }
interface Many<T> {
  QueueUrl?: string
  Entries?: (T & BatchEntry)[]
}

/** From the receive on. */
const LONGEST_LEASE_MS = 12 * 3600_000

export function createSettling({ context, db, queues, messages, room }: Desk) {
  // Deleting twice, or with a handle that a later receive has overtaken, changes nothing and is no error.
  const remove = (queue: Queue, { ReceiptHandle }: Held) => {
    const { id, receipt } = readReceipt(queue.name, ReceiptHandle)
    const message = messages.find(queue.name, id)
    if (!message || message.receipt !== receipt) return
    if (isFifo(queue) && message.visibleAtMs <= context.clock.now())
      throw invalidParameter('ReceiptHandle', ReceiptHandle, 'The receipt handle has expired.')
    messages.remove(message.seq)
  }

  const hide = (queue: Queue, { ReceiptHandle, VisibilityTimeout }: Change) => {
    const { id, receipt } = readReceipt(queue.name, ReceiptHandle)
    const seconds = wholeNumber('VisibilityTimeout', VisibilityTimeout, [0, 43_200])
    if (seconds === undefined) throw missingParameter('VisibilityTimeout')
    const message = messages.find(queue.name, id)
    if (!message || message.receipt !== receipt)
      throw invalidParameter(
        'ReceiptHandle',
        ReceiptHandle,
        'Message does not exist or is not available for visibility timeout change.',
      )
    const nowMs = context.clock.now()
    if (message.visibleAtMs <= nowMs)
      throw new AwsError('MessageNotInflight', `The message ${id} is not in flight.`)
    if (nowMs + seconds * 1000 - (message.receivedAtMs ?? nowMs) > LONGEST_LEASE_MS)
      throw invalidParameter(
        'VisibilityTimeout',
        seconds,
        'Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
      )
    messages.hide(message.seq, nowMs + seconds * 1000)
  }

  const one =
    <T>(work: (queue: Queue, entry: T) => void): QueueOperation =>
    (input: One<T>) => {
      const queue = queues.find(input.QueueUrl)
      work(queue, input)
      room.changed(queue.name)
    }
  const many =
    <T>(what: string, work: (queue: Queue, entry: T) => void): QueueOperation =>
    (input: Many<T>) => {
      const queue = queues.find(input.QueueUrl)
      const entries = checkBatch(input.Entries, what)
      const answer = db.transaction(() => runBatch(entries, (entry) => work(queue, entry)))
      room.changed(queue.name)
      return answer
    }

  return {
    DeleteMessage: one(remove),
    DeleteMessageBatch: many('DeleteMessageBatch', remove),
    ChangeMessageVisibility: one(hide),
    ChangeMessageVisibilityBatch: many('ChangeMessageVisibilityBatch', hide),
  }
}
