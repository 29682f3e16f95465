// Settings of a bucket: one table. Each is stored as it was sent and given back; what is carried out beyond that
// stands in SUPPORT.md.
import type { Catalog } from './catalog.ts'
import { checkEncryption } from './encryption.ts'
import { noSuchBucket, readText, s3Error, xmlAnswer } from './exchange.ts'
import type { S3Answer, S3Handler, S3Request } from './exchange.ts'
import { checkCors } from './cors.ts'
import { checkNotification } from './notification.ts'
import { asData, parseXml, rootElement } from './xml.ts'

interface Setting {
  /** The name in the query that tells the setting. */
  subresource: string
  /** As in the API: `Get${name}`, `Put${name}`, `Delete${name}`. */
  name: string
  deleteName?: string
  /** What Get answers when nothing is set: an error code (404), or a body. */
  absent: { code: string } | { body: string }
  /** 200 when absent. */
  putStatus?: number
}

const DEFAULT_ENCRYPTION = rootElement('ServerSideEncryptionConfiguration', [
  '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>',
  '<BucketKeyEnabled>false</BucketKeyEnabled></Rule>',
])

const PRIVATE_ACL = rootElement('AccessControlPolicy', [
  '<Owner><ID>000000000000</ID></Owner><AccessControlList><Grant>',
  '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>000000000000</ID></Grantee>',
  '<Permission>FULL_CONTROL</Permission></Grant></AccessControlList>',
])

const SETTINGS: Setting[] = [
  {
    subresource: 'accelerate',
    name: 'BucketAccelerateConfiguration',
    absent: { body: rootElement('AccelerateConfiguration', []) },
  },
  { subresource: 'acl', name: 'BucketAcl', absent: { body: PRIVATE_ACL } },
  { subresource: 'cors', name: 'BucketCors', absent: { code: 'NoSuchCORSConfiguration' }, putStatus: 200 },
  { subresource: 'encryption', name: 'BucketEncryption', absent: { body: DEFAULT_ENCRYPTION } },
  {
    subresource: 'lifecycle',
    name: 'BucketLifecycleConfiguration',
    deleteName: 'DeleteBucketLifecycle',
    absent: { code: 'NoSuchLifecycleConfiguration' },
  },
  { subresource: 'logging', name: 'BucketLogging', absent: { body: rootElement('BucketLoggingStatus', []) } },
  {
    subresource: 'notification',
    name: 'BucketNotificationConfiguration',
    absent: { body: rootElement('NotificationConfiguration', []) },
  },
  {
    subresource: 'object-lock',
    name: 'ObjectLockConfiguration',
    absent: { code: 'ObjectLockConfigurationNotFoundError' },
  },
  {
    subresource: 'ownershipControls',
    name: 'BucketOwnershipControls',
    absent: { code: 'OwnershipControlsNotFoundError' },
  },
  { subresource: 'policy', name: 'BucketPolicy', absent: { code: 'NoSuchBucketPolicy' }, putStatus: 204 },
  {
    subresource: 'publicAccessBlock',
    name: 'PublicAccessBlock',
    absent: { code: 'NoSuchPublicAccessBlockConfiguration' },
  },
  {
    subresource: 'replication',
    name: 'BucketReplication',
    absent: { code: 'ReplicationConfigurationNotFoundError' },
  },
  {
    subresource: 'requestPayment',
    name: 'BucketRequestPayment',
    absent: { body: rootElement('RequestPaymentConfiguration', ['<Payer>BucketOwner</Payer>']) },
  },
  { subresource: 'tagging', name: 'BucketTagging', absent: { code: 'NoSuchTagSet' }, putStatus: 204 },
  {
    subresource: 'versioning',
    name: 'BucketVersioning',
    absent: { body: rootElement('VersioningConfiguration', []) },
  },
  { subresource: 'website', name: 'BucketWebsite', absent: { code: 'NoSuchWebsiteConfiguration' } },
]

const VERBS: Record<string, string> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' }

export function settingOperation(method: string, query: URLSearchParams): string | undefined {
  const setting = SETTINGS.find(({ subresource }) => query.has(subresource))
  const verb = VERBS[method]
  if (!setting || !verb) return undefined
  return verb === 'Delete' && setting.deleteName ? setting.deleteName : verb + setting.name
}

export function settingHandlers(catalog: Catalog): Record<string, S3Handler> {
  const handlers = SETTINGS.flatMap((setting): [string, S3Handler][] => [
    [`Get${setting.name}`, (request) => getSetting(catalog, setting, request)],
    [`Put${setting.name}`, (request) => putSetting(catalog, setting, request)],
    [
      setting.deleteName ?? `Delete${setting.name}`,
      ({ bucket }) => {
        mustExist(catalog, bucket)
        catalog.dropSetting(bucket, setting.subresource)
        return { statusCode: 204 }
      },
    ],
  ])
  return Object.fromEntries(handlers)
}

function mustExist(catalog: Catalog, bucket: string): void {
  if (!catalog.bucket(bucket)) throw noSuchBucket(bucket)
}

function getSetting(
  catalog: Catalog,
  { subresource, name, absent }: Setting,
  { bucket }: S3Request,
): S3Answer {
  mustExist(catalog, bucket)
  const stored = catalog.setting(bucket, subresource)
  if (subresource === 'policy' && stored !== undefined) {
    return { headers: { 'content-type': 'application/json' }, body: stored }
  }
  if (stored !== undefined) return xmlAnswer(stored.replace(/^\s*<\?xml[^>]*\?>\s*/, ''))
  if ('code' in absent) throw s3Error(absent.code, `The bucket ${bucket} has no ${name}.`, 404)
  return xmlAnswer(absent.body)
}

async function putSetting(catalog: Catalog, setting: Setting, request: S3Request): Promise<S3Answer> {
  const { subresource } = setting
  mustExist(catalog, request.bucket)
  const body = await readText(request.body)
  const requestParameters = { [setting.name]: readSetting(subresource, body) }
  if (body !== '') catalog.putSetting(request.bucket, subresource, body)
  return { statusCode: setting.putStatus ?? 200, requestParameters }
}

// An ACL may come in headers alone, without a body.
function readSetting(subresource: string, body: string): unknown {
  if (subresource === 'policy') return readPolicy(body)
  if (body === '' && subresource === 'acl') return {}
  const configuration = parseXml(body)
  if (subresource === 'notification') checkNotification(configuration)
  if (subresource === 'cors') checkCors(configuration)
  if (subresource === 'encryption') checkEncryption(configuration)
  return asData(configuration)
}

function readPolicy(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw s3Error('MalformedPolicy', 'Policies must be valid JSON and the first byte must be "{".', 400)
  }
}
