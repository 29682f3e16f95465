// Buckets as folders: the engine on plain files, without the rest of the local cloud.
import { createReadStream, mkdirSync, statSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PutOptions, Storage } from '../../../local/mediaconvert/storage.ts'

export interface FolderStorage extends Storage {
  /** The path of an object. */
  path(bucket: string, key: string): string
  types: Map<string, string>
}

export function folderStorage(root: string): FolderStorage {
  const path = (bucket: string, key: string) => join(root, bucket, key)
  const types = new Map<string, string>()
  mkdirSync(root, { recursive: true })
  return {
    path,
    types,
    async head({ bucket, key }) {
      const { size, mtime } = statSync(path(bucket, key))
      return { sizeBytes: size, lastModified: mtime, eTag: '"e"', mimeType: 'video/mp4' }
    },
    read: ({ bucket, key }, from, to) =>
      Promise.resolve(createReadStream(path(bucket, key), { start: from, end: to })),
    download: ({ bucket, key }, file) => copyFile(path(bucket, key), file),
    async put({ bucket, key }, body: Buffer | string, { contentType }: PutOptions) {
      await mkdir(dirname(path(bucket, key)), { recursive: true })
      await (typeof body === 'string'
        ? copyFile(body, path(bucket, key))
        : writeFile(path(bucket, key), body))
      types.set(key, contentType)
    },
    close() {},
  }
}
