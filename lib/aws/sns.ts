import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { calling } from './translate.ts'

const client = new SNSClient({})

/** `attributes` are what subscriptions may filter by. */
export async function publish(
  topicArn: string,
  text: string,
  attributes: Record<string, string>,
): Promise<void> {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  )
  await calling('publishing on a topic', () =>
    client.send(new PublishCommand({ TopicArn: topicArn, Message: text, MessageAttributes })),
  )
}
