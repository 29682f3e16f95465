// A published message on its way, and the shapes in which each kind of subscriber gets it.
import type { Subscription } from './records.ts'

export interface Attribute {
  DataType: string
  StringValue?: string
  /** Base64. */
  BinaryValue?: string
}

export interface Notice {
  id: string
  topicArn: string
  message: string
  /** Other words for one protocol (`MessageStructure: json`). */
  messages?: Record<string, string>
  subject?: string
  attributes: Record<string, Attribute>
  /** Milliseconds since the epoch. */
  publishedAtMs: number
  groupId?: string
  /** These two in FIFO topics only. */
  deduplicationId?: string
  sequence?: string
}

/** Nobody holds the key of SNS here: who checks the signature learns that it is none. */
const UNSIGNED = { SignatureVersion: '1', Signature: 'bm90IHNpZ25lZCBieSB0aGUgbG9jYWwgY2xvdWQ=' }

export const messageFor = (notice: Notice, { protocol }: Subscription) =>
  notice.messages?.[protocol] ?? notice.messages?.['default'] ?? notice.message

const timestampOf = (notice: Notice) => new Date(notice.publishedAtMs).toISOString()

const attributesOf = ({ attributes }: Notice) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue ?? '' },
    ]),
  )

const urls = (endpointUrl: string, subscription: Subscription) => ({
  certificate: `${endpointUrl}/SimpleNotificationService.pem`,
  unsubscribe: `${endpointUrl}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
})

/** The body of a message in a queue, unless it is delivered raw. */
export function buildEnvelope(notice: Notice, subscription: Subscription, endpointUrl: string) {
  const { certificate, unsubscribe } = urls(endpointUrl, subscription)
  return {
    Type: 'Notification',
    MessageId: notice.id,
    ...(notice.sequence !== undefined && { SequenceNumber: notice.sequence }),
    TopicArn: notice.topicArn,
    ...(notice.subject !== undefined && { Subject: notice.subject }),
    Message: messageFor(notice, subscription),
    Timestamp: timestampOf(notice),
    ...(notice.sequence === undefined && { ...UNSIGNED, SigningCertURL: certificate }),
    UnsubscribeURL: unsubscribe,
    ...(Object.keys(notice.attributes).length > 0 && { MessageAttributes: attributesOf(notice) }),
  }
}

/** The event of a function. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function buildLambdaEvent(notice: Notice, subscription: Subscription, endpointUrl: string) {
  const { certificate, unsubscribe } = urls(endpointUrl, subscription)
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Type: 'Notification',
          MessageId: notice.id,
          TopicArn: notice.topicArn,
          Subject: notice.subject ?? null,
          Message: messageFor(notice, subscription),
          Timestamp: timestampOf(notice),
          ...UNSIGNED,
          SigningCertUrl: certificate,
          UnsubscribeUrl: unsubscribe,
          MessageAttributes: attributesOf(notice),
        },
      },
    ],
  }
}
