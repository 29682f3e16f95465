import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns'
import type { Tag } from '../records.ts'
import { asJsonText, tagChanges, tagList } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type {
  Document,
  Made,
  Properties,
  ResourceProvider,
  ResourceRequest,
  UpdateRequest,
} from './provider.ts'

const LONGEST_TOPIC_NAME = 256
const TOPIC_ATTRIBUTES = [
  'DisplayName',
  'KmsMasterKeyId',
  'FifoTopic',
  'ContentBasedDeduplication',
  'SignatureVersion',
]

type Subscription = Properties & { TopicArn: string; Protocol: string; Endpoint?: string }
type TopicProperties = Properties & {
  TopicName?: string
  Subscription?: Pick<Subscription, 'Protocol' | 'Endpoint'>[]
  Tags?: Tag[]
}
type TopicPolicyProperties = { Topics: string[]; PolicyDocument: Document }

const textAttributes = (properties: Properties, names: string[]): Record<string, string> =>
  Object.fromEntries(
    names
      .filter((name) => properties[name] !== undefined)
      .map((name) => [name, asJsonText(properties[name])]),
  )

async function putTopicTags(request: UpdateRequest<TopicProperties>) {
  const ResourceArn = request.physicalId
  const { gone: TagKeys, wanted } = tagChanges(request)
  const Tags = Object.entries(wanted).map(([Key, Value]) => ({ Key, Value }))
  if (TagKeys.length > 0) await request.clients.sns.send(new UntagResourceCommand({ ResourceArn, TagKeys }))
  if (Tags.length > 0) await request.clients.sns.send(new TagResourceCommand({ ResourceArn, Tags }))
}

const topicMade = (arn: string): Made => ({
  physicalId: arn,
  attributes: { TopicArn: arn, TopicName: arn.slice(arn.lastIndexOf(':') + 1) },
})

export const snsTopic: ResourceProvider<TopicProperties> = {
  applies: ['TopicName', 'Subscription', 'Tags', ...TOPIC_ATTRIBUTES],
  records: ['TracingConfig'],
  // Subscriptions given inside the topic cannot be told apart from others later, so they replace the topic.
  createOnly: ['TopicName', 'FifoTopic', 'Subscription'],
  nameProperty: 'TopicName',
  takesStackTags: true,
  async create(request) {
    const { sns } = request.clients
    const Name = request.properties.TopicName ?? request.generateName(LONGEST_TOPIC_NAME)
    const Attributes = textAttributes(request.properties, TOPIC_ATTRIBUTES)
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name, Attributes, Tags: tagList(request) }))
    request.claim(TopicArn!)
    for (const { Protocol, Endpoint } of request.properties.Subscription ?? []) {
      await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }))
    }
    return topicMade(TopicArn!)
  },
  async update(request) {
    const now = textAttributes(request.properties, TOPIC_ATTRIBUTES)
    const before = textAttributes(request.previous, TOPIC_ATTRIBUTES)
    for (const name of new Set([...Object.keys(now), ...Object.keys(before)])) {
      if (now[name] === before[name]) continue
      const AttributeValue = now[name] ?? ''
      const input = { TopicArn: request.physicalId, AttributeName: name, AttributeValue }
      await request.clients.sns.send(new SetTopicAttributesCommand(input))
    }
    await putTopicTags(request)
    return topicMade(request.physicalId)
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.sns.send(new DeleteTopicCommand({ TopicArn: physicalId })),
      'NotFoundException',
      'NotFound',
    ),
}

const SUBSCRIPTION_ATTRIBUTES = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy']

export const snsSubscription: ResourceProvider<Subscription> = {
  applies: ['TopicArn', 'Protocol', 'Endpoint', ...SUBSCRIPTION_ATTRIBUTES],
  records: ['Region'],
  required: ['TopicArn', 'Protocol'],
  createOnly: ['TopicArn', 'Protocol', 'Endpoint', 'Region'],
  async create({ clients, properties, claim }) {
    const { TopicArn, Protocol, Endpoint } = properties
    const Attributes = textAttributes(properties, SUBSCRIPTION_ATTRIBUTES)
    const { SubscriptionArn } = await clients.sns.send(
      new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true }),
    )
    claim(SubscriptionArn!)
    return { physicalId: SubscriptionArn!, attributes: { Arn: SubscriptionArn } }
  },
  async update({ clients, properties, previous, physicalId }) {
    const now = textAttributes(properties, SUBSCRIPTION_ATTRIBUTES)
    const before = textAttributes(previous, SUBSCRIPTION_ATTRIBUTES)
    for (const AttributeName of new Set([...Object.keys(now), ...Object.keys(before)])) {
      const AttributeValue = now[AttributeName] ?? (AttributeName === 'RawMessageDelivery' ? 'false' : '{}')
      if (now[AttributeName] === before[AttributeName]) continue
      const input = { SubscriptionArn: physicalId, AttributeName, AttributeValue }
      await clients.sns.send(new SetSubscriptionAttributesCommand(input))
    }
    return { physicalId, attributes: { Arn: physicalId } }
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.sns.send(new UnsubscribeCommand({ SubscriptionArn: physicalId })),
      'NotFoundException',
      'NotFound',
    ),
}

async function putTopicPolicy({ clients, properties }: ResourceRequest<TopicPolicyProperties>) {
  for (const TopicArn of properties.Topics) {
    const AttributeValue = asJsonText(properties.PolicyDocument)
    await clients.sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }),
    )
  }
}

export const snsTopicPolicy: ResourceProvider<TopicPolicyProperties> = {
  applies: ['Topics', 'PolicyDocument'],
  required: ['Topics', 'PolicyDocument'],
  async create(request) {
    await putTopicPolicy(request)
    return { physicalId: request.generateName(128) }
  },
  async update(request) {
    await putTopicPolicy(request)
    return { physicalId: request.physicalId }
  },
  // A topic always has a policy; AWS puts the owner's default back, which lets nobody else in.
  remove: async () => undefined,
}
