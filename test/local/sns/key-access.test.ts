import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
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
