// Whose captions a late file is, or was.
import type { AssetStore } from '../../lib/asset-store.ts'
import type { listVersions, ListedObject, ObjectId } from '../../lib/aws/s3.ts'
import { formatOfName } from '../../lib/captions/caption-format.ts'
import { readSidecarName, sidecarsOf } from '../../lib/captions/sidecar.ts'
import { fileNameOf, folderOf } from '../../lib/object-key.ts'
import type { Asset } from '../../schemas/generated/types.ts'

export interface FindFilmServices {
  listVersions: typeof listVersions
  assets: Pick<AssetStore, 'findBySource'>
}

/** Everything in the folder that begins as the file does, up to a dot: sources whose captions it may be. */
async function listBeside({ bucket, key }: ObjectId, list: typeof listVersions): Promise<ListedObject[]> {
  const stems = readSidecarName(fileNameOf(key)).map(({ stem }) => stem)
  const shortest = stems.toSorted((a, b) => a.length - b.length)[0]
  return shortest === undefined ? [] : list(bucket, `${folderOf(key)}${shortest}.`)
}

/** The newest asset of each source beside the file that takes it for its own, by its name or its job file. */
export async function findFilm(file: ObjectId, services: FindFilmServices): Promise<Asset | undefined> {
  const listed = await listBeside(file, services.listVersions)
  // A file that is gone is not listed, and was somebody's all the same.
  const objects = [
    ...listed.filter(({ key }) => key !== file.key),
    { key: file.key, etag: '', lastModifiedAt: '' },
  ]
  const sources = listed.filter(({ key }) => formatOfName(key) === undefined && !key.endsWith('.json'))
  const fileName = fileNameOf(file.key)
  for (const { key } of sources) {
    const [asset] = await services.assets.findBySource(`s3://${file.bucket}/${key}`)
    const isNamed = asset?.captionWishes?.files?.some((wish) => wish.file === fileName)
    const isByName = sidecarsOf(key, objects).some((sidecar) => sidecar.key === file.key)
    if (asset !== undefined && (isNamed || isByName)) return asset
  }
  return undefined
}
