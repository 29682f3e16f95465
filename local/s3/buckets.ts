// Buckets themselves.
import { noSuchBucket, readText, s3Error, xmlAnswer } from './exchange.ts'
import type { S3Answer, S3Handler, S3Request } from './exchange.ts'
import { timeElement } from './listing.ts'
import { mustHaveBucket } from './shelf.ts'
import type { Shelf } from './shelf.ts'
import { asData, element, parseXml, rootElement, textOf } from './xml.ts'

// docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!xn--)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

export const bucketHandlers = (shelf: Shelf): Record<string, S3Handler> => ({
  ListBuckets() {
    const buckets = shelf.catalog.buckets().map(({ name, createdMs, region }) => {
      const members = [
        element('Name', name),
        timeElement('CreationDate', createdMs),
        element('BucketRegion', region),
      ]
      return element('Bucket', members)
    })
    const owner = element('Owner', [element('ID', shelf.context.accountId)])
    return xmlAnswer(rootElement('ListAllMyBucketsResult', [owner, element('Buckets', buckets)]))
  },
  CreateBucket: (request) => createBucket(shelf, request),
  HeadBucket({ bucket }) {
    const found = shelf.catalog.bucket(bucket)
    if (!found) throw noSuchBucket(bucket)
    return { headers: { 'x-amz-bucket-region': found.region } }
  },
  GetBucketLocation({ bucket }) {
    const found = shelf.catalog.bucket(bucket)
    if (!found) throw noSuchBucket(bucket)
    // us-east-1 is written as nothing.
    return xmlAnswer(rootElement('LocationConstraint', found.region === 'us-east-1' ? [] : [found.region]))
  },
  async DeleteBucket({ bucket }) {
    mustHaveBucket(shelf, bucket)
    const { catalog, blobs } = shelf
    if (catalog.objects(bucket, { from: '' }, 1).length > 0) {
      throw s3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409)
    }
    const uploads = catalog.uploads(bucket)
    const parts = uploads.flatMap(({ id }) => catalog.parts(id))
    catalog.transaction(() => {
      for (const { id } of uploads) catalog.dropUpload(id)
      catalog.dropBucket(bucket)
    })
    await blobs.remove(parts)
    return { statusCode: 204 }
  },
})

async function createBucket(shelf: Shelf, { bucket, body }: S3Request): Promise<S3Answer> {
  if (!BUCKET_NAME.test(bucket))
    throw s3Error('InvalidBucketName', `The specified bucket is not valid: ${bucket}`, 400)
  const text = await readText(body)
  const configuration = text.trim() === '' ? undefined : parseXml(text)
  const region = (configuration && textOf(configuration, 'LocationConstraint')) || 'us-east-1'
  const existing = shelf.catalog.bucket(bucket)
  // In us-east-1, alone, creating one's own bucket again is no error.
  if (existing && (region !== 'us-east-1' || existing.region !== region)) {
    throw s3Error('BucketAlreadyOwnedByYou', `You already own the bucket ${bucket}.`, 409)
  }
  if (!existing) shelf.catalog.putBucket({ name: bucket, createdMs: shelf.context.clock.now(), region })
  return {
    headers: { location: `/${bucket}` },
    ...(configuration && { requestParameters: { createBucketConfiguration: asData(configuration) } }),
  }
}
