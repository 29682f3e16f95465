import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { CommandError } from '../errors.ts'

/** Always the first page: what was on it is gone when it is asked for again. */
async function eraseVersions(client: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    // A page has 1,000 at most, and so has a deletion.
    const page = await client.send(new ListObjectVersionsCommand({ Bucket }))
    const listed = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
    if (listed.length === 0) return
    const Objects = listed.map(({ Key, VersionId }) => ({ Key, VersionId }))
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    )
    const [first] = Errors
    if (first) {
      throw new CommandError(`${Bucket}/${first.Key} cannot be erased: ${first.Code} ${first.Message}`)
    }
  }
}

/** The parts of uploads that never ended are in no listing, and cost all the same. */
async function endUploads(client: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
    if (Uploads.length === 0) return
    for (const { Key, UploadId } of Uploads)
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
  }
}

const ATTEMPTS = 3

/**
 * Every version of every object, and the bucket. Access logs of the last hours may come in meanwhile: it is emptied again.
 * @throws CommandError that names what cannot be erased
 */
export async function eraseBucket(client: S3Client, bucket: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await endUploads(client, bucket)
    await eraseVersions(client, bucket)
    try {
      await client.send(new DeleteBucketCommand({ Bucket: bucket }))
      return
    } catch (error) {
      if ((error as Error).name !== 'BucketNotEmpty' || attempt === ATTEMPTS) throw error
    }
  }
}
