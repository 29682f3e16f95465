// Each setting of a bucket: how it is put, and how it is taken away.
import {
  PutBucketAccelerateConfigurationCommand,
  DeleteBucketCorsCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type BucketAccelerateStatus,
  type OwnershipControlsRule,
  type S3Client,
} from '@aws-sdk/client-s3'
import { asBoolean } from './coerce.ts'
import type { Flag } from './provider.ts'
import {
  corsRule,
  encryptionRule,
  lifecycleRule,
  loggingTarget,
  notifications,
  type AccessLogging,
  type CorsRule,
  type EncryptionRule,
  type ExpiryRule,
  type Notifications,
} from './s3-bucket-properties.ts'

export interface Setting<Value> {
  put(s3: S3Client, Bucket: string, value: Value): Promise<unknown>
  remove(s3: S3Client, Bucket: string): Promise<unknown>
}

export type BucketSettings = {
  BucketEncryption: { ServerSideEncryptionConfiguration: EncryptionRule[] }
  PublicAccessBlockConfiguration: Record<string, Flag>
  VersioningConfiguration: { Status: 'Enabled' | 'Suspended' }
  OwnershipControls: { Rules: OwnershipControlsRule[] }
  CorsConfiguration: { CorsRules: CorsRule[] }
  AccelerateConfiguration: { AccelerationStatus: BucketAccelerateStatus }
  LifecycleConfiguration: { Rules: ExpiryRule[] }
  LoggingConfiguration: AccessLogging
  NotificationConfiguration: Notifications
}

const flags = (value: Record<string, Flag>) =>
  Object.fromEntries(Object.entries(value).map(([name, flag]) => [name, asBoolean(flag) === true]))

export const BUCKET_SETTINGS: { [Name in keyof BucketSettings]: Setting<BucketSettings[Name]> } = {
  BucketEncryption: {
    put: (s3, Bucket, value) => {
      const Rules = value.ServerSideEncryptionConfiguration.map(encryptionRule)
      return s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }))
    },
    remove: (s3, Bucket) => s3.send(new DeleteBucketEncryptionCommand({ Bucket })),
  },
  PublicAccessBlockConfiguration: {
    put: (s3, Bucket, value) =>
      s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: flags(value) })),
    remove: (s3, Bucket) => s3.send(new DeletePublicAccessBlockCommand({ Bucket })),
  },
  VersioningConfiguration: {
    put: (s3, Bucket, { Status }) =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } })),
    remove: (s3, Bucket) =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
  },
  OwnershipControls: {
    put: (s3, Bucket, { Rules }) =>
      s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } })),
    remove: (s3, Bucket) => s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket })),
  },
  CorsConfiguration: {
    put: (s3, Bucket, value) => {
      const CORSRules = value.CorsRules.map(corsRule)
      return s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }))
    },
    remove: (s3, Bucket) => s3.send(new DeleteBucketCorsCommand({ Bucket })),
  },
  AccelerateConfiguration: {
    put: (s3, Bucket, { AccelerationStatus: Status }) =>
      s3.send(new PutBucketAccelerateConfigurationCommand({ Bucket, AccelerateConfiguration: { Status } })),
    // S3 knows no way back to never having had one.
    remove: (s3, Bucket) =>
      s3.send(
        new PutBucketAccelerateConfigurationCommand({
          Bucket,
          AccelerateConfiguration: { Status: 'Suspended' },
        }),
      ),
  },
  LifecycleConfiguration: {
    put: (s3, Bucket, value) => {
      const LifecycleConfiguration = { Rules: value.Rules.map(lifecycleRule) }
      return s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))
    },
    remove: (s3, Bucket) => s3.send(new DeleteBucketLifecycleCommand({ Bucket })),
  },
  LoggingConfiguration: {
    put: (s3, Bucket, value) => {
      const BucketLoggingStatus = { LoggingEnabled: loggingTarget(value, Bucket) }
      return s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus }))
    },
    remove: (s3, Bucket) => s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} })),
  },
  NotificationConfiguration: {
    put: (s3, Bucket, value) => {
      const NotificationConfiguration = notifications(value)
      return s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
    },
    remove: (s3, Bucket) =>
      s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} })),
  },
}

export const SETTING_NAMES = Object.keys(BUCKET_SETTINGS) as (keyof BucketSettings)[]
