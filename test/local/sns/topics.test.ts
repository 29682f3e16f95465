// Topics and subscriptions: attributes, tags, lists, and what is refused.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as Sns from '@aws-sdk/client-sns'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

let lab: Lab
let sns: Sns.SNSClient
beforeAll(async () => {
  lab = await openLab()
  sns = new Sns.SNSClient(lab.config)
})
afterAll(() => lab.close())

const topic = async (Name: string, Attributes: Record<string, string> = {}, Tags: Sns.Tag[] = []) =>
  (await sns.send(new Sns.CreateTopicCommand({ Name, Attributes, Tags }))).TopicArn!
const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`
const subscribe = async (TopicArn: string, Endpoint: string, Attributes: Record<string, string> = {}) => {
  const command = new Sns.SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes })
  return (await sns.send(command)).SubscriptionArn!
}
const attributesOf = async (TopicArn: string) =>
  (await sns.send(new Sns.GetTopicAttributesCommand({ TopicArn }))).Attributes!
const setSubscription = (SubscriptionArn: string, AttributeName: string, AttributeValue: string) =>
  sns.send(new Sns.SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }))

test('a topic is made once and keeps what is set on it', async () => {
  const arn = await topic('alarms', { DisplayName: 'A & B', KmsMasterKeyId: 'alias/media' })
  expect(await topic('alarms')).toBe(arn)
  await expect(topic('alarms', { DisplayName: 'C' })).rejects.toThrow(
    'already exists with different attributes',
  )
  const set = (AttributeName: string, AttributeValue: string) =>
    sns.send(new Sns.SetTopicAttributesCommand({ TopicArn: arn, AttributeName, AttributeValue }))
  const Policy = '{"Statement":[]}'
  await set('Policy', Policy)
  expect(await attributesOf(arn)).toMatchObject({
    TopicArn: arn,
    Owner: '000000000000',
    DisplayName: 'A & B',
    KmsMasterKeyId: 'alias/media',
    SubscriptionsConfirmed: '0',
    Policy,
  })
  await set('Policy', '')
  expect((await attributesOf(arn))['Policy']).toContain('__default_policy_ID')
  await expect(set('Policy', 'no json')).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(set('Colour', 'red')).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await sns.send(new Sns.DeleteTopicCommand({ TopicArn: arn }))
  await expect(attributesOf(arn)).rejects.toMatchObject({ name: 'NotFoundException' })
})

test('tags are put, read and taken away', async () => {
  const ResourceArn = await topic('tagged', {}, [{ Key: 'stage', Value: 'local' }])
  await sns.send(new Sns.TagResourceCommand({ ResourceArn, Tags: [{ Key: 'team', Value: 'media' }] }))
  await sns.send(new Sns.UntagResourceCommand({ ResourceArn, TagKeys: ['stage'] }))
  const { Tags } = await sns.send(new Sns.ListTagsForResourceCommand({ ResourceArn }))
  expect(Tags).toEqual([{ Key: 'team', Value: 'media' }])
})

test('subscriptions are found again, and listed by pages', async () => {
  const arn = await topic('listed')
  const first = await subscribe(arn, queue('q-0'))
  expect(await subscribe(arn, queue('q-0'))).toBe(first)
  for (let n = 1; n < 101; n++) await subscribe(arn, queue(`q-${n}`))
  const list = (NextToken?: string) =>
    sns.send(new Sns.ListSubscriptionsByTopicCommand({ TopicArn: arn, NextToken }))
  const page = await list()
  const rest = await list(page.NextToken)
  expect([page.Subscriptions!.length, rest.Subscriptions!.length, rest.NextToken]).toEqual([
    100,
    1,
    undefined,
  ])
  expect((await attributesOf(arn))['SubscriptionsConfirmed']).toBe('101')
})

test('the attributes of a subscription are set, read, and taken away by an empty document', async () => {
  const SubscriptionArn = await subscribe(await topic('set'), queue('set'))
  const read = async () =>
    (await sns.send(new Sns.GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes!
  await setSubscription(SubscriptionArn, 'RawMessageDelivery', 'true')
  await setSubscription(SubscriptionArn, 'FilterPolicy', '{"a":["b"]}')
  expect(await read()).toMatchObject({
    Protocol: 'sqs',
    Endpoint: queue('set'),
    PendingConfirmation: 'false',
    RawMessageDelivery: 'true',
    FilterPolicy: '{"a":["b"]}',
    FilterPolicyScope: 'MessageAttributes',
  })
  await setSubscription(SubscriptionArn, 'FilterPolicy', '{}')
  expect(await read()).not.toHaveProperty('FilterPolicy')
  const nested = setSubscription(SubscriptionArn, 'FilterPolicy', '{"a":{"b":["c"]}}')
  await expect(nested).rejects.toThrow('does not support nested')
})

describe('it is refused', () => {
  test.each([
    ['http', 'http://localhost/', 'does not support subscriptions by http'],
    ['email', 'a@example.com', 'does not support subscriptions by email'],
    ['pigeon', 'roof', 'does not support this protocol string: pigeon'],
    ['sqs', 'https://sqs/queue', 'SQS endpoint ARN'],
    ['lambda', queue('q'), 'Lambda endpoint ARN'],
    ['sqs', queue('q.fifo'), 'can not be subscribed to standard SNS topics'],
  ])('to subscribe by %s %s', async (Protocol, Endpoint, reason) => {
    const TopicArn = await topic('refusing')
    const command = new Sns.SubscribeCommand({ TopicArn, Protocol, Endpoint })
    await expect(sns.send(command)).rejects.toThrow(reason)
  })

  test.each([
    [{ Message: '' }, 'Empty message'],
    [{ Message: 'x'.repeat(262_145) }, 'Message too long'],
    [{ Message: 'x', Subject: 'two\nlines' }, 'Subject'],
    [{ Message: 'x', MessageDeduplicationId: 'd' }, 'MessageDeduplicationId'],
    [{ Message: 'x', MessageStructure: 'json' }, 'failed to parse'],
    [{ Message: '{"sqs":"x"}', MessageStructure: 'json' }, 'No default entry'],
    [{ Message: 'x', PhoneNumber: '+1' }, 'phone numbers'],
  ])('to publish %j', async (message, reason) => {
    const TopicArn = await topic('refusing')
    await expect(sns.send(new Sns.PublishCommand({ TopicArn, ...message }))).rejects.toThrow(reason)
  })

  test('to publish to a FIFO topic without a group', async () => {
    const TopicArn = await topic('strict.fifo', { FifoTopic: 'true' })
    const publish = (more: object) => sns.send(new Sns.PublishCommand({ TopicArn, Message: 'x', ...more }))
    await expect(publish({})).rejects.toThrow('MessageGroupId parameter is required')
    await expect(publish({ MessageGroupId: 'g' })).rejects.toThrow('ContentBasedDeduplication')
    await expect(topic('strict', { FifoTopic: 'true' })).rejects.toThrow('Topic Name')
  })

  test('an operation that is not there', async () => {
    const command = new Sns.AddPermissionCommand({
      TopicArn: await topic('refusing'),
      Label: 'l',
      AWSAccountId: ['1'],
      ActionName: ['Publish'],
    })
    await expect(sns.send(command)).rejects.toThrow('does not support the operation AddPermission')
  })
})
