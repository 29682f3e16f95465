// SQS, SNS and EventBridge: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html,
// list_amazonsns.html, list_amazoneventbridge.html
import { arnIn, arnOr, onResource } from './need-table.ts'
import type { NeedTable, Place } from './need-table.ts'

const queueArn = ({ QueueUrl, QueueName }: Record<string, unknown>, place: Place) =>
  arnIn(place, 'sqs', String(QueueName ?? QueueUrl).replace(/^.*\//, ''))

const onQueue = (operation: string, action = operation): NeedTable => ({
  [operation]: (input: Record<string, unknown>, place) => ({
    action: `sqs:${action}`,
    resource: queueArn(input, place),
  }),
})

export const sqsNeeds: NeedTable = {
  ...onResource(
    'sqs',
    [
      ...['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'PurgeQueue'],
      ...['GetQueueUrl', 'GetQueueAttributes', 'SetQueueAttributes', 'ListQueueTags'],
    ],
    queueArn,
  ),
  // There is no permission for batches: the one for a single message counts.
  ...onQueue('SendMessageBatch', 'SendMessage'),
  ...onQueue('DeleteMessageBatch', 'DeleteMessage'),
  ...onQueue('ChangeMessageVisibilityBatch', 'ChangeMessageVisibility'),
}

type Publication = { TopicArn?: string; TargetArn?: string }
const publish = ({ TopicArn, TargetArn }: Publication) => ({
  action: 'sns:Publish',
  resource: String(TopicArn ?? TargetArn),
})

export const snsNeeds: NeedTable = {
  ...onResource(
    'sns',
    ['Subscribe', 'GetTopicAttributes', 'SetTopicAttributes', 'ListSubscriptionsByTopic'],
    ({ TopicArn }) => String(TopicArn),
  ),
  Publish: publish,
  PublishBatch: publish,
}

type Rule = { Name?: string; Rule?: string; EventBusName?: string }
type Entry = { EventBusName?: string; Source?: string; DetailType?: string }

/** Rules of the default bus leave its name out of their ARN. */
function ruleArn({ Name, Rule, EventBusName = 'default' }: Rule, place: Place) {
  const bus = EventBusName.replace(/^.*\//, '')
  return arnIn(place, 'events', `rule/${bus === 'default' ? '' : `${bus}/`}${Name ?? Rule}`)
}

export const eventsNeeds: NeedTable = {
  PutEvents: ({ Entries = [] }: { Entries?: Entry[] }, place) =>
    Entries.map(({ EventBusName = 'default', Source, DetailType }) => ({
      action: 'events:PutEvents',
      resource: arnOr(place, 'events', 'event-bus/')(EventBusName),
      keys: { 'events:source': Source, 'events:detail-type': DetailType },
    })),
  ...onResource(
    'events',
    ['PutRule', 'DescribeRule', 'DeleteRule', 'PutTargets', 'RemoveTargets', 'EnableRule', 'DisableRule'],
    (input, place) => ruleArn(input, place),
  ),
}
