// Queues and topics from a template, on the real local services.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'
import { connect } from '../sqs/lab.ts'
import type { Queues } from '../sqs/lab.ts'
import { settledStack } from '../../support/settled-stack.ts'

const StackName = 'post'

let lab: Lab
let stacks: CloudFormationClient
let queues: Queues
let sns: SNSClient
beforeAll(async () => {
  lab = await openLab()
  stacks = new CloudFormationClient(lab.config)
  queues = connect(lab)
  sns = new SNSClient(lab.config)
})
afterAll(() => lab.close())

const settled = (nameOrId: string) => settledStack(stacks, nameOrId)
const input = (Resources: object) => ({ StackName, TemplateBody: JSON.stringify({ Resources }) })
const create = async (resources: object) =>
  settled((await stacks.send(new CreateStackCommand(input(resources)))).StackId!)
const update = async (resources: object) =>
  settled((await stacks.send(new UpdateStackCommand(input(resources)))).StackId!)
afterEach(async () => {
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }))
  await stacks.send(new DeleteStackCommand({ StackName }))
  await settled(Stacks![0]!.StackId!)
})
const idOf = async (LogicalResourceId: string) =>
  (await stacks.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId }))).StackResourceDetail!
    .PhysicalResourceId!

const policyFor = (topic: string) => ({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
      Condition: { ArnEquals: { 'aws:SourceArn': { Ref: topic } } },
    },
  ],
})
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] })

test('a FIFO topic feeds a FIFO queue; names end as they must', async () => {
  const fifo = { ContentBasedDeduplication: true }
  const resources = (more: object) => ({
    Orders: { Type: 'AWS::SNS::Topic', Properties: { FifoTopic: true, ...fifo } },
    Work: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, VisibilityTimeout: 60, ...more } },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [{ Ref: 'Work' }], PolicyDocument: policyFor('Orders') },
    },
    Link: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Orders' },
        Protocol: 'sqs',
        Endpoint: arnOf('Work'),
        RawMessageDelivery: true,
      },
    },
  })
  const perGroup = { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' }
  expect(await create(resources({ ...fifo, ...perGroup }))).toBe('CREATE_COMPLETE')
  const [url, TopicArn] = [await idOf('Work'), await idOf('Orders')]
  expect([url.endsWith('.fifo'), TopicArn.endsWith('.fifo')]).toEqual([true, true])
  expect(await queues.attributes(url)).toMatchObject({ FifoQueue: 'true', ...perGroup })
  await sns.send(new PublishCommand({ TopicArn, Message: 'first', MessageGroupId: 'g' }))
  await lab.cloud.activity.idle()
  expect(await queues.bodies(url)).toEqual(['first'])

  expect(await update(resources({}))).toBe('UPDATE_COMPLETE')
  expect(await queues.attributes(url)).toMatchObject({
    ContentBasedDeduplication: 'false',
    DeduplicationScope: 'queue',
    FifoThroughputLimit: 'perQueue',
  })
})

test('what leaves a subscription or a topic policy returns to what AWS sets', async () => {
  const subscription = (more: object) => ({
    Inbox: { Type: 'AWS::SQS::Queue' },
    News: { Type: 'AWS::SNS::Topic' },
    Link: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'News' }, Protocol: 'sqs', Endpoint: arnOf('Inbox'), ...more },
    },
  })
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'rekognition.amazonaws.com' }, Action: 'sns:Publish' },
  ]
  const Policy = {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: { Topics: [{ Ref: 'News' }], PolicyDocument: { Statement } },
  }
  const filter = { FilterPolicyScope: 'MessageBody', FilterPolicy: { job: { state: ['DONE'] } } }
  const RedrivePolicy = { deadLetterTargetArn: arnOf('Inbox') }
  const created = { ...subscription({ ...filter, RedrivePolicy }), Policy }
  expect(await create(created)).toBe('CREATE_COMPLETE')
  const read = async () =>
    (await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: await idOf('Link') })))
      .Attributes!
  const policy = async () =>
    (await sns.send(new GetTopicAttributesCommand({ TopicArn: await idOf('News') }))).Attributes!['Policy']
  expect(await read()).toMatchObject({
    FilterPolicyScope: 'MessageBody',
    FilterPolicy: '{"job":{"state":["DONE"]}}',
    RedrivePolicy: expect.stringContaining('Inbox'),
  })
  expect(await policy()).toContain('rekognition')

  expect(await update(subscription({}))).toBe('UPDATE_COMPLETE')
  const after = await read()
  expect([after['FilterPolicy'], after['RedrivePolicy']]).toEqual([undefined, undefined])
  expect(await policy()).toContain('__default_policy_ID')
})
