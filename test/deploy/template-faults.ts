// One fault for every law of the compiled template that is not about storage, to show that the law finds it.
import { ALARM_FAULTS } from './alarm-faults.ts'
import { BUCKET_FAULTS } from './bucket-faults.ts'
import { edit, firstStatement, set, type Fault } from './fault.ts'
import { KEY_FAULTS } from './key-faults.ts'

const RESOURCE_FAULTS: Fault[] = [
  ['a log group', 'InspectSourceLambdaFunction', set('InspectSourceLogGroup', 'RetentionInDays', undefined)],
  [
    'a role of its own',
    'CloseAssetLambdaFunction',
    set('CloseAssetLambdaFunction', 'Role', {
      'Fn::GetAtt': ['DecideVerdictIamRoleLambdaExecution', 'Arn'],
    }),
  ],
  ['no role that nobody', 'UploadRuleRole', set('UploadRule', 'Targets.0.RoleArn', 'x')],
  [
    'no wildcard',
    'MediaWorkflowRole',
    (t) => (firstStatement(t, 'MediaWorkflowRole')['Action'] = 'dynamodb:*'),
  ],
  [
    'no permission on everything',
    'MediaWorkflowRole',
    (t) => (firstStatement(t, 'MediaWorkflowRole')['Resource'] = ['*']),
  ],
  [
    'no service that acts',
    'MediaConvertRole',
    set('MediaConvertRole', 'AssumeRolePolicyDocument.Statement.0.Condition', undefined),
  ],
  [
    'no service that acts',
    'IntakeDeadLettersPolicy',
    set('IntakeDeadLettersPolicy', 'PolicyDocument.Statement.0.Condition', undefined),
  ],
  [
    'no service that acts',
    'OnJobFileEventBridgeLambdaPermission1',
    set('OnJobFileEventBridgeLambdaPermission1', 'SourceArn', undefined),
  ],
  [
    'no policy that lets everybody in',
    'IntakeDeadLettersPolicy',
    set('IntakeDeadLettersPolicy', 'PolicyDocument.Statement.0.Principal', { AWS: '*' }),
  ],
  ['retries and a dead-letter', 'UploadRule', set('UploadRule', 'Targets.0.DeadLetterConfig', undefined)],
  ['retries and a dead-letter', 'UploadRule', set('UploadRule', 'Targets.0.RetryPolicy', undefined)],
  [
    'a place for events',
    'OnTranscodeEvent',
    set('OnTranscodeEventLambdaEvConf', 'DestinationConfig.OnFailure', undefined),
  ],
  ['dead-letter queues', 'UploadRule', set('IntakeDeadLettersPolicy', 'Queues', [])],
  [
    'functions that their rules',
    'OnJobFile',
    set('OnJobFileEventBridgeLambdaPermission1', 'Principal', 's3.amazonaws.com'),
  ],
  [
    'no secret',
    'SIGNING_PRIVATE_KEY',
    set('CloseAssetLambdaFunction', 'Environment.Variables.SIGNING_PRIVATE_KEY', 'x'),
  ],
  [
    'no secret',
    'LOOKED_UP',
    set('CloseAssetLambdaFunction', 'Environment.Variables.LOOKED_UP', '{{resolve:ssm-secure:/a/b:1}}'),
  ],
  [
    'log groups that forget',
    'InspectSourceLogGroup',
    set('InspectSourceLogGroup', 'RetentionInDays', undefined),
  ],
  ['queues that say', 'IntakeDeadLetters', set('IntakeDeadLetters', 'MessageRetentionPeriod', undefined)],
  ['buckets encrypted', 'MediaBucket', set('MediaBucket', 'BucketEncryption', undefined)],
  [
    'buckets encrypted',
    'IngestBucket',
    set('IngestBucket', 'PublicAccessBlockConfiguration.BlockPublicPolicy', false),
  ],
  ['a dead-letter queue for', 'ModerationQueue', set('ModerationQueue', 'RedrivePolicy', undefined)],
  [
    'a place for notices',
    'OnModerationNotice',
    set('OnModerationNoticeLambdaEvConf', 'DestinationConfig.OnFailure', undefined),
  ],
  [
    'a place for notices',
    'OnModerationNotice',
    (t) =>
      Object.keys(t.Resources)
        .filter((id) => t.Resources[id]!.Type === 'AWS::SNS::Subscription')
        .forEach((id) => delete edit(t, id)['RedrivePolicy']),
  ],
  ['messages that stay hidden', 'StartModeration', set('ModerationQueue', 'VisibilityTimeout', 60)],
  ['topics encrypted', 'ModerationTopic', set('ModerationTopic', 'KmsMasterKeyId', undefined)],
  ['queues encrypted', 'IntakeDeadLetters', set('IntakeDeadLetters', 'SqsManagedSseEnabled', false)],
  ['tables encrypted', 'JobsTable', set('JobsTable', 'SSESpecification', undefined)],
  [
    'tables encrypted',
    'AssetsTable',
    set('AssetsTable', 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', false),
  ],
]

const behaviours = 'DistributionConfig.CacheBehaviors'
const DELIVERY_FAULTS: Fault[] = [
  [
    'signed cookies',
    'assets/*.mpd',
    set('PlaybackDistribution', `${behaviours}.2.TrustedKeyGroups`, undefined),
  ],
  [
    'a guard',
    'everything else',
    set('PlaybackDistribution', 'DistributionConfig.DefaultCacheBehavior.FunctionAssociations', undefined),
  ],
  [
    'TLS',
    'assets/*/playback',
    set('PlaybackDistribution', `${behaviours}.0.ViewerProtocolPolicy`, 'allow-all'),
  ],
  [
    'distributions that ask',
    'media',
    set('PlaybackDistribution', 'DistributionConfig.Origins.0.OriginAccessControlId', undefined),
  ],
  [
    'outputs and nothing else',
    'MediaBucketPolicy',
    set('MediaBucketPolicy', 'PolicyDocument.Statement.0.Resource', {
      'Fn::Sub': '${MediaBucket.Arn}/*',
    }),
  ],
  [
    'no service that acts',
    'MediaBucketPolicy',
    set('MediaBucketPolicy', 'PolicyDocument.Statement.0.Condition', undefined),
  ],
]

export const FAULTS: Fault[] = [
  ...RESOURCE_FAULTS,
  ...DELIVERY_FAULTS,
  ...BUCKET_FAULTS,
  ...KEY_FAULTS,
  ...ALARM_FAULTS,
]
