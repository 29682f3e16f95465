// Parameter Store, KMS, STS, CloudWatch and CloudFront:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html,
// list_awskeymanagementservice.html, list_awssecuritytokenservice.html, list_amazoncloudwatch.html,
// list_amazoncloudfront.html, list_amazoncloudfrontkeyvaluestore.html
import type { Need } from '../../runtime/authority.ts'
import { arnIn, onResource, withoutResource } from './need-table.ts'
import type { NeedTable, Place } from './need-table.ts'

/** `/a/b` is `parameter/a/b`, and so is `a` `parameter/a`. */
const parameterArn = (name: unknown, place: Place) =>
  arnIn(place, 'ssm', `parameter/${String(name).replace(/^\//, '')}`)

export const ssmNeeds: NeedTable = {
  ...onResource('ssm', ['GetParameter', 'PutParameter', 'DeleteParameter'], ({ Name }, place) =>
    parameterArn(Name, place),
  ),
  ...onResource('ssm', ['GetParametersByPath'], ({ Path }, place) => parameterArn(Path, place)),
  GetParameters: ({ Names = [] }: { Names?: string[] }, place): Need[] =>
    Names.map((name) => ({ action: 'ssm:GetParameters', resource: parameterArn(name, place) })),
}

const keyArn = ({ KeyId }: Record<string, unknown>, place: Place) =>
  String(KeyId).startsWith('arn:') ? String(KeyId) : arnIn(place, 'kms', `key/${String(KeyId)}`)

export const kmsNeeds: NeedTable = onResource(
  'kms',
  ['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'DescribeKey'],
  keyArn,
)

export const stsNeeds: NeedTable = {
  // Everybody may ask who they are.
  GetCallerIdentity: () => [],
  AssumeRole: ({ RoleArn }: { RoleArn?: string }) => ({
    action: 'sts:AssumeRole',
    resource: String(RoleArn),
  }),
}

export const monitoringNeeds: NeedTable = {
  ...withoutResource('cloudwatch', ['GetMetricData', 'GetMetricStatistics', 'ListMetrics', 'DescribeAlarms']),
  PutMetricData: ({ Namespace }: { Namespace?: string }) => ({
    action: 'cloudwatch:PutMetricData',
    resource: '*',
    keys: { 'cloudwatch:namespace': Namespace },
  }),
}

const distributionArn = ({ id }: Record<string, unknown>, { accountId }: Place) =>
  `arn:aws:cloudfront::${accountId}:distribution/${String(id)}`

export const cloudfrontNeeds: NeedTable = onResource(
  'cloudfront',
  ['CreateInvalidation', 'GetInvalidation', 'GetDistribution'],
  distributionArn,
)

export const keyValueStoreNeeds: NeedTable = onResource(
  'cloudfront-keyvaluestore',
  ['DescribeKeyValueStore', 'ListKeys', 'GetKey', 'PutKey', 'DeleteKey', 'UpdateKeys'],
  ({ KvsARN }) => String(KvsARN),
)
