// What was published of an asset, fetched into a folder for the judges.
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Asset } from '../../schemas/generated/types.ts'
import type { TestCloud } from '../support/cloud.ts'

export interface PublishedMedia {
  hlsPath: string
  dashPath: string
  mp4Path: string
  /** Paths of everything that was published. */
  files: string[]
}

export async function fetchPublished(
  cloud: TestCloud,
  { assetId, revision }: Asset,
  folder: string,
): Promise<PublishedMedia> {
  const bucket = cloud.output('MediaBucketName')
  const prefix = `assets/${assetId}/r${revision}/`
  const files: string[] = []
  for await (const page of paginateListObjectsV2({ client: cloud.s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key = '' } of page.Contents ?? []) {
      const path = join(folder, Key.slice(prefix.length))
      const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: bucket, Key }))
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, (await Body?.transformToByteArray()) ?? new Uint8Array())
      files.push(path)
    }
  }
  return {
    hlsPath: join(folder, 'stream/main.m3u8'),
    dashPath: join(folder, 'stream/main.mpd'),
    mp4Path: join(folder, 'download/main.mp4'),
    files,
  }
}
