// What every bucket of the compiled template must have, and who may come to it.
import {
  listOf,
  mentions,
  resourcePolicies,
  resourcesOf,
  servicesOf,
  type NamedResource,
  type Template,
} from '../support/template.ts'

/** Made by the framework for the bundles that it deploys; nobody else's bytes come there. */
const OF_FRAMEWORK = new Set(['ServerlessDeploymentBucket'])

interface LifecycleRule {
  Status: string
  TagFilters?: unknown[]
  Prefix?: string
  AbortIncompleteMultipartUpload?: object
  ExpirationInDays?: number
  NoncurrentVersionExpiration?: object
}

const buckets = (template: Template) => resourcesOf(template, 'AWS::S3::Bucket')

const ourBuckets = (template: Template) => buckets(template).filter(({ id }) => !OF_FRAMEWORK.has(id))

const rulesOf = ({ Properties }: NamedResource): LifecycleRule[] =>
  (Properties['LifecycleConfiguration'] as { Rules: LifecycleRule[] } | undefined)?.Rules ?? []

/** A rule for all objects of the bucket. */
const hasRule = (bucket: NamedResource, does: (rule: LifecycleRule) => boolean) =>
  rulesOf(bucket).some((rule) => rule.Status === 'Enabled' && !rule.TagFilters && !rule.Prefix && does(rule))

const logTarget = ({ Properties }: NamedResource) =>
  (Properties['LoggingConfiguration'] as { DestinationBucketName?: unknown } | undefined)
    ?.DestinationBucketName

/** Logs of who came to the logs would make logs for ever. */
const isLogBucket = (template: Template, { id }: NamedResource) =>
  buckets(template).some((bucket) => mentions(logTarget(bucket), id))

const policiesOf = (template: Template, bucketId: string) => {
  const ids = resourcesOf(template, 'AWS::S3::BucketPolicy')
    .filter(({ Properties }) => mentions(Properties['Bucket'], bucketId))
    .map(({ id }) => id)
  return resourcePolicies(template).filter(({ id }) => ids.includes(id))
}

const tlsOnly = (template: Template) =>
  buckets(template)
    .filter(({ id }) => {
      const refusals = policiesOf(template, id).filter(
        ({ Effect, Principal, Action, Condition, Resource }) =>
          Effect === 'Deny' &&
          Principal === '*' &&
          listOf(Action).includes('s3:*') &&
          String(Condition?.['Bool']?.['aws:SecureTransport']) === 'false' &&
          listOf(Resource as unknown[]).filter((one) => mentions(one, id)).length === 2,
      )
      return refusals.length === 0
    })
    .map(({ id }) => `${id}: answers without TLS`)

const logged = (template: Template) =>
  ourBuckets(template)
    .filter((bucket) => !isLogBucket(template, bucket) && logTarget(bucket) === undefined)
    .map(({ id }) => `${id}: nobody knows who came`)

/** docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
const logsArrive = (template: Template) =>
  buckets(template)
    .filter((bucket) => isLogBucket(template, bucket))
    .flatMap((bucket) => {
      const isOpen = policiesOf(template, bucket.id).some(
        (statement) =>
          statement.Effect === 'Allow' && servicesOf(statement).includes('logging.s3.amazonaws.com'),
      )
      const isKeyed = JSON.stringify(bucket.Properties['BucketEncryption']).includes('aws:kms')
      return [
        ...(isOpen ? [] : [`${bucket.id}: S3 may not write logs`]),
        ...(isKeyed ? [`${bucket.id}: S3 writes no logs to a bucket with a key`] : []),
        ...(hasRule(bucket, (rule) => Number(rule.ExpirationInDays) > 0)
          ? []
          : [`${bucket.id}: keeps logs for ever`]),
      ]
    })

const uploadsEnd = (template: Template) =>
  ourBuckets(template)
    .filter((bucket) => !hasRule(bucket, (rule) => rule.AbortIncompleteMultipartUpload !== undefined))
    .map(({ id }) => `${id}: unfinished uploads stay for ever`)

const versionsEnd = (template: Template) =>
  buckets(template)
    .filter(
      ({ Properties }) =>
        (Properties['VersioningConfiguration'] as { Status?: string } | undefined)?.Status === 'Enabled',
    )
    .filter((bucket) => !hasRule(bucket, (rule) => rule.NoncurrentVersionExpiration !== undefined))
    .map(({ id }) => `${id}: replaced versions stay for ever`)

/** S3 refuses such a rule, and with it the whole stack. */
const rulesAreTaken = (template: Template) =>
  buckets(template).flatMap((bucket) =>
    rulesOf(bucket)
      .filter((rule) => rule.TagFilters !== undefined && rule.AbortIncompleteMultipartUpload !== undefined)
      .map(() => `${bucket.id}: a rule that looks at tags ends unfinished uploads`),
  )

const owned = (template: Template) =>
  ourBuckets(template)
    .filter(
      ({ Properties }) =>
        !JSON.stringify(Properties['OwnershipControls'] ?? '').includes('BucketOwnerEnforced'),
    )
    .map(({ id }) => `${id}: objects may belong to others`)

const kept = (template: Template) =>
  ourBuckets(template)
    .filter(({ DeletionPolicy = 'Delete' }) => !DeletionPolicy.startsWith('Retain'))
    .map(({ id }) => `${id}: goes with the stack, or keeps it from going`)

export const BUCKET_LAWS = {
  'buckets that answer nobody without TLS': tlsOnly,
  'buckets that tell who came': logged,
  'log buckets that logs come to, and leave': logsArrive,
  'buckets in which unfinished uploads end': uploadsEnd,
  'versioned buckets that forget what was replaced': versionsEnd,
  'lifecycle rules that S3 takes': rulesAreTaken,
  'buckets in which all belongs to the account': owned,
  'buckets that outlive the stack': kept,
}
