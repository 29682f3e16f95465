// Which key encrypts what, and that whoever may do a thing may use the key for it, and nobody else.
import {
  keyPolicies,
  listOf,
  mentions,
  permissions,
  resourcePolicies,
  resourcesOf,
  servicesOf,
  type NamedResource,
  type Statement,
  type Template,
} from '../support/template.ts'

/** Buckets without a key of ours. */
const WITHOUT_KEY: Record<string, string> = {
  AccessLogBucket: 'S3 delivers access logs to no bucket with a KMS key',
  ServerlessDeploymentBucket: 'the framework keeps bundles and the template there, no bytes of anybody',
}

/** What a permission on an object asks of its key. */
const ASKED_OF_KEY: Record<string, string> = {
  's3:GetObject': 'kms:Decrypt',
  's3:GetObjectVersion': 'kms:Decrypt',
  's3:PutObject': 'kms:GenerateDataKey',
}

/** docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
const ASKED_BY_NOTICE = ['kms:Decrypt', 'kms:GenerateDataKey']

const keys = (template: Template) => resourcesOf(template, 'AWS::KMS::Key')

const keyOf = (template: Template, value: unknown) => keys(template).find(({ id }) => mentions(value, id))?.id

interface Encrypted {
  id: string
  keyId: string
  /** The service that asks KMS for whoever uses the resource. */
  via: 's3' | 'sns'
}

const keyedBuckets = (template: Template): Encrypted[] =>
  resourcesOf(template, 'AWS::S3::Bucket').flatMap(({ id, Properties }) => {
    const keyId = keyOf(template, Properties['BucketEncryption'])
    return keyId === undefined ? [] : [{ id, keyId, via: 's3' }]
  })

const keyedTopics = (template: Template): Encrypted[] =>
  resourcesOf(template, 'AWS::SNS::Topic').flatMap(({ id, Properties }) => {
    const keyId = keyOf(template, Properties['KmsMasterKeyId'])
    return keyId === undefined ? [] : [{ id, keyId, via: 'sns' }]
  })

const isAllowed = ({ Effect }: Statement) => Effect === 'Allow'

const viaOf = ({ Condition = {} }: Statement) =>
  JSON.stringify(Condition['StringEquals']?.['kms:ViaService'] ?? '')

/** What a role may do with the key of what it uses, through the service that keeps that. */
const keyActions = (template: Template, roleId: string, { keyId, via }: Encrypted) =>
  permissions(template)
    .filter((one) => one.id === roleId && isAllowed(one) && mentions(one.Resource, keyId))
    .filter((one) => viaOf(one).includes(`${via}.`))
    .flatMap(({ Action }) => listOf(Action))

const serviceActions = (template: Template, service: string, keyId: string) =>
  keyPolicies(template)
    .filter((one) => one.id === keyId && isAllowed(one) && servicesOf(one).includes(service))
    .flatMap(({ Action }) => listOf(Action))

const keyed = (template: Template) =>
  resourcesOf(template, 'AWS::S3::Bucket')
    .filter(({ id }) => WITHOUT_KEY[id] === undefined)
    .filter(({ Properties }) => {
      const text = JSON.stringify(Properties['BucketEncryption'] ?? '')
      return (
        !text.includes('aws:kms') ||
        !text.includes('"BucketKeyEnabled":true') ||
        keyOf(template, Properties['BucketEncryption']) === undefined
      )
    })
    .map(({ id }) => `${id}: not encrypted by a key of the stage`)

const rolesHaveKeys = (template: Template) =>
  keyedBuckets(template).flatMap((bucket) =>
    permissions(template)
      .filter((one) => isAllowed(one) && mentions(one.Resource, bucket.id))
      .flatMap(({ id, Action }) =>
        listOf(Action)
          .flatMap((action) => ASKED_OF_KEY[action] ?? [])
          .filter((asked) => !keyActions(template, id, bucket).includes(asked))
          .map((asked) => `${id}: may use ${bucket.id}, but not ${asked} on its key`),
      ),
  )

const servicesHaveKeys = (template: Template) =>
  keyedBuckets(template).flatMap((bucket) =>
    resourcePolicies(template)
      .filter((one) => isAllowed(one) && mentions(one.Resource, bucket.id))
      .flatMap((statement) =>
        servicesOf(statement).flatMap((service) =>
          listOf(statement.Action)
            .flatMap((action) => ASKED_OF_KEY[action] ?? [])
            .filter((asked) => !serviceActions(template, service, bucket.keyId).includes(asked))
            .map((asked) => `${bucket.id}: ${service} may use it, but not ${asked} on its key`),
        ),
      ),
  )

const rolesMayTell = (template: Template) =>
  keyedTopics(template).flatMap((topic) =>
    permissions(template)
      .filter((one) => isAllowed(one) && listOf(one.Action).includes('sns:Publish'))
      .filter((one) => mentions(one.Resource, topic.id))
      .flatMap(({ id }) =>
        ASKED_BY_NOTICE.filter((asked) => !keyActions(template, id, topic).includes(asked)).map(
          (asked) => `${id}: may publish on ${topic.id}, but not ${asked} on its key`,
        ),
      ),
  )

const topicStatements = (template: Template, { id }: NamedResource) =>
  resourcePolicies(template).filter((one) => isAllowed(one) && mentions(one.Resource, id))

/** The key that AWS keeps for SNS lets in roles, and no service. */
const servicesMayTell = (template: Template) =>
  resourcesOf(template, 'AWS::SNS::Topic').flatMap((topic) =>
    topicStatements(template, topic)
      .flatMap(servicesOf)
      .filter((service) => {
        const keyId = keyOf(template, topic.Properties['KmsMasterKeyId'])
        const allowed = keyId === undefined ? [] : serviceActions(template, service, keyId)
        return !ASKED_BY_NOTICE.every((asked) => allowed.includes(asked))
      })
      .map((service) => `${topic.id}: what ${service} publishes is lost, its key does not let it in`),
  )

const READING = ['kms:Decrypt', 'kms:ReEncryptFrom', 'kms:CreateGrant', 'kms:*', '*']

/** An administrator who takes the key on directly could read what was copied out of a bucket. */
const onlyThroughServices = (template: Template) => [
  ...keyPolicies(template)
    .filter((one) => isAllowed(one) && servicesOf(one).length === 0)
    .filter((one) => listOf(one.Action).some((action) => READING.includes(action)) && viaOf(one) === '""')
    .map(({ id }) => `${id}: whoever IAM lets may use it by itself`),
  ...permissions(template)
    .filter((one) => isAllowed(one) && keys(template).some(({ id }) => mentions(one.Resource, id)))
    .filter((one) => viaOf(one) === '""')
    .map(({ id }) => `${id}: may use a key by itself`),
]

const noKeyWithoutUse = (template: Template) => {
  const encrypted = [...keyedBuckets(template), ...keyedTopics(template)]
  return permissions(template)
    .filter((one) => isAllowed(one) && listOf(one.Action).some((action) => action.startsWith('kms:')))
    .filter(
      ({ id, Resource }) =>
        !encrypted.some(
          (one) =>
            mentions(Resource, one.keyId) &&
            permissions(template).some((other) => other.id === id && mentions(other.Resource, one.id)),
        ),
    )
    .map(({ id }) => `${id}: has a key to nothing`)
}

const rotated = (template: Template) =>
  keys(template)
    .filter(({ Properties }) => Properties['EnableKeyRotation'] !== true)
    .map(({ id }) => `${id}: never rotated`)

const outliving = (template: Template) =>
  keys(template)
    .filter(({ DeletionPolicy = 'Delete' }) => !DeletionPolicy.startsWith('Retain'))
    .map(({ id }) => `${id}: what it has encrypted is lost with the stack`)

export const KEY_LAWS = {
  'a key of the stage for every bucket': keyed,
  'the key for every role that may use a bucket': rolesHaveKeys,
  'the key for every service that may use a bucket': servicesHaveKeys,
  'the key for every role that may publish on a topic': rolesMayTell,
  'the key for every service that may publish on a topic': servicesMayTell,
  'no key that is used but through a service': onlyThroughServices,
  'no key for who has nothing to open': noKeyWithoutUse,
  'keys rotated': rotated,
  'keys that outlive the stack': outliving,
}
