import { edit, set, type Fault } from './fault.ts'

const rule = (index: number, path: string, value: unknown) =>
  set('IngestBucket', `LifecycleConfiguration.Rules.${index}.${path}`, value)

export const BUCKET_FAULTS: Fault[] = [
  [
    'buckets that answer nobody without TLS',
    'IngestBucket',
    set('IngestBucketPolicy', 'PolicyDocument.Statement', []),
  ],
  [
    'buckets that answer nobody without TLS',
    'AccessLogBucket',
    set('AccessLogBucketPolicy', 'PolicyDocument.Statement.2.Resource', [
      { 'Fn::GetAtt': ['AccessLogBucket', 'Arn'] },
    ]),
  ],
  ['buckets that tell who came', 'MediaBucket', set('MediaBucket', 'LoggingConfiguration', undefined)],
  [
    'log buckets that logs come to',
    'AccessLogBucket',
    set('AccessLogBucketPolicy', 'PolicyDocument.Statement.0.Principal', { Service: 's3.amazonaws.com' }),
  ],
  [
    'log buckets that logs come to',
    'AccessLogBucket',
    (t) => {
      edit(t, 'AccessLogBucket')['BucketEncryption'] = edit(t, 'MediaBucket')['BucketEncryption']
    },
  ],
  [
    'log buckets that logs come to',
    'AccessLogBucket',
    set('AccessLogBucket', 'LifecycleConfiguration.Rules.0.Status', 'Disabled'),
  ],
  ['buckets in which unfinished uploads end', 'IngestBucket', rule(0, 'Prefix', 'uploads/')],
  ['versioned buckets that forget', 'IngestBucket', rule(1, 'NoncurrentVersionExpiration', undefined)],
  ['lifecycle rules that S3 takes', 'IngestBucket', rule(0, 'TagFilters', [{ Key: 'a', Value: 'b' }])],
  [
    'buckets in which all belongs',
    'MediaBucket',
    set('MediaBucket', 'OwnershipControls.Rules.0.ObjectOwnership', 'ObjectWriter'),
  ],
  [
    'buckets that outlive the stack',
    'MediaBucket',
    (t) => {
      t.Resources['MediaBucket']!.DeletionPolicy = 'Delete'
    },
  ],
]
