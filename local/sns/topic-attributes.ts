// What can be set on a topic, and what is read of it.
import { invalid } from './errors.ts'
import { isFifo } from './records.ts'
import type { Topic } from './records.ts'

const PLAIN = [
  'DisplayName',
  'DeliveryPolicy',
  'KmsMasterKeyId',
  'Policy',
  'SignatureVersion',
  'TracingConfig',
]
const FIFO_ONLY = ['ContentBasedDeduplication', 'FifoThroughputScope']
/** Roles and rates of delivery logs, which are kept only. */
const FEEDBACK =
  /^(HTTP|Firehose|Lambda|Application|SQS)(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)$/

const DOCUMENTS = ['Policy', 'DeliveryPolicy']
const FLAGS = ['ContentBasedDeduplication']
const CHOICES: Record<string, string[]> = {
  FifoThroughputScope: ['Topic', 'MessageGroup'],
  SignatureVersion: ['1', '2'],
  TracingConfig: ['PassThrough', 'Active'],
}

/** The attribute as it is kept; throws InvalidParameter. */
export function checkTopicAttribute(name: string, value: string, { fifo }: { fifo: boolean }): string {
  const isKnown = PLAIN.includes(name) || FEEDBACK.test(name) || (fifo && FIFO_ONLY.includes(name))
  if (!isKnown) throw invalid(`AttributeName: ${name}`)
  if (value === '') return value
  if (DOCUMENTS.includes(name)) checkDocument(name, value)
  if (FLAGS.includes(name) && !['true', 'false'].includes(value))
    throw invalid(`${name}: must be true or false`)
  if (CHOICES[name] && !CHOICES[name].includes(value))
    throw invalid(`${name}: must be one of ${CHOICES[name].join(', ')}`)
  return value
}

function checkDocument(name: string, text: string) {
  try {
    const document: unknown = JSON.parse(text)
    if (typeof document === 'object' && document !== null) return
  } catch {
    // Falls through to the refusal.
  }
  throw invalid(`${name}: it is no JSON object`)
}

const OWNERS_ACTIONS = [
  'SNS:GetTopicAttributes',
  'SNS:SetTopicAttributes',
  'SNS:AddPermission',
  'SNS:RemovePermission',
  'SNS:DeleteTopic',
  'SNS:Subscribe',
  'SNS:ListSubscriptionsByTopic',
  'SNS:Publish',
]

/** Only the owner's account may do anything. */
const defaultPolicy = (arn: string, accountId: string) =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: OWNERS_ACTIONS,
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  })

export function topicAttributes(
  topic: Topic,
  accountId: string,
  subscriptions: number,
): Record<string, string> {
  return {
    TopicArn: topic.arn,
    Owner: accountId,
    Policy: defaultPolicy(topic.arn, accountId),
    DisplayName: '',
    SubscriptionsConfirmed: String(subscriptions),
    SubscriptionsPending: '0',
    SubscriptionsDeleted: '0',
    ...(isFifo(topic) && {
      FifoTopic: 'true',
      ContentBasedDeduplication: 'false',
      FifoThroughputScope: 'MessageGroup',
    }),
    ...topic.attributes,
  }
}
