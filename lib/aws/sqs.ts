import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { InvalidInputError, ProviderUnavailableError } from '../errors.ts'
import { calling } from './translate.ts'

const client = new SQSClient({})

export interface ReceivedMessage {
  body: string
  receiptHandle: string
}

export async function sendMessage(queueUrl: string, body: object, delaySeconds = 0): Promise<void> {
  const command = { QueueUrl: queueUrl, MessageBody: JSON.stringify(body), DelaySeconds: delaySeconds }
  await calling('sending a message', () => client.send(new SendMessageCommand(command)))
}

/**
 * At most ten, by one call.
 * @throws ProviderUnavailableError when the queue refuses some of them: SendMessageBatch answers 200 for that
 */
export async function sendMessages(queueUrl: string, bodies: object[]): Promise<void> {
  const entries = bodies.map((body, index) => ({ Id: String(index), MessageBody: JSON.stringify(body) }))
  const { Failed } = await calling('sending messages', () =>
    client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries })),
  )
  const failure = Failed?.[0]
  if (failure) throw new ProviderUnavailableError(`sending messages: ${failure.Code}: ${failure.Message}`)
}

/** To a standard queue that hands messages of all groups out in turn, however many one of them has. */
export async function sendInGroup(queueUrl: string, body: object, groupId: string): Promise<void> {
  const command = { QueueUrl: queueUrl, MessageBody: JSON.stringify(body), MessageGroupId: groupId }
  await calling('sending a message', () => client.send(new SendMessageCommand(command)))
}

/** Where a message of a FIFO queue stands, and by what a second sending of it is known. */
export interface FifoPlace {
  groupId: string
  deduplicationId: string
}

export async function sendToFifo(queueUrl: string, text: string, place: FifoPlace): Promise<void> {
  await calling('sending a message', () =>
    client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: text,
        MessageGroupId: place.groupId,
        MessageDeduplicationId: place.deduplicationId,
      }),
    ),
  )
}

/** Messages that wait or are being worked on; SQS counts approximately. */
export async function countMessages(queueUrl: string): Promise<number> {
  const { Attributes } = await calling('counting messages', () =>
    client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    ),
  )
  return Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0)
}

/** At most one message, at once; it stays hidden from others for `hiddenSeconds`. */
export async function receiveMessage(
  queueUrl: string,
  hiddenSeconds: number,
): Promise<ReceivedMessage | undefined> {
  const { Messages } = await calling('receiving a message', () =>
    client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 1,
        VisibilityTimeout: hiddenSeconds,
        WaitTimeSeconds: 0,
      }),
    ),
  )
  const [message] = Messages ?? []
  return message && { body: message.Body ?? '', receiptHandle: message.ReceiptHandle ?? '' }
}

/** A message whose receipt has run out belongs to nobody in particular: false. */
async function withReceipt(doing: string, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await calling(doing, call)
    return true
  } catch (error) {
    if (error instanceof InvalidInputError) return false
    throw error
  }
}

/** @returns whether the receipt was still good */
export function hideMessage(queueUrl: string, receiptHandle: string, hiddenSeconds: number) {
  const command = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: hiddenSeconds }
  return withReceipt('hiding a message', () => client.send(new ChangeMessageVisibilityCommand(command)))
}

/** @returns whether the receipt was still good */
export function deleteMessage(queueUrl: string, receiptHandle: string) {
  const command = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle }
  return withReceipt('deleting a message', () => client.send(new DeleteMessageCommand(command)))
}
