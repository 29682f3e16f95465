// Resource types against the real local services.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetRolePolicyCommand, IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam'
import {
  DeleteObjectCommand,
  GetBucketCorsCommand,
  GetBucketNotificationConfigurationCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { startCloud, type LocalCloud } from '../../../local/cloud.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-resources-'))
let cloud: LocalCloud
let stacks: CloudFormationClient
let config: {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}

beforeAll(async () => {
  cloud = await startCloud({ port: 0, dataDir, log: () => undefined })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  config = { endpoint: cloud.url, region: 'us-east-1', credentials }
  stacks = new CloudFormationClient(config)
})
afterAll(async () => {
  await cloud.close()
  rmSync(dataDir, { recursive: true, force: true })
})
afterEach(() => remove())

async function settled(StackName = 'shop'): Promise<string> {
  for (;;) {
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }))
    const { StackStatus = '' } = Stacks![0]!
    if (!StackStatus.endsWith('_IN_PROGRESS')) return StackStatus
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
const input = (Resources: object) => ({
  StackName: 'shop',
  Capabilities: ['CAPABILITY_NAMED_IAM' as const],
  Tags: [{ Key: 'STAGE', Value: 'local' }],
  TemplateBody: JSON.stringify({ Resources }),
})
async function create(resources: object) {
  await stacks.send(new CreateStackCommand(input(resources)))
  return settled()
}
async function update(resources: object) {
  await stacks.send(new UpdateStackCommand(input(resources)))
  return settled()
}
async function remove() {
  const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({}))
  if (Stacks.length === 0) return ''
  await stacks.send(new DeleteStackCommand({ StackName: 'shop' }))
  return settled(Stacks[0]!.StackId)
}
async function physicalId(logicalId: string) {
  const { StackResources = [] } = await stacks.send(new DescribeStackResourcesCommand({ StackName: 'shop' }))
  return StackResources.find((one) => one.LogicalResourceId === logicalId)!.PhysicalResourceId!
}
async function reasons() {
  const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName: 'shop' }))
  return StackEvents.map((event) => event.ResourceStatusReason ?? '').join('\n')
}

describe('AWS::S3::Bucket', () => {
  const bucket = (Properties: object) => ({ Media: { Type: 'AWS::S3::Bucket', Properties } })
  const bridge = { EventBridgeConfiguration: { EventBridgeEnabled: true } }

  it('gets a name of small letters, tells EventBridge, and changes its settings in place', async () => {
    const s3 = new S3Client(config)
    expect(await create(bucket({ NotificationConfiguration: bridge }))).toBe('CREATE_COMPLETE')
    const Bucket = await physicalId('Media')
    expect(Bucket).toMatch(/^shop-media-[0-9a-z]{12}$/)
    const told = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
    expect(told.EventBridgeConfiguration).toBeDefined()

    const CorsConfiguration = {
      CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'], MaxAge: '60' }],
    }
    expect(await update(bucket({ CorsConfiguration }))).toBe('UPDATE_COMPLETE')
    expect(await physicalId('Media')).toBe(Bucket)
    const { CORSRules } = await s3.send(new GetBucketCorsCommand({ Bucket }))
    expect(CORSRules).toEqual([expect.objectContaining({ MaxAgeSeconds: 60, AllowedMethods: ['GET'] })])
    const silent = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
    expect(silent.EventBridgeConfiguration).toBeUndefined()
  })

  it('is replaced when its name changes, and the old one goes', async () => {
    const s3 = new S3Client(config)
    await create(bucket({ BucketName: 'old-name' }))
    expect(await update(bucket({ BucketName: 'new-name' }))).toBe('UPDATE_COMPLETE')
    await s3.send(new HeadBucketCommand({ Bucket: 'new-name' }))
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'old-name' }))).rejects.toMatchObject({
      name: 'NotFound',
    })
  })

  it('is not deleted while it holds objects', async () => {
    const s3 = new S3Client(config)
    await create(bucket({ BucketName: 'full' }))
    await s3.send(new PutObjectCommand({ Bucket: 'full', Key: 'film.mp4', Body: 'x' }))
    expect(await remove()).toBe('DELETE_FAILED')
    expect(await reasons()).toContain('BucketNotEmpty')
    await s3.send(new DeleteObjectCommand({ Bucket: 'full', Key: 'film.mp4' }))
    expect(await remove()).toBe('DELETE_COMPLETE')
  })
})

describe('AWS::DynamoDB::Table', () => {
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' })
  const index = (IndexName: string, key: string) => ({
    IndexName,
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  })
  const table = (indexes: object[], attributes: string[]) => ({
    Orders: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', ...attributes].map(attribute),
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        GlobalSecondaryIndexes: indexes,
      },
    },
  })
  it('keeps its indexes, and returns to what it was when an update cannot be carried out', async () => {
    const dynamodb = new DynamoDBClient(config)
    expect(await create(table([index('by-a', 'a')], ['a']))).toBe('CREATE_COMPLETE')
    const TableName = await physicalId('Orders')
    expect(await update(table([index('by-a', 'b')], ['b']))).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(await reasons()).toContain("Cannot update GSI's properties")
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }))
    expect(Table!.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'by-a', IndexStatus: 'ACTIVE' }])
  })

  it('gets or loses one index in an update, no two, as on AWS', async () => {
    await create(table([index('by-a', 'a')], ['a']))
    expect(await update(table([index('by-b', 'b')], ['b']))).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(await reasons()).toContain(
      'Cannot perform more than one GSI creation or deletion in a single update',
    )
    expect(await update(table([index('by-a', 'a'), index('by-b', 'b')], ['a', 'b']))).toBe('UPDATE_COMPLETE')
    expect(await update(table([index('by-b', 'b')], ['b']))).toBe('UPDATE_COMPLETE')
  })

  it('gets another index or says clearly why not', async () => {
    const dynamodb = new DynamoDBClient(config)
    await create(table([index('by-a', 'a')], ['a']))
    const TableName = await physicalId('Orders')
    const status = await update(table([index('by-a', 'a'), index('by-b', 'b')], ['a', 'b']))
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }))
    const names = Table!.GlobalSecondaryIndexes!.map((one) => one.IndexName).sort()
    const said = (await reasons()).includes('did not change the index by-b of the table')
    expect({ status, names, said }).toEqual(
      status === 'UPDATE_COMPLETE'
        ? { status, names: ['by-a', 'by-b'], said: false }
        : { status: 'UPDATE_ROLLBACK_COMPLETE', names: ['by-a'], said: true },
    )
  })
})

describe('AWS::SQS::Queue', () => {
  const queues = (Properties: object) => ({
    Inbox: { Type: 'AWS::SQS::Queue', Properties },
    Dead: { Type: 'AWS::SQS::Queue' },
  })
  const redrive = { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: '3' }

  it('has its dead-letter queue; what leaves the template returns to the default', async () => {
    const sqs = new SQSClient(config)
    await create(queues({ VisibilityTimeout: '90', RedrivePolicy: redrive }))
    const QueueUrl = await physicalId('Inbox')
    const read = async () =>
      (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes!
    expect(await read()).toMatchObject({
      VisibilityTimeout: '90',
      RedrivePolicy: expect.stringContaining('shop-Dead-'),
    })
    expect(await update(queues({ RedrivePolicy: redrive }))).toBe('UPDATE_COMPLETE')
    expect((await read())['VisibilityTimeout']).toBe('30')
    expect(await physicalId('Inbox')).toBe(QueueUrl)
  })
})

describe('AWS::IAM', () => {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  }
  const document = (Action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  })
  const resources = (action: string, attached: unknown[]) => ({
    Reader: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'reader',
        AssumeRolePolicyDocument: trust,
        ManagedPolicyArns: attached,
        Policies: [{ PolicyName: 'inline', PolicyDocument: document(action) }],
      },
    },
    Shared: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(action) } },
  })
  it('writes, changes and removes policies of a role', async () => {
    const iam = new IAMClient(config)
    const RoleName = 'reader'
    expect(await create(resources('s3:GetObject', [{ Ref: 'Shared' }]))).toBe('CREATE_COMPLETE')
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
    expect(attached.AttachedPolicies).toHaveLength(1)
    expect(await update(resources('s3:PutObject', []))).toBe('UPDATE_COMPLETE')
    const inline = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'inline' }))
    expect(decodeURIComponent(inline.PolicyDocument!)).toContain('s3:PutObject')
    const detached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
    expect(detached.AttachedPolicies ?? []).toEqual([])
    expect(await remove()).toBe('DELETE_COMPLETE')
  })
})

describe('a type that is recorded only', () => {
  it('says so in its event and gives values to refer to', async () => {
    const Query = { Type: 'AWS::Logs::QueryDefinition', Properties: { Name: 'errors' } }
    const TopicName = { 'Fn::Join': ['-', ['query', { Ref: 'Query' }]] }
    expect(await create({ Query, Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName } } })).toBe(
      'CREATE_COMPLETE',
    )
    expect(await reasons()).toContain(
      'recorded, not carried out by the local cloud: it changes nothing that runs',
    )
    expect(await physicalId('Topic')).toMatch(/:query-[0-9a-f]{14}$/)
  })
})
