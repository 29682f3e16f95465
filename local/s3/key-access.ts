// Whoever reads or writes an object that a key of KMS encrypts needs the key as well: S3 asks KMS in the caller's name.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
import type { IncomingHttpHeaders } from 'node:http'
import type { Need } from '../runtime/authority.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Address } from './address.ts'
import type { Catalog } from './catalog.ts'
import { BUCKET_KEY, KEY_ID, withEncryption } from './encryption.ts'

/** AWS's own key for S3 is everybody's who may use S3 in the account. */
const OWN_KEY = 'alias/aws/s3'

/** A request as far as keys are concerned. */
export interface KeyRequest extends Address {
  operation: string
  /** Names in lower case. */
  headers: IncomingHttpHeaders
}

// An upload in parts decrypts each part again when it is put together.
const WRITES: Record<string, string> = {
  PutObject: 'kms:GenerateDataKey',
  PostObject: 'kms:GenerateDataKey',
  CopyObject: 'kms:GenerateDataKey',
  CreateMultipartUpload: 'kms:GenerateDataKey',
  UploadPart: 'kms:Decrypt',
  UploadPartCopy: 'kms:Decrypt',
}

export function keyNeeds(context: CloudContext, catalog: Catalog, asked: KeyRequest): Need[] {
  const { operation, bucket, headers } = asked
  if (!catalog.bucket(bucket)) return []
  const action = WRITES[operation]
  const given = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && name.startsWith('x-amz-server-side-encryption') ? [[name, value]] : [],
  )
  const written =
    action && withEncryption(catalog, bucket, Object.fromEntries(given) as Record<string, string>)
  const read = operation === 'GetObject' ? asked : copySource(operation, headers)
  const stored = read && catalog.object(read.bucket, read.key)?.headers
  return [
    ...(stored ? needFor(context, read, { action: 'kms:Decrypt', headers: stored }) : []),
    ...(written ? needFor(context, asked, { action, headers: written }) : []),
  ]
}

function copySource(operation: string, headers: IncomingHttpHeaders): Address | undefined {
  const source = headers['x-amz-copy-source']
  if (!['CopyObject', 'UploadPartCopy'].includes(operation) || typeof source !== 'string') return undefined
  const [path = ''] = source.replace(/^\//, '').split('?')
  const [bucket = '', ...rest] = decodeURIComponent(path).split('/')
  return { bucket, key: rest.join('/') }
}

interface Use {
  action: string
  headers: Record<string, string>
}

function needFor(context: CloudContext, { bucket, key }: Address, { action, headers }: Use): Need[] {
  const { region, accountId } = context
  const keyId = headers[KEY_ID]
  if (keyId === undefined || keyId.endsWith(OWN_KEY)) return []
  const place = `arn:aws:s3:::${bucket}`
  const resource = keyId.startsWith('arn:') ? keyId : `arn:aws:kms:${region}:${accountId}:key/${keyId}`
  const keys = {
    'kms:viaservice': `s3.${region}.amazonaws.com`,
    'kms:calleraccount': accountId,
    'kms:encryptioncontext:aws:s3:arn': headers[BUCKET_KEY] === 'true' ? place : `${place}/${key}`,
    'kms:encryptioncontextkeys': ['aws:s3:arn'],
  }
  return [{ action, resource, keys }]
}
