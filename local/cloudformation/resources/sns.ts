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
  'FifoThroughputScope',
  'SignatureVersion',
  'TracingConfig',
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

function topicName(request: ResourceRequest<TopicProperties>): string {
  if (request.properties.TopicName !== undefined) return request.properties.TopicName
  const suffix = String(request.properties['FifoTopic']) === 'true' ? '.fifo' : ''
  return request.generateName(LONGEST_TOPIC_NAME - suffix.length) + suffix
}

export const snsTopic: ResourceProvider<TopicProperties> = {
  applies: ['TopicName', 'Subscription', 'Tags', ...TOPIC_ATTRIBUTES],
  // Subscriptions given inside the topic cannot be told apart from others later, so they replace the topic.
  createOnly: ['TopicName', 'FifoTopic', 'Subscription'],
  nameProperty: 'TopicName',
  takesStackTags: true,
  async create(request) {
    const { sns } = request.clients
    const Name = topicName(request)
    const { FifoTopic, ...rest } = textAttributes(request.properties, TOPIC_ATTRIBUTES)
    const Attributes = { ...rest, ...(FifoTopic === 'true' && { FifoTopic }) }
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

// The scope comes before the policy that is read by it.
const SUBSCRIPTION_ATTRIBUTES = ['FilterPolicyScope', 'FilterPolicy', 'RawMessageDelivery', 'RedrivePolicy']
/** What AWS sets again when a property leaves the template; the policies go. */
const SUBSCRIPTION_DEFAULTS: Record<string, string> = {
  FilterPolicyScope: 'MessageAttributes',
  RawMessageDelivery: 'false',
}

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
    const changed = SUBSCRIPTION_ATTRIBUTES.filter((name) => now[name] !== before[name])
    // A policy that goes must not be judged by the scope that comes.
    const gone = changed.filter((name) => now[name] === undefined && name === 'FilterPolicy')
    for (const AttributeName of new Set([...gone, ...changed])) {
      const AttributeValue = now[AttributeName] ?? SUBSCRIPTION_DEFAULTS[AttributeName] ?? '{}'
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

async function setTopicPolicy(
  request: ResourceRequest<TopicPolicyProperties>,
  topics: string[],
  text: string,
) {
  for (const TopicArn of topics) {
    const input = { TopicArn, AttributeName: 'Policy', AttributeValue: text }
    await request.clients.sns.send(new SetTopicAttributesCommand(input))
  }
}

const putTopicPolicy = (request: ResourceRequest<TopicPolicyProperties>) =>
  setTopicPolicy(request, request.properties.Topics, asJsonText(request.properties.PolicyDocument))

// A topic always has a policy: without one of its own it is the default, which lets nobody else in.
export const snsTopicPolicy: ResourceProvider<TopicPolicyProperties> = {
  applies: ['Topics', 'PolicyDocument'],
  required: ['Topics', 'PolicyDocument'],
  async create(request) {
    await putTopicPolicy(request)
    return { physicalId: request.generateName(128) }
  },
  async update(request) {
    await putTopicPolicy(request)
    const gone = request.previous.Topics.filter((arn) => !request.properties.Topics.includes(arn))
    await setTopicPolicy(request, gone, '')
    return { physicalId: request.physicalId }
  },
  remove: (request) =>
    unlessGone(setTopicPolicy(request, request.properties.Topics, ''), 'NotFoundException', 'NotFound'),
}
