// A key, its name, and a bucket that is encrypted with it and tells who came.
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms'
import { GetBucketEncryptionCommand, GetBucketLoggingCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCloud, type LocalCloud } from '../../../local/cloud.ts'
import { settledStack } from '../../support/settled-stack.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-keys-'))
const StackName = 'vault'
let cloud: LocalCloud
let stacks: CloudFormationClient
let kms: KMSClient
let s3: S3Client

beforeAll(async () => {
  cloud = await startCloud({ port: 0, dataDir, log: () => undefined })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const config = { endpoint: cloud.url, region: 'us-east-1', credentials }
  stacks = new CloudFormationClient(config)
  kms = new KMSClient(config)
  s3 = new S3Client({ ...config, forcePathStyle: true })
})
afterAll(async () => {
  for (const client of [stacks, kms, s3]) client.destroy()
  await cloud.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const template = (actions: string[], days: number) =>
  JSON.stringify({
    Resources: {
      Key: {
        Type: 'AWS::KMS::Key',
        Properties: {
          Description: 'Films',
          EnableKeyRotation: true,
          RotationPeriodInDays: days,
          PendingWindowInDays: 7,
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } },
                Action: ['kms:PutKeyPolicy', ...actions],
                Resource: '*',
              },
            ],
          },
        },
      },
      Name: {
        Type: 'AWS::KMS::Alias',
        Properties: { AliasName: 'alias/films', TargetKeyId: { Ref: 'Key' } },
      },
      Films: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' }, LogFilePrefix: 's3/films/' },
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              {
                BucketKeyEnabled: true,
                ServerSideEncryptionByDefault: {
                  SSEAlgorithm: 'aws:kms',
                  KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] },
                },
              },
            ],
          },
        },
      },
      Logs: { Type: 'AWS::S3::Bucket' },
    },
  })

const settled = (nameOrId: string) => settledStack(stacks, nameOrId)
async function physicalIds() {
  const { StackResources = [] } = await stacks.send(new DescribeStackResourcesCommand({ StackName }))
  return Object.fromEntries(StackResources.map((one) => [one.LogicalResourceId!, one.PhysicalResourceId!]))
}

test('a stack makes a key, changes it in place, and leaves it time when it goes', async () => {
  const Tags = [{ Key: 'Project', Value: 'reelgate' }]
  const TemplateBody = template([], 180)
  const { StackId } = await stacks.send(new CreateStackCommand({ StackName, TemplateBody, Tags }))
  expect(await settled(StackName)).toBe('CREATE_COMPLETE')
  const { Key: KeyId = '', Films: Bucket, Logs } = await physicalIds()
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/films' }))
  expect(KeyMetadata).toMatchObject({ KeyId, Description: 'Films', KeyState: 'Enabled' })
  expect((await kms.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual([
    { TagKey: 'Project', TagValue: 'reelgate' },
  ])

  const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
  expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual([
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KeyMetadata!.Arn },
      BucketKeyEnabled: true,
    },
  ])
  const logging = await s3.send(new GetBucketLoggingCommand({ Bucket }))
  expect(logging.LoggingEnabled).toEqual({ TargetBucket: Logs, TargetPrefix: 's3/films/' })

  await stacks.send(
    new UpdateStackCommand({ StackName, TemplateBody: template(['kms:DescribeKey'], 90), Tags }),
  )
  expect(await settled(StackName)).toBe('UPDATE_COMPLETE')
  expect((await physicalIds())['Key']).toBe(KeyId)
  expect((await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy).toContain('kms:DescribeKey')
  const rotation = await kms.send(new GetKeyRotationStatusCommand({ KeyId }))
  expect(rotation).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 })

  await stacks.send(new DeleteStackCommand({ StackName }))
  expect(await settled(StackId!)).toBe('DELETE_COMPLETE')
  const left = await kms.send(new DescribeKeyCommand({ KeyId }))
  expect(left.KeyMetadata?.KeyState).toBe('PendingDeletion')
  expect((await kms.send(new ListAliasesCommand({}))).Aliases).toEqual([])
})

test('a key that nobody could manage fails the stack', async () => {
  const locked = template([], 180).replace('kms:PutKeyPolicy', 'kms:Decrypt')
  await stacks.send(new CreateStackCommand({ StackName: 'locked', TemplateBody: locked }))
  expect(await settled('locked')).toBe('ROLLBACK_COMPLETE')
})
