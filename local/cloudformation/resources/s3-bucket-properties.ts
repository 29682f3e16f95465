// The settings of a bucket as CloudFormation writes them, and their translation into the S3 API, which names some
// of them differently.
import type {
  CORSRule,
  LifecycleRule,
  LoggingEnabled,
  NotificationConfiguration,
  ServerSideEncryptionRule,
  Tag,
} from '@aws-sdk/client-s3'
import { asBoolean, asNumber, defined } from './coerce.ts'
import type { Count, Flag } from './provider.ts'

export type EncryptionRule = {
  ServerSideEncryptionByDefault?: { SSEAlgorithm: string; KMSMasterKeyID?: string }
  BucketKeyEnabled?: Flag
}

export type CorsRule = {
  Id?: string
  AllowedHeaders?: string[]
  AllowedMethods: string[]
  AllowedOrigins: string[]
  ExposedHeaders?: string[]
  MaxAge?: Count
}

type Transition = { StorageClass: string; TransitionInDays?: Count; TransitionDate?: string }

export type ExpiryRule = {
  Id?: string
  Status: string
  Prefix?: string
  TagFilters?: Tag[]
  ObjectSizeGreaterThan?: Count
  ObjectSizeLessThan?: Count
  ExpirationInDays?: Count
  ExpirationDate?: string
  ExpiredObjectDeleteMarker?: Flag
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation: Count }
  NoncurrentVersionExpiration?: { NoncurrentDays: Count; NewerNoncurrentVersions?: Count }
  NoncurrentVersionExpirationInDays?: Count
  Transition?: Transition
  Transitions?: Transition[]
  NoncurrentVersionTransition?: Transition
  NoncurrentVersionTransitions?: Transition[]
}

type Destination = { Event: string; Filter?: { S3Key: { Rules: { Name: string; Value: string }[] } } }

export type Notifications = {
  EventBridgeConfiguration?: { EventBridgeEnabled?: Flag }
  LambdaConfigurations?: (Destination & { Function: string })[]
  QueueConfigurations?: (Destination & { Queue: string })[]
  TopicConfigurations?: (Destination & { Topic: string })[]
}

export type AccessLogging = {
  DestinationBucketName?: string
  LogFilePrefix?: string
  TargetObjectKeyFormat?: {
    SimplePrefix?: object
    PartitionedPrefix?: { PartitionDateSource?: 'EventTime' | 'DeliveryTime' }
  }
}

/** Without a destination the bucket keeps its own logs. */
export const loggingTarget = (value: AccessLogging, bucket: string): LoggingEnabled =>
  defined({
    TargetBucket: value.DestinationBucketName ?? bucket,
    TargetPrefix: value.LogFilePrefix ?? '',
    TargetObjectKeyFormat: value.TargetObjectKeyFormat,
  })

export const encryptionRule = (rule: EncryptionRule) =>
  defined({
    ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
    BucketKeyEnabled: asBoolean(rule.BucketKeyEnabled),
  }) as ServerSideEncryptionRule

export const corsRule = (rule: CorsRule): CORSRule =>
  defined({
    ID: rule.Id,
    AllowedHeaders: rule.AllowedHeaders,
    AllowedMethods: rule.AllowedMethods,
    AllowedOrigins: rule.AllowedOrigins,
    ExposeHeaders: rule.ExposedHeaders,
    MaxAgeSeconds: asNumber(rule.MaxAge),
  })

const asDate = (value: string | undefined) => (value === undefined ? undefined : new Date(value))

const transition = (daysMember: 'Days' | 'NoncurrentDays') => (one: Transition) =>
  defined({
    StorageClass: one.StorageClass,
    [daysMember]: asNumber(one.TransitionInDays),
    Date: asDate(one.TransitionDate),
  })

const listOf = <T>(many: T[] | undefined, one: T | undefined) =>
  many ?? (one === undefined ? undefined : [one])

function filterOf(rule: ExpiryRule) {
  const prefix = rule.Prefix ?? ''
  const more = defined({
    Tags: rule.TagFilters,
    ObjectSizeGreaterThan: asNumber(rule.ObjectSizeGreaterThan),
    ObjectSizeLessThan: asNumber(rule.ObjectSizeLessThan),
  })
  return Object.keys(more).length > 0 ? { And: { Prefix: prefix, ...more } } : { Prefix: prefix }
}

function expirationOf(rule: ExpiryRule) {
  const expiration = defined({
    Days: asNumber(rule.ExpirationInDays),
    Date: asDate(rule.ExpirationDate),
    ExpiredObjectDeleteMarker: asBoolean(rule.ExpiredObjectDeleteMarker),
  })
  return Object.keys(expiration).length > 0 ? expiration : undefined
}

function noncurrentExpirationOf(rule: ExpiryRule) {
  const { NoncurrentVersionExpiration: given } = rule
  const NoncurrentDays = asNumber(given?.NoncurrentDays ?? rule.NoncurrentVersionExpirationInDays)
  if (NoncurrentDays === undefined) return undefined
  return defined({ NoncurrentDays, NewerNoncurrentVersions: asNumber(given?.NewerNoncurrentVersions) })
}

export function lifecycleRule(rule: ExpiryRule): LifecycleRule {
  const abort = rule.AbortIncompleteMultipartUpload
  const noncurrent = listOf(rule.NoncurrentVersionTransitions, rule.NoncurrentVersionTransition)
  return defined({
    ID: rule.Id,
    Status: rule.Status,
    Filter: filterOf(rule),
    Expiration: expirationOf(rule),
    AbortIncompleteMultipartUpload: abort && { DaysAfterInitiation: Number(abort.DaysAfterInitiation) },
    NoncurrentVersionExpiration: noncurrentExpirationOf(rule),
    Transitions: listOf(rule.Transitions, rule.Transition)?.map(transition('Days')),
    NoncurrentVersionTransitions: noncurrent?.map(transition('NoncurrentDays')),
  }) as LifecycleRule
}

const destination = ({ Event, Filter }: Destination) =>
  defined({ Events: [Event], Filter: Filter && { Key: { FilterRules: Filter.S3Key.Rules } } })

export function notifications(value: Notifications): NotificationConfiguration {
  const bridge = value.EventBridgeConfiguration
  const isBridgeOn = bridge !== undefined && asBoolean(bridge.EventBridgeEnabled ?? true)
  return defined({
    EventBridgeConfiguration: isBridgeOn ? {} : undefined,
    LambdaFunctionConfigurations: value.LambdaConfigurations?.map((one) => ({
      LambdaFunctionArn: one.Function,
      ...destination(one),
    })),
    QueueConfigurations: value.QueueConfigurations?.map((one) => ({
      QueueArn: one.Queue,
      ...destination(one),
    })),
    TopicConfigurations: value.TopicConfigurations?.map((one) => ({
      TopicArn: one.Topic,
      ...destination(one),
    })),
  }) as NotificationConfiguration
}
