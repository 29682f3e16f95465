// A queue as a source of batches, read with the function's own role.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { Message } from '@aws-sdk/client-sqs'
import type { CloudContext } from '../runtime/context.ts'
import { queueUrl } from './queue-url.ts'

/** Entries that one request to SQS carries at most. */
const ENTRIES_LIMIT = 10

export interface SourceOptions {
  context: CloudContext
  queueArn: string
  functionName: string
  /** The role may change while the mapping stays. */
  role(): string
}

export function openSqsSource({ context, queueArn, functionName, role }: SourceOptions) {
  const QueueUrl = queueUrl(context, queueArn)
  let current: { client: SQSClient; role: string } | undefined

  const client = () => {
    const wanted = role()
    if (current?.role !== wanted) {
      current?.client.destroy()
      const credentials = context.identities.issue(wanted, functionName)
      const settings = {
        endpoint: context.endpointUrl(),
        region: context.region,
        credentials,
        maxAttempts: 1,
      }
      current = { client: new SQSClient(settings), role: wanted }
    }
    return current.client
  }
  const inPieces = async (messages: Message[], send: (entries: Entry[]) => Promise<unknown>) => {
    const entries = messages.map((message, at) => ({ Id: String(at), ReceiptHandle: message.ReceiptHandle! }))
    for (let at = 0; at < entries.length; at += ENTRIES_LIMIT)
      await send(entries.slice(at, at + ENTRIES_LIMIT))
  }

  return {
    async receive(atMost: number, waitS: number, abortSignal: AbortSignal): Promise<Message[]> {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(atMost, ENTRIES_LIMIT),
        WaitTimeSeconds: waitS,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      })
      const { Messages } = await client().send(command, { abortSignal })
      return Messages ?? []
    },
    remove: (messages: Message[]) =>
      inPieces(messages, (Entries) => client().send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))),
    /** Makes messages visible again at once. */
    giveBack: (messages: Message[]) =>
      inPieces(messages, (entries) => {
        const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 }))
        return client().send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
      }),
    close: () => current?.client.destroy(),
  }
}

interface Entry {
  Id: string
  ReceiptHandle: string
}
