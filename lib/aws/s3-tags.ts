// Tags of objects, of the very version where the bucket keeps versions.
import { GetObjectTaggingCommand, PutObjectTaggingCommand, S3Client } from '@aws-sdk/client-s3'
import type { Source } from '../../schemas/generated/types.ts'
import { calling } from './translate.ts'

const client = new S3Client({})

type ObjectVersion = Pick<Source, 'bucket' | 'key' | 'versionId'>

const place = ({ bucket, key, versionId }: ObjectVersion) => ({
  Bucket: bucket,
  Key: key,
  ...(versionId !== undefined && { VersionId: versionId }),
})

/** @throws NotFoundError */
export async function readTags(object: ObjectVersion): Promise<Record<string, string>> {
  const { TagSet = [] } = await calling('reading the tags of an object', () =>
    client.send(new GetObjectTaggingCommand(place(object))),
  )
  return Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value]))
}

/** Replaces all tags. @throws NotFoundError */
export async function writeTags(object: ObjectVersion, tags: Record<string, string>): Promise<void> {
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  await calling('tagging an object', () =>
    client.send(new PutObjectTaggingCommand({ ...place(object), Tagging: { TagSet } })),
  )
}
