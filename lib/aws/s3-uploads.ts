// Uploads by others: forms and addresses that are signed with the permissions of who calls this, and the parts that
// come in by them.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  paginateListParts,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { NotFoundError } from '../errors.ts'
import { calling } from './translate.ts'

export interface SignedForm {
  url: string
  fields: Record<string, string>
}

export interface FormTerms {
  contentType: string
  /** Exactly so many bytes are taken. */
  sizeBytes: number
  validSeconds: number
}

export interface StoredPart {
  sizeBytes: number
  etag: string
}

/** The parts of one object, under the name that S3 has given to their upload. */
interface PartsOf {
  key: string
  multipartId: string
}

export type UploadBucket = ReturnType<typeof uploadBucket>

/** `isAccelerated`: through the edge that is nearest to who uploads (S3 Transfer Acceleration). */
export function uploadBucket(bucket: string, { isAccelerated }: { isAccelerated: boolean }) {
  // A checksum in a signed address would be that of the empty body it is signed without.
  const client = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' })
  // Another client: operations on the bucket itself need no detour, and listing has none.
  const signer = isAccelerated
    ? new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', useAccelerateEndpoint: true })
    : client

  return {
    /** A form for this key, type and size and no other; each of its fields is a condition. */
    signForm: (key: string, { contentType, sizeBytes, validSeconds }: FormTerms): Promise<SignedForm> =>
      calling('signing a form', () =>
        createPresignedPost(signer, {
          Bucket: bucket,
          Key: key,
          Fields: { 'Content-Type': contentType, success_action_status: '201' },
          Conditions: [['content-length-range', sizeBytes, sizeBytes]],
          Expires: validSeconds,
        }),
      ),

    /** @returns the name that S3 gives to the upload */
    async startParts(key: string, contentType: string): Promise<string> {
      const { UploadId = '' } = await calling('beginning an upload in parts', () =>
        client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType })),
      )
      return UploadId
    },

    /** The length is signed, too: S3 takes so many bytes there and no others. */
    signPart: (
      { key, multipartId }: PartsOf,
      { partNumber, sizeBytes }: { partNumber: number; sizeBytes: number },
      validSeconds: number,
    ): Promise<string> =>
      calling('signing an address', () =>
        getSignedUrl(
          signer,
          new UploadPartCommand({
            Bucket: bucket,
            Key: key,
            UploadId: multipartId,
            PartNumber: partNumber,
            ContentLength: sizeBytes,
          }),
          { expiresIn: validSeconds },
        ),
      ),

    /** By number. Undefined when the upload has ended, one way or the other. */
    async listParts({ key, multipartId }: PartsOf): Promise<Map<number, StoredPart> | undefined> {
      const parts = new Map<number, StoredPart>()
      const asked = { Bucket: bucket, Key: key, UploadId: multipartId }
      try {
        await calling('listing the parts of an upload', async () => {
          for await (const { Parts = [] } of paginateListParts({ client }, asked))
            for (const { PartNumber = 0, Size = 0, ETag = '' } of Parts)
              parts.set(PartNumber, { sizeBytes: Size, etag: ETag })
        })
        return parts
      } catch (error) {
        if (error instanceof NotFoundError) return undefined
        throw error
      }
    },

    /** @throws NotFoundError when the upload has ended meanwhile */
    async completeParts(
      { key, multipartId }: PartsOf,
      parts: ReadonlyMap<number, StoredPart>,
    ): Promise<void> {
      const Parts = [...parts]
        .sort(([one], [other]) => one - other)
        .map(([PartNumber, { etag: ETag }]) => ({ PartNumber, ETag }))
      await calling('putting the parts of an upload together', () =>
        client.send(
          new CompleteMultipartUploadCommand({
            Bucket: bucket,
            Key: key,
            UploadId: multipartId,
            MultipartUpload: { Parts },
          }),
        ),
      )
    },

    /** One that has ended already is left as it is. */
    async abortParts({ key, multipartId }: PartsOf): Promise<void> {
      try {
        await calling('aborting an upload', () =>
          client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: multipartId })),
        )
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error
      }
    },

    async deleteObjects(keys: string[]): Promise<void> {
      await calling('deleting objects', () =>
        Promise.all(keys.map((Key) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key })))),
      )
    },
  }
}
