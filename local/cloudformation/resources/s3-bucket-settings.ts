// Each setting of a bucket: how it is put, and how it is taken away. Property shapes are CloudFormation's, which
// differ from the S3 API's in names here and there.
import {
  DeleteBucketCorsCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type CORSRule,
  type LifecycleRule,
  type NotificationConfiguration,
  type S3Client,
} from '@aws-sdk/client-s3'
import { asBoolean, asNumber, defined } from './coerce.ts'
import type { Properties } from './provider.ts'

interface Setting {
  put(s3: S3Client, Bucket: string, value: Properties): Promise<unknown>
  remove(s3: S3Client, Bucket: string): Promise<unknown>
}

const corsRule = (rule: Properties) =>
  defined({
    ID: rule['Id'],
    AllowedHeaders: rule['AllowedHeaders'],
    AllowedMethods: rule['AllowedMethods'],
    AllowedOrigins: rule['AllowedOrigins'],
    ExposeHeaders: rule['ExposedHeaders'],
    MaxAgeSeconds: asNumber(rule['MaxAge']),
  }) as CORSRule

const transition = (one: Properties, daysMember: string) =>
  defined({
    StorageClass: one['StorageClass'],
    [daysMember]: asNumber(one['TransitionInDays']),
    Date: one['TransitionDate'] && new Date(one['TransitionDate']),
  })

const listOf = (many: Properties[] | undefined, one: Properties | undefined) =>
  many ?? (one ? [one] : undefined)

function lifecycleRule(rule: Properties): LifecycleRule {
  const expiration = defined({
    Days: asNumber(rule['ExpirationInDays']),
    Date: rule['ExpirationDate'] && new Date(rule['ExpirationDate']),
    ExpiredObjectDeleteMarker: asBoolean(rule['ExpiredObjectDeleteMarker']),
  })
  const noncurrent = rule['NoncurrentVersionExpiration'] ?? {}
  const noncurrentDays = asNumber(noncurrent['NoncurrentDays'] ?? rule['NoncurrentVersionExpirationInDays'])
  const filters = {
    Prefix: rule['Prefix'] ?? '',
    Tags: rule['TagFilters'],
    ObjectSizeGreaterThan: asNumber(rule['ObjectSizeGreaterThan']),
    ObjectSizeLessThan: asNumber(rule['ObjectSizeLessThan']),
  }
  const hasMoreThanPrefix = Object.keys(defined(filters)).length > 1
  return defined({
    ID: rule['Id'],
    Status: rule['Status'],
    Filter: hasMoreThanPrefix ? { And: defined(filters) } : { Prefix: filters.Prefix },
    Expiration: Object.keys(expiration).length > 0 ? expiration : undefined,
    AbortIncompleteMultipartUpload: rule['AbortIncompleteMultipartUpload'] && {
      DaysAfterInitiation: asNumber(rule['AbortIncompleteMultipartUpload']['DaysAfterInitiation']),
    },
    NoncurrentVersionExpiration:
      noncurrentDays === undefined
        ? undefined
        : defined({
            NoncurrentDays: noncurrentDays,
            NewerNoncurrentVersions: asNumber(noncurrent['NewerNoncurrentVersions']),
          }),
    Transitions: listOf(rule['Transitions'], rule['Transition'])?.map((one) => transition(one, 'Days')),
    NoncurrentVersionTransitions: listOf(
      rule['NoncurrentVersionTransitions'],
      rule['NoncurrentVersionTransition'],
    )?.map((one) => transition(one, 'NoncurrentDays')),
  }) as LifecycleRule
}

const keyFilter = (filter: Properties | undefined) =>
  filter && {
    Key: {
      FilterRules: (filter['S3Key']['Rules'] as Properties[]).map(({ Name, Value }) => ({ Name, Value })),
    },
  }

const destination = (name: string, arnProperty: string) => (one: Properties) =>
  defined({ [name]: one[arnProperty], Events: [one['Event']], Filter: keyFilter(one['Filter']) })

function notification(value: Properties): NotificationConfiguration {
  const bridge = value['EventBridgeConfiguration']
  const isBridgeOn = bridge !== undefined && asBoolean(bridge['EventBridgeEnabled'] ?? true)
  return defined({
    EventBridgeConfiguration: isBridgeOn ? {} : undefined,
    LambdaFunctionConfigurations: value['LambdaConfigurations']?.map(
      destination('LambdaFunctionArn', 'Function'),
    ),
    QueueConfigurations: value['QueueConfigurations']?.map(destination('QueueArn', 'Queue')),
    TopicConfigurations: value['TopicConfigurations']?.map(destination('TopicArn', 'Topic')),
  }) as NotificationConfiguration
}

const flags = (value: Properties) =>
  Object.fromEntries(Object.entries(value).map(([name, flag]) => [name, asBoolean(flag)]))

function encryptionRule(rule: Properties) {
  const { SSEAlgorithm, KMSMasterKeyID } = rule['ServerSideEncryptionByDefault'] ?? {}
  return defined({
    ApplyServerSideEncryptionByDefault: SSEAlgorithm && defined({ SSEAlgorithm, KMSMasterKeyID }),
    BucketKeyEnabled: asBoolean(rule['BucketKeyEnabled']),
  })
}

export const BUCKET_SETTINGS: Record<string, Setting> = {
  BucketEncryption: {
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: value['ServerSideEncryptionConfiguration'].map(encryptionRule),
          },
        }),
      ),
    remove: (s3, Bucket) => s3.send(new DeleteBucketEncryptionCommand({ Bucket })),
  },
  PublicAccessBlockConfiguration: {
    put: (s3, Bucket, value) =>
      s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: flags(value) })),
    remove: (s3, Bucket) => s3.send(new DeletePublicAccessBlockCommand({ Bucket })),
  },
  VersioningConfiguration: {
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: value['Status'] } }),
      ),
    remove: (s3, Bucket) =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
  },
  OwnershipControls: {
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: value['Rules'] } }),
      ),
    remove: (s3, Bucket) => s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket })),
  },
  CorsConfiguration: {
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketCorsCommand({
          Bucket,
          CORSConfiguration: { CORSRules: value['CorsRules'].map(corsRule) },
        }),
      ),
    remove: (s3, Bucket) => s3.send(new DeleteBucketCorsCommand({ Bucket })),
  },
  LifecycleConfiguration: {
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: { Rules: value['Rules'].map(lifecycleRule) },
        }),
      ),
    remove: (s3, Bucket) => s3.send(new DeleteBucketLifecycleCommand({ Bucket })),
  },
  NotificationConfiguration: {
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket,
          NotificationConfiguration: notification(value),
        }),
      ),
    remove: (s3, Bucket) =>
      s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} })),
  },
}
