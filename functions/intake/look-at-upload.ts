// How an upload stands, found out where it lies: what is in the bucket decides, whatever anybody has said.
import type { AssetStore } from '../../lib/asset-store.ts'
import type { UploadBucket } from '../../lib/aws/s3-uploads.ts'
import { fileNameOf } from '../../lib/object-key.ts'
import type { Asset, Upload, UploadRecord } from '../../schemas/generated/types.ts'
import { missingParts, planParts } from './rules/upload-parts.ts'
import { uploadKey, type uploadPrefix } from './rules/upload-name.ts'
import type { UploadLimits } from './rules/upload-request.ts'
import type { UploadStore } from './upload-store.ts'

export interface UploadServices {
  uploads: UploadStore
  assets: Pick<AssetStore, 'findBySource'>
  bucket: UploadBucket
  storage: {
    /** Sizes by key of all that lies below the prefix of an upload. */
    list: (uploadId: Parameters<typeof uploadPrefix>[0]) => Promise<ReadonlyMap<string, number>>
    write: (key: string, text: string) => Promise<void>
  }
  newId: () => string
  now: () => number
  settings: UploadLimits & {
    bucketName: string
    partsAboveBytes: number
    partBytes: number
    linkSeconds: number
  }
}

/** So many addresses are signed at once. */
const PAGE = 100

async function viewParts(
  { key, sizeBytes, multipart }: UploadRecord & { multipart: NonNullable<UploadRecord['multipart']> },
  { bucket, settings }: UploadServices,
): Promise<Upload['parts']> {
  const parts = { key, multipartId: multipart.id }
  const stored = await bucket.listParts(parts)
  if (stored === undefined) return undefined
  const { partSizeBytes } = multipart
  const planned = planParts(sizeBytes, partSizeBytes)
  const missing = missingParts(planned, stored)
  const missingBytes = missing.reduce((sum, part) => sum + part.sizeBytes, 0)
  return {
    partSizeBytes,
    partCount: planned.length,
    receivedCount: planned.length - missing.length,
    receivedBytes: sizeBytes - missingBytes,
    missing: await Promise.all(
      missing.slice(0, PAGE).map(async (part) => ({
        ...part,
        url: await bucket.signPart(parts, part, settings.linkSeconds),
      })),
    ),
  }
}

async function viewCaptions(
  { uploadId, captions }: UploadRecord,
  present: ReadonlyMap<string, number>,
  { bucket, settings }: UploadServices,
): Promise<Upload['captions']> {
  const absent = captions.filter(({ fileName }) => !present.has(uploadKey(uploadId, fileName)))
  if (absent.length === 0) return undefined
  return Promise.all(
    absent.map(async ({ fileName, sizeBytes }) => ({
      fileName,
      form: await bucket.signForm(uploadKey(uploadId, fileName), {
        contentType: 'application/octet-stream',
        sizeBytes,
        validSeconds: settings.linkSeconds,
      }),
    })),
  )
}

const viewAsset = ({ assetId, revision, outcome, reasons }: Asset): NonNullable<Upload['asset']> => ({
  ...{ assetId, revision, reasons },
  ...(outcome !== undefined && { outcome }),
})

/** What is needed to go on; undefined when nothing is left to go on with. */
async function viewRest(
  upload: UploadRecord,
  present: ReadonlyMap<string, number>,
  services: UploadServices,
) {
  const { bucket, settings, now } = services
  const { key, contentType, sizeBytes, multipart } = upload
  const validSeconds = settings.linkSeconds
  const linksExpireAt = new Date(now() + validSeconds * 1000).toISOString()
  const parts = multipart && (await viewParts({ ...upload, multipart }, services))
  if (multipart !== undefined && parts === undefined) return undefined
  const captions = await viewCaptions(upload, present, services)
  return {
    linksExpireAt,
    ...(parts ? { parts } : { form: await bucket.signForm(key, { contentType, sizeBytes, validSeconds }) }),
    ...(captions && { captions }),
  }
}

async function look(upload: UploadRecord, services: UploadServices) {
  const { uploadId, key, receivedAt } = upload
  const list = () => services.storage.list(uploadId)
  const before = await list()
  if (receivedAt !== undefined || before.has(key)) return { isReceived: true, keys: [...before.keys()] }
  const rest = await viewRest(upload, before, services)
  // Parts that were put together in between are a film by now.
  const present = rest === undefined ? await list() : before
  return { isReceived: present.has(key), keys: [...present.keys()], rest }
}

/** The upload with the keys that lie below its prefix; undefined when it ended without its film. */
export async function lookAtUpload(
  upload: UploadRecord,
  services: UploadServices,
): Promise<{ view: Upload; keys: string[] } | undefined> {
  const { uploadId, key, sizeBytes, contentType, expiresAtSeconds } = upload
  const { isReceived, keys, rest } = await look(upload, services)
  if (!isReceived && rest === undefined) return undefined
  if (isReceived && upload.receivedAt === undefined)
    await services.uploads.noteReceived(uploadId, new Date(services.now()).toISOString())
  const sourceUri = `s3://${services.settings.bucketName}/${key}`
  const [asset] = isReceived ? await services.assets.findBySource(sourceUri) : []
  const view: Upload = {
    uploadId,
    state: isReceived ? 'received' : 'open',
    fileName: fileNameOf(key),
    ...{ sizeBytes, contentType },
    expiresAt: new Date(expiresAtSeconds * 1000).toISOString(),
    ...rest,
    ...(asset && { asset: viewAsset(asset) }),
  }
  return { view, keys }
}
