// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html and
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
import type { Need } from '../../runtime/authority.ts'
import type { NeedTable } from './need-table.ts'

/** As the journal describes a request: the address, and the query as it came. */
interface S3Input {
  bucketName?: string
  key?: string
  versionId?: string
  'x-amz-copy-source'?: string
  prefix?: string
  delimiter?: string
  'max-keys'?: string
}

const bucketArn = ({ bucketName }: S3Input) => `arn:aws:s3:::${bucketName}`
const objectArn = (input: S3Input) => `${bucketArn(input)}/${input.key}`

const onBucket = (action: string) => (input: S3Input) => ({
  action: `s3:${action}`,
  resource: bucketArn(input),
  keys: { 's3:prefix': input.prefix, 's3:delimiter': input.delimiter, 's3:max-keys': input['max-keys'] },
})

/** A named version is another permission: `GetObject` becomes `GetObjectVersion`, `GetObjectTagging` `GetObjectVersionTagging`. */
const onObject = (action: string) => (input: S3Input) => ({
  action: `s3:${input.versionId === undefined ? action : action.replace('Object', 'ObjectVersion')}`,
  resource: objectArn(input),
  ...(input.versionId !== undefined && { keys: { 's3:versionid': input.versionId } }),
})

const write = (input: S3Input) => ({ action: 's3:PutObject', resource: objectArn(input) })

/** `/bucket/key?versionId=…`, the slash in front and the version optional. */
function readSource(source: string): S3Input {
  const [path = '', versionId] = source.replace(/^\//, '').split('?versionId=')
  const [bucketName = '', ...rest] = decodeURIComponent(path).split('/')
  return { bucketName, key: rest.join('/'), ...(versionId !== undefined && { versionId }) }
}

const copy = (input: S3Input): Need[] => [
  onObject('GetObject')(readSource(String(input['x-amz-copy-source']))),
  write(input),
]

export const s3Needs: NeedTable = {
  HeadBucket: onBucket('ListBucket'),
  ListObjects: onBucket('ListBucket'),
  ListObjectsV2: onBucket('ListBucket'),
  ListObjectVersions: onBucket('ListBucketVersions'),
  ListMultipartUploads: onBucket('ListBucketMultipartUploads'),
  GetBucketLocation: onBucket('GetBucketLocation'),
  GetObject: onObject('GetObject'),
  HeadObject: onObject('GetObject'),
  GetObjectAttributes: (input: S3Input) => [
    onObject('GetObject')(input),
    onObject('GetObjectAttributes')(input),
  ],
  GetObjectTagging: onObject('GetObjectTagging'),
  PutObjectTagging: onObject('PutObjectTagging'),
  DeleteObjectTagging: onObject('DeleteObjectTagging'),
  DeleteObject: onObject('DeleteObject'),
  PutObject: write,
  CopyObject: copy,
  UploadPartCopy: copy,
  CreateMultipartUpload: write,
  UploadPart: write,
  CompleteMultipartUpload: write,
  AbortMultipartUpload: (input: S3Input) => ({
    action: 's3:AbortMultipartUpload',
    resource: objectArn(input),
  }),
  ListParts: (input: S3Input) => ({ action: 's3:ListMultipartUploadParts', resource: objectArn(input) }),
}
