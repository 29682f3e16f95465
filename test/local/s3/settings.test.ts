import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as S3 from '@aws-sdk/client-s3'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

const Bucket = 'media'
let lab: Lab
beforeAll(async () => {
  lab = await openLab()
  await new S3.S3Client(lab.config).send(new S3.CreateBucketCommand({ Bucket }))
})
afterAll(() => lab.close())

const rule = {
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'key' },
}
const lifecycle = { ID: 'a', Status: 'Enabled' as const, Filter: { Prefix: 'x/' }, Expiration: { Days: 1 } }

/** Sends every setting that CloudFormation sends for a bucket. */
async function putAll(s3: S3.S3Client) {
  const { send } = { send: s3.send.bind(s3) as (command: unknown) => Promise<unknown> }
  const ServerSideEncryptionConfiguration = { Rules: [rule] }
  await send(new S3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }))
  await send(
    new S3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
  )
  await send(new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  await send(new S3.PutBucketPolicyCommand({ Bucket, Policy: '{"Statement":[]}' }))
  await send(new S3.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }))
  await send(
    new S3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [lifecycle] } }),
  )
  const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }]
  await send(new S3.PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }))
  const Rules = [{ ObjectOwnership: 'BucketOwnerEnforced' as const }]
  await send(new S3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }))
}

async function getAll(s3: S3.S3Client) {
  return {
    ...(await s3.send(new S3.GetBucketEncryptionCommand({ Bucket }))),
    ...(await s3.send(new S3.GetPublicAccessBlockCommand({ Bucket }))),
    ...(await s3.send(new S3.GetBucketVersioningCommand({ Bucket }))),
    ...(await s3.send(new S3.GetBucketPolicyCommand({ Bucket }))),
    ...(await s3.send(new S3.GetBucketTaggingCommand({ Bucket }))),
    lifecycle: (await s3.send(new S3.GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules,
    ...(await s3.send(new S3.GetBucketCorsCommand({ Bucket }))),
    ...(await s3.send(new S3.GetBucketOwnershipControlsCommand({ Bucket }))),
  }
}

test('what was never set is answered as AWS answers it', async () => {
  const s3 = new S3.S3Client(lab.config)
  await expect(s3.send(new S3.GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchBucketPolicy',
  })
  await expect(s3.send(new S3.GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchTagSet',
  })
  expect((await s3.send(new S3.GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined()
})

test('every setting comes back, after a restart too, and can be taken away', async () => {
  await putAll(new S3.S3Client(lab.config))
  await lab.cloud.close()
  lab = await openLab({ dataDir: lab.dataDir })
  const s3 = new S3.S3Client(lab.config)
  expect(await getAll(s3)).toMatchObject({
    ServerSideEncryptionConfiguration: { Rules: [rule] },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    Status: 'Enabled',
    Policy: '{"Statement":[]}',
    TagSet: [{ Key: 'a', Value: 'b' }],
    lifecycle: [lifecycle],
    CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }],
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  })
  await s3.send(new S3.DeleteBucketPolicyCommand({ Bucket }))
  await expect(s3.send(new S3.GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchBucketPolicy',
  })
})

test('what would change behaviour and is not carried out is refused', async () => {
  const QueueConfigurations = [
    { QueueArn: 'arn:aws:sqs:us-east-1:000000000000:q', Events: ['s3:ObjectCreated:*' as const] },
  ]
  const put = new S3.PutBucketNotificationConfigurationCommand({
    Bucket,
    NotificationConfiguration: { QueueConfigurations },
  })
  const failure = new S3.S3Client(lab.config).send(put)
  await expect(failure).rejects.toMatchObject({
    name: 'LocalCloudNotSupported',
    message: expect.stringContaining('QueueConfiguration'),
  })
})
