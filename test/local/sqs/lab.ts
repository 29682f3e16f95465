// Queues as tests use them: the real client, in few words.
import * as Sqs from '@aws-sdk/client-sqs'
import type { Message, ReceiveMessageCommandInput, SendMessageCommandInput } from '@aws-sdk/client-sqs'
import type { Lab } from '../gateway/lab.ts'

export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`

export function connect(lab: Lab) {
  const client = new Sqs.SQSClient({ ...lab.config, maxAttempts: 1 })
  const receive = async (QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}) => {
    const command = new Sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more })
    return (await client.send(command)).Messages ?? []
  }
  return {
    client,
    receive,
    create: async (QueueName: string, Attributes: Record<string, string> = {}) =>
      (await client.send(new Sqs.CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!,
    send: (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
      client.send(new Sqs.SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    bodies: async (QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}) =>
      (await receive(QueueUrl, more)).map(({ Body }) => Body),
    hide: (QueueUrl: string, { ReceiptHandle }: Message, VisibilityTimeout: number) =>
      client.send(new Sqs.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout })),
    remove: (QueueUrl: string, { ReceiptHandle }: Message) =>
      client.send(new Sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
    deleteQueue: (QueueUrl: string) => client.send(new Sqs.DeleteQueueCommand({ QueueUrl })),
    attributes: async (QueueUrl: string) =>
      (await client.send(new Sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })))
        .Attributes!,
  }
}

export type Queues = ReturnType<typeof connect>

export async function advance(lab: Lab, byMs: number) {
  const body = JSON.stringify({ advanceMs: byMs })
  const answer = await fetch(`${lab.cloud.url}/_reelgate/clock`, { method: 'POST', body })
  if (!answer.ok) throw new Error(await answer.text())
}
