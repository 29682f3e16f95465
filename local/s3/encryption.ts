// By which key an object is encrypted, as far as anybody sees it: named by the request, else by the bucket. No byte is
// encrypted here; what the key lets whom do is judged all the same.
import type { Catalog } from './catalog.ts'
import { s3Error } from './exchange.ts'
import { childrenOf, parseXml, textOf, type XmlNode } from './xml.ts'

const ALGORITHM = 'x-amz-server-side-encryption'
export const KEY_ID = 'x-amz-server-side-encryption-aws-kms-key-id'
export const BUCKET_KEY = 'x-amz-server-side-encryption-bucket-key-enabled'
const NAMES = [ALGORITHM, KEY_ID, BUCKET_KEY]

type Headers = Record<string, string>

const KNOWN = ['AES256', 'aws:kms', 'aws:kms:dsse']

interface DefaultEncryption {
  algorithm: string
  /** As the bucket's owner wrote it: an ARN, an id or an alias. */
  keyId?: string
  hasBucketKey: boolean
}

function readRule(document: XmlNode): DefaultEncryption {
  const rule = childrenOf(document, 'Rule')[0]
  const given = rule && childrenOf(rule, 'ApplyServerSideEncryptionByDefault')[0]
  const keyId = given && textOf(given, 'KMSMasterKeyID')
  return {
    algorithm: (given && textOf(given, 'SSEAlgorithm')) ?? 'AES256',
    ...(keyId && { keyId }),
    hasBucketKey: rule !== undefined && textOf(rule, 'BucketKeyEnabled') === 'true',
  }
}

/** What a bucket does with an object for which nothing else is asked. */
export function defaultEncryption(catalog: Catalog, bucket: string): DefaultEncryption {
  const stored = catalog.setting(bucket, 'encryption')
  return stored === undefined ? { algorithm: 'AES256', hasBucketKey: false } : readRule(parseXml(stored))
}

/** @throws MalformedXML, InvalidArgument */
export function checkEncryption(document: XmlNode): void {
  if (childrenOf(document, 'Rule').length !== 1)
    throw s3Error('MalformedXML', 'The XML must have one Rule.', 400)
  const { algorithm, keyId } = readRule(document)
  if (!KNOWN.includes(algorithm))
    throw s3Error('MalformedXML', `The SSEAlgorithm is one of ${KNOWN.join(', ')}.`, 400)
  if (keyId !== undefined && algorithm === 'AES256')
    throw s3Error(
      'InvalidArgument',
      'a KMSMasterKeyID is not applicable if the default sse algorithm is AES256',
      400,
    )
}

/** The headers of an object to be, with those that say how it is encrypted. */
export function withEncryption(catalog: Catalog, bucket: string, headers: Headers): Headers {
  const { algorithm, keyId, hasBucketKey } = defaultEncryption(catalog, bucket)
  const wanted = headers[ALGORITHM]
  if (wanted !== undefined && !KNOWN.includes(wanted))
    throw s3Error('InvalidArgument', 'The encryption method specified is not supported', 400)
  const chosen = wanted ?? algorithm
  if (chosen === 'AES256') return { ...withoutEncryption(headers), [ALGORITHM]: chosen }
  const key = headers[KEY_ID] ?? (chosen === algorithm ? keyId : undefined) ?? 'alias/aws/s3'
  return { ...headers, [ALGORITHM]: chosen, [KEY_ID]: key, ...(hasBucketKey && { [BUCKET_KEY]: 'true' }) }
}

/** A copy is encrypted as its own bucket does it, whatever the source was. */
export const withoutEncryption = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !NAMES.includes(name)))

/** What the answer to a write says of it. */
export const encryptionHeaders = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => NAMES.includes(name)))
