// Hands a notice to a queue or a function, in the name of SNS for the topic: their own policies decide.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { MessageAttributeValue } from '@aws-sdk/client-sqs'
import type { CloudContext } from '../runtime/context.ts'
import { buildEnvelope, buildLambdaEvent, messageFor } from './notice.ts'
import type { Notice } from './notice.ts'
import type { Subscription } from './records.ts'
import { deadLetterQueueOf } from './subscription-attributes.ts'

const SNS = 'sns.amazonaws.com'
const MOST_QUEUE_ATTRIBUTES = 10

interface Clients {
  sqs: SQSClient
  lambda: LambdaClient
}

/** A refusal that trying again cannot mend. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
}

interface SdkError extends Error {
  $metadata?: { httpStatusCode?: number }
}

/** Throttling, server errors and broken connections pass; every other refusal stays a refusal. */
export function isPermanent(error: unknown): boolean {
  if (error instanceof RefusedError) return true
  const { name, $metadata } = error as SdkError
  const status = $metadata?.httpStatusCode
  if (status === undefined || status === 429 || /throttl|toomanyrequests|limitexceeded/i.test(name))
    return false
  return status < 500 || status === 501
}

export function createSubscribers(context: CloudContext) {
  const made = new Map<string, Clients>()
  const clientsFor = (topicArn: string): Clients => {
    const known = made.get(topicArn)
    if (known) return known
    const settings = {
      endpoint: context.endpointUrl(),
      region: context.region,
      credentials: context.identities.issueService(SNS, topicArn),
      // Trying again is the delivery's own policy.
      maxAttempts: 1,
    }
    const clients = { sqs: new SQSClient(settings), lambda: new LambdaClient(settings) }
    made.set(topicArn, clients)
    return clients
  }

  const sendToQueue = (queueArn: string, notice: Notice, subscription: Subscription) => {
    const [, , , , account, name = ''] = queueArn.split(':')
    const isRaw = subscription.attributes['RawMessageDelivery'] === 'true'
    const attributes = isRaw ? rawAttributes(notice) : {}
    if (Object.keys(attributes).length > MOST_QUEUE_ATTRIBUTES)
      throw new RefusedError('A raw message for a queue has at most 10 attributes.')
    const envelope = () => JSON.stringify(buildEnvelope(notice, subscription, context.endpointUrl()))
    return clientsFor(notice.topicArn).sqs.send(
      new SendMessageCommand({
        QueueUrl: `${context.endpointUrl()}/${account}/${name}`,
        MessageBody: isRaw ? messageFor(notice, subscription) : envelope(),
        ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
        ...(notice.groupId !== undefined && { MessageGroupId: notice.groupId }),
        ...(name.endsWith('.fifo') && { MessageDeduplicationId: notice.deduplicationId }),
      }),
    )
  }
  const invoke = (notice: Notice, subscription: Subscription) => {
    const event = buildLambdaEvent(notice, subscription, context.endpointUrl())
    return clientsFor(notice.topicArn).lambda.send(
      new InvokeCommand({
        FunctionName: subscription.endpoint,
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    )
  }

  return {
    async send(notice: Notice, subscription: Subscription): Promise<void> {
      if (subscription.protocol === 'sqs') await sendToQueue(subscription.endpoint, notice, subscription)
      else await invoke(notice, subscription)
    },
    /** False when the subscription has no dead-letter queue. */
    async bury(notice: Notice, subscription: Subscription): Promise<boolean> {
      const queueArn = deadLetterQueueOf(subscription.attributes)
      if (queueArn === undefined) return false
      await sendToQueue(queueArn, notice, subscription)
      return true
    },
    destroy() {
      for (const { sqs, lambda } of made.values()) {
        sqs.destroy()
        lambda.destroy()
      }
    },
  }
}

export type Subscribers = ReturnType<typeof createSubscribers>

const rawAttributes = ({ attributes }: Notice): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      BinaryValue === undefined
        ? { DataType, StringValue }
        : { DataType, BinaryValue: Buffer.from(BinaryValue, 'base64') },
    ]),
  )
