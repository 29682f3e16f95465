import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import { CreateTopicCommand, PublishCommand, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { openLab, type Lab } from '../gateway/lab.ts'

let lab: Lab
let sns: SNSClient
let kms: KMSClient
let topicArn: string
let keyArn: string
const open: { destroy(): void }[] = []

const policy = (...statements: object[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  })
const mayPublish = () => ({ Action: 'sns:Publish', Resource: topicArn })
const hasKey = (via: string) => ({
  Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
  Resource: keyArn,
  Condition: { StringEquals: { 'kms:ViaService': `${via}.us-east-1.amazonaws.com` } },
})

beforeAll(async () => {
  lab = await openLab()
  sns = new SNSClient({ ...lab.config, maxAttempts: 1 })
  kms = new KMSClient(lab.config)
  open.push(sns, kms)
  keyArn = (await kms.send(new CreateKeyCommand())).KeyMetadata!.Arn!
  const Attributes = { KmsMasterKeyId: keyArn }
  topicArn = (await sns.send(new CreateTopicCommand({ Name: 'notices', Attributes }))).TopicArn!
})
afterAll(async () => {
  open.forEach((client) => client.destroy())
  await lab.close()
})

/** Publishes as a role that may do just this. */
async function publishAs(RoleName: string, PolicyDocument: string) {
  const iam = new IAMClient(lab.config)
  const sts = new STSClient(lab.config)
  const AssumeRolePolicyDocument = policy({
    Principal: { Service: 'rekognition.amazonaws.com' },
    Action: 'sts:AssumeRole',
  })
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'tell', PolicyDocument }))
  const RoleArn = Role!.Arn!
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }))
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  }
  const client = new SNSClient({ ...lab.config, credentials, maxAttempts: 1 })
  open.push(iam, sts, client)
  return client.send(new PublishCommand({ TopicArn: topicArn, Message: 'It is over.' }))
}

test('a role publishes on an encrypted topic when it may use the key through SNS', async () => {
  const { MessageId } = await publishAs('teller', policy(mayPublish(), hasKey('sns')))
  expect(MessageId).toBeDefined()
})

test.each([
  ['without the key', () => policy(mayPublish())],
  ['with the key through another service', () => policy(mayPublish(), hasKey('s3'))],
])('a role %s does not', async (what, document) => {
  const name = what.replaceAll(' ', '-')
  await expect(publishAs(name, document())).rejects.toMatchObject({
    name: 'KMSAccessDeniedException',
    message: expect.stringMatching(/kms:GenerateDataKey on resource: arn:aws:kms/),
  })
})

test('AWS’s own key asks nothing of a role', async () => {
  const AttributeValue = 'alias/aws/sns'
  const input = { TopicArn: topicArn, AttributeName: 'KmsMasterKeyId', AttributeValue }
  await sns.send(new SetTopicAttributesCommand(input))
  expect((await publishAs('plain', policy(mayPublish()))).MessageId).toBeDefined()
})

/** What became of telling the topic, by the history of an alarm. */
async function alarm(AlarmName: string): Promise<string | undefined> {
  const client = new CloudWatchClient(lab.config)
  open.push(client)
  const metric = { Namespace: 'Test', MetricName: 'Fire', Statistic: 'Sum', Period: 60 } as const
  const rule = { ComparisonOperator: 'GreaterThanThreshold', Threshold: 1, EvaluationPeriods: 1 } as const
  const AlarmActions = [topicArn]
  await client.send(new PutMetricAlarmCommand({ AlarmName, AlarmActions, ...metric, ...rule }))
  await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'A test.' }))
  for (;;) {
    const { AlarmHistoryItems = [] } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName, HistoryItemType: 'Action' }),
    )
    if (AlarmHistoryItems[0]) return AlarmHistoryItems[0].HistorySummary
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('an alarm reaches an encrypted topic only when its key lets alarms in, and AWS’s own key does not', async () => {
  const set = (AttributeName: string, AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn: topicArn, AttributeName, AttributeValue }))
  const Principal = { Service: 'cloudwatch.amazonaws.com' }
  await set('Policy', policy({ Principal, ...mayPublish() }))
  await set('KmsMasterKeyId', 'alias/aws/sns')
  expect(await alarm('own-key')).toMatch(/^Failed/)
  await set('KmsMasterKeyId', keyArn)
  expect(await alarm('closed')).toMatch(/^Failed/)
  const manage = { Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*', Resource: '*' }
  const alarms = {
    Principal,
    Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:SourceAccount': '000000000000' },
      ArnLike: {
        'kms:EncryptionContext:aws:sns:topicArn': topicArn,
        'aws:SourceArn': 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:open*',
      },
    },
  }
  await kms.send(new PutKeyPolicyCommand({ KeyId: keyArn, Policy: policy(manage, alarms) }))
  expect(await alarm('open')).toMatch(/^Success/)
  expect(await alarm('another')).toMatch(/^Failed/)
})
