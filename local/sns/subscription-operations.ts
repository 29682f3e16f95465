// Subscriptions of queues and functions. Both are of this account, so they need no confirmation.
import { randomUUID } from 'node:crypto'
import { notSupported } from '../runtime/aws-error.ts'
import type { Call } from '../runtime/service.ts'
import { findTopic, page } from './desk.ts'
import type { Operation } from '../runtime/service.ts'
import type { Desk } from './desk.ts'
import { invalid, notFound } from './errors.ts'
import { checkSubscriptionAttributes, laySubscriptionAttributes } from './subscription-attributes.ts'
import { isFifo } from './records.ts'
import type { Subscription, Topic } from './records.ts'
import { XmlMap } from './wire.ts'

const ENDPOINTS = {
  sqs: /^arn:aws[a-z-]*:sqs:[^:]+:\d{12}:[A-Za-z0-9_-]+(\.fifo)?$/,
  lambda: /^arn:aws[a-z-]*:lambda:[^:]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$/,
}
const OTHER_PROTOCOLS = ['http', 'https', 'email', 'email-json', 'sms', 'application', 'firehose']

function checkEndpoint(
  topic: Topic,
  protocol: string,
  endpoint: string,
): asserts protocol is Subscription['protocol'] {
  if (OTHER_PROTOCOLS.includes(protocol))
    throw notSupported('sns', `subscriptions by ${protocol}; only sqs and lambda`)
  if (protocol !== 'sqs' && protocol !== 'lambda')
    throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`)
  if (!ENDPOINTS[protocol].test(endpoint))
    throw invalid(protocol === 'sqs' ? 'SQS endpoint ARN' : 'Lambda endpoint ARN')
  if (isFifo(topic) && protocol === 'lambda')
    throw invalid('Endpoint Reason: Only SQS queues can be subscribed to FIFO topics')
  if (!isFifo(topic) && endpoint.endsWith('.fifo'))
    throw invalid('Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics')
}

export function createSubscriptionOperations({ context, records }: Desk) {
  const find = (arn: string | undefined) => {
    if (!arn) throw invalid('SubscriptionArn')
    const subscription = records.subscription(arn)
    if (!subscription) throw notFound('Subscription')
    return subscription
  }
  const present = (one: Subscription) => ({
    SubscriptionArn: one.arn,
    Owner: context.accountId,
    Protocol: one.protocol,
    Endpoint: one.endpoint,
    TopicArn: one.topicArn,
  })

  const Subscribe: Operation = (
    input: { TopicArn?: string; Protocol?: string; Endpoint?: string; Attributes?: Record<string, string> },
    call: Call,
  ) => {
    const topic = findTopic({ records }, input.TopicArn)
    const { Protocol: protocol = '', Endpoint: endpoint = '' } = input
    checkEndpoint(topic, protocol, endpoint)
    const attributes = laySubscriptionAttributes({}, input.Attributes ?? {})
    checkSubscriptionAttributes(attributes, protocol)
    const same = records
      .subscriptionsOf(topic.arn)
      .find((one) => one.protocol === protocol && one.endpoint === endpoint)
    if (same && Object.keys(attributes).some((name) => attributes[name] !== same.attributes[name]))
      throw invalid('Attributes Reason: Subscription already exists with different attributes')
    if (same) return { SubscriptionArn: same.arn }
    const arn = `${topic.arn}:${randomUUID()}`
    const principal = call.caller.roleArn ?? call.caller.arn
    records.saveSubscription({ arn, topicArn: topic.arn, protocol, endpoint, principal, attributes })
    return { SubscriptionArn: arn }
  }

  const Unsubscribe: Operation = (input: { SubscriptionArn?: string }) => {
    if (!input.SubscriptionArn) throw invalid('SubscriptionArn')
    records.removeSubscription(input.SubscriptionArn)
  }

  const ListSubscriptions: Operation = (input: { NextToken?: string }) => {
    const { items, NextToken } = page(records.subscriptions(), input.NextToken)
    return { Subscriptions: items.map(present), NextToken }
  }

  const ListSubscriptionsByTopic: Operation = (input: { TopicArn?: string; NextToken?: string }) => {
    const topic = findTopic({ records }, input.TopicArn)
    const { items, NextToken } = page(records.subscriptionsOf(topic.arn), input.NextToken)
    return { Subscriptions: items.map(present), NextToken }
  }

  const GetSubscriptionAttributes: Operation = (input: { SubscriptionArn?: string }) => {
    const one = find(input.SubscriptionArn)
    return {
      Attributes: new XmlMap({
        ...present(one),
        SubscriptionPrincipal: one.principal,
        ConfirmationWasAuthenticated: 'true',
        PendingConfirmation: 'false',
        RawMessageDelivery: 'false',
        ...(one.attributes['FilterPolicy'] && { FilterPolicyScope: 'MessageAttributes' }),
        ...one.attributes,
      }),
    }
  }

  const SetSubscriptionAttributes: Operation = (input: {
    SubscriptionArn?: string
    AttributeName?: string
    AttributeValue?: string
  }) => {
    const one = find(input.SubscriptionArn)
    const change = { [input.AttributeName ?? '']: input.AttributeValue ?? '' }
    const attributes = laySubscriptionAttributes(one.attributes, change)
    checkSubscriptionAttributes(attributes, one.protocol)
    records.saveSubscription({ ...one, attributes })
  }

  return {
    Subscribe,
    Unsubscribe,
    ListSubscriptions,
    ListSubscriptionsByTopic,
    GetSubscriptionAttributes,
    SetSubscriptionAttributes,
  }
}
