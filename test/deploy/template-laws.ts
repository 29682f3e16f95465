// What the compiled template must keep, whatever the rooms declare.
import { resourcesOf } from '../support/template.ts'
import { ALARM_LAWS } from './alarm-laws.ts'
import { BUCKET_LAWS } from './bucket-laws.ts'
import { DELIVERY_LAWS } from './delivery-laws.ts'
import { EVENT_LAWS } from './event-laws.ts'
import { KEY_LAWS } from './key-laws.ts'
import { PERMISSION_LAWS } from './permission-laws.ts'
import { demand, together, type TemplateLaw } from './template-law.ts'

const logGroups: TemplateLaw = (template) => {
  const kept = resourcesOf(template, 'AWS::Logs::LogGroup')
    .filter(({ Properties }) => Number(Properties['RetentionInDays']) > 0)
    .map(({ Properties }) => Properties['LogGroupName'])
  return resourcesOf(template, 'AWS::Lambda::Function')
    .filter(({ Properties }) => !kept.includes(`/aws/lambda/${String(Properties['FunctionName'])}`))
    .map(({ id }) => `${id}: no log group that forgets`)
}

const logsForgotten: TemplateLaw = (template) =>
  resourcesOf(template, 'AWS::Logs::LogGroup')
    .filter(({ Properties }) => !(Number(Properties['RetentionInDays']) > 0))
    .map(({ id }) => `${id}: never forgets`)

const topicsEncrypted: TemplateLaw = (template) =>
  resourcesOf(template, 'AWS::SNS::Topic')
    .filter(({ Properties }) => !Properties['KmsMasterKeyId'])
    .map(({ id }) => `${id}: not encrypted`)

export const TEMPLATE_LAWS: Record<string, TemplateLaw> = {
  ...PERMISSION_LAWS,
  ...EVENT_LAWS,
  ...BUCKET_LAWS,
  ...KEY_LAWS,
  ...DELIVERY_LAWS,
  ...ALARM_LAWS,
  'a log group that forgets for every function': logGroups,
  'log groups that forget': logsForgotten,
  'queues that say how long they keep': demand('AWS::SQS::Queue', 'MessageRetentionPeriod'),
  'topics encrypted': topicsEncrypted,
  'buckets encrypted and closed to the public': together(
    demand('AWS::S3::Bucket', 'BucketEncryption'),
    demand('AWS::S3::Bucket', 'PublicAccessBlockConfiguration.BlockPublicAcls'),
    demand('AWS::S3::Bucket', 'PublicAccessBlockConfiguration.BlockPublicPolicy'),
    demand('AWS::S3::Bucket', 'PublicAccessBlockConfiguration.IgnorePublicAcls'),
    demand('AWS::S3::Bucket', 'PublicAccessBlockConfiguration.RestrictPublicBuckets'),
  ),
  'queues encrypted': (template) =>
    resourcesOf(template, 'AWS::SQS::Queue')
      .filter(({ Properties }) => !Properties['SqsManagedSseEnabled'] && !Properties['KmsMasterKeyId'])
      .map(({ id }) => `${id}: not encrypted`),
  'tables encrypted, with their past kept': together(
    demand('AWS::DynamoDB::Table', 'SSESpecification.SSEEnabled'),
    demand('AWS::DynamoDB::Table', 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled'),
  ),
}
