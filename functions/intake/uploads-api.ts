// Called by the HTTP API for the routes of uploads. Films never pass through here: who uploads is given forms and
// addresses that S3 takes for this one key, type and size, and comes back when they have ended.
import { randomBytes } from 'node:crypto'
import { assetStore } from '../../lib/asset-store.ts'
import { uploadBucket } from '../../lib/aws/s3-uploads.ts'
import { listObjects, writeObject } from '../../lib/aws/s3.ts'
import { numericSetting, setting } from '../../lib/environment.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { apiHandler, problem, type ApiAnswer, type ApiRequest, type Responder } from '../../lib/http.ts'
import { openPolicies } from '../../lib/policies.ts'
import { mayActAs } from '../../lib/roles.ts'
import { parseInput } from '../../lib/validation.ts'
import type { UploadRecord } from '../../schemas/generated/types.ts'
import { validateUploadRequest } from '../../schemas/generated/validators.mjs'
import { lookAtUpload, type UploadServices } from './look-at-upload.ts'
import { choosePartSize, goesInParts, missingParts, planParts } from './rules/upload-parts.ts'
import { checkUpload, planUpload } from './rules/upload-request.ts'
import { uploadPrefix } from './rules/upload-name.ts'
import { uploadStore } from './upload-store.ts'

/** The bucket throws unfinished parts away after as many days; see its lifecycle. */
const KEPT_SECONDS = 7 * 24 * 60 * 60

const REFUSALS = {
  'upload-ended': 'The upload was given up: nothing of it is left. Begin a new one.',
  'parts-missing':
    'Parts of the film are missing; ask for the upload, send what it misses, and complete it then.',
  'film-missing': 'The film is not there; post its form first.',
  'captions-missing': 'Captions that were announced are not there; post their forms first.',
  'already-received': 'The film is there and worked on. An operator may withdraw what it became.',
} as const

const refuse = (code: keyof typeof REFUSALS): ApiAnswer => problem(409, code, REFUSALS[code])

async function begin({ body, by }: ApiRequest, services: UploadServices): Promise<ApiAnswer> {
  const request = parseInput(validateUploadRequest, body)
  const { settings, bucket, storage, uploads, now } = services
  const policies = mayActAs(by.role, 'operator') ? undefined : openPolicies()
  const refused = checkUpload(request, { ...settings, ...(policies && { policies }) })
  if (refused !== undefined) return problem(400, refused.code, refused.words)
  const plan = planUpload(request, services.newId())
  const partSizeBytes = choosePartSize(plan.sizeBytes, settings.partBytes)
  const multipart = goesInParts(plan.sizeBytes, settings.partsAboveBytes)
    ? { id: await bucket.startParts(plan.key, plan.contentType), partSizeBytes }
    : undefined
  const upload: UploadRecord = {
    ...plan,
    ...(multipart && { multipart }),
    startedBy: by.name,
    startedAt: new Date(now()).toISOString(),
    expiresAtSeconds: Math.floor(now() / 1000) + KEPT_SECONDS,
  }
  await uploads.begin(upload)
  // Before anybody can send the film: a film that is there is worked on at once.
  if (upload.jobFileKey !== undefined) await storage.write(upload.jobFileKey, JSON.stringify(request.job))
  return { status: 201, body: (await lookAtUpload(upload, services))!.view }
}

/** Only who began an upload may go on with it; for everybody else, it is not there. */
async function ownUpload({ path, by }: ApiRequest, { uploads }: UploadServices): Promise<UploadRecord> {
  const uploadId = path['uploadId'] ?? ''
  const upload = await uploads.load(uploadId)
  if (upload !== undefined && upload.startedBy === by.name) return upload
  throw new NotFoundError(`You have begun no upload ${uploadId.slice(0, 32)}.`)
}

async function show(request: ApiRequest, services: UploadServices): Promise<ApiAnswer> {
  const seen = await lookAtUpload(await ownUpload(request, services), services)
  return seen === undefined ? refuse('upload-ended') : { status: 200, body: seen.view }
}

/** Undefined when the film is there now; else why it is not. */
async function putTogether({ key, sizeBytes, multipart }: UploadRecord, { bucket }: UploadServices) {
  if (multipart === undefined) return 'film-missing' as const
  const parts = { key, multipartId: multipart.id }
  const stored = await bucket.listParts(parts)
  if (stored === undefined) return undefined
  const planned = planParts(sizeBytes, multipart.partSizeBytes)
  if (missingParts(planned, stored).length > 0) return 'parts-missing' as const
  const numbers = new Set(planned.map(({ partNumber }) => partNumber))
  try {
    await bucket.completeParts(parts, new Map([...stored].filter(([number]) => numbers.has(number))))
  } catch (error) {
    // Ended in between, one way or the other: what lies there now tells which.
    if (!(error instanceof NotFoundError)) throw error
  }
  return undefined
}

async function complete(request: ApiRequest, services: UploadServices): Promise<ApiAnswer> {
  const upload = await ownUpload(request, services)
  const before = await lookAtUpload(upload, services)
  if (before === undefined) return refuse('upload-ended')
  if (before.view.state === 'received') return { status: 200, body: before.view }
  if (before.view.captions !== undefined) return refuse('captions-missing')
  const refusal = await putTogether(upload, services)
  if (refusal !== undefined) return refuse(refusal)
  const after = await lookAtUpload(upload, services)
  return after?.view.state === 'received' ? { status: 200, body: after.view } : refuse('upload-ended')
}

async function cancel(request: ApiRequest, services: UploadServices): Promise<ApiAnswer> {
  const upload = await ownUpload(request, services)
  const { uploadId, key, multipart } = upload
  const seen = await lookAtUpload(upload, services)
  if (seen?.view.state === 'received') return refuse('already-received')
  if (multipart !== undefined) await services.bucket.abortParts({ key, multipartId: multipart.id })
  await services.bucket.deleteObjects(seen?.keys ?? [])
  await services.uploads.forget(uploadId)
  return { status: 204 }
}

export const responders = {
  'POST /uploads': begin,
  'GET /uploads/{uploadId}': show,
  'POST /uploads/{uploadId}/complete': complete,
  'DELETE /uploads/{uploadId}': cancel,
} as const satisfies Record<string, Responder<UploadServices>>

export const handler = apiHandler(responders, () => {
  const bucketName = setting('INGEST_BUCKET')
  // Only AWS itself has an edge to go through.
  const isAccelerated =
    setting('TRANSFER_ACCELERATION') === 'on' && process.env['AWS_ENDPOINT_URL'] === undefined
  return {
    uploads: uploadStore(setting('UPLOADS_TABLE')),
    assets: assetStore(setting('ASSETS_TABLE')),
    bucket: uploadBucket(bucketName, { isAccelerated }),
    storage: {
      list: (uploadId: string) => listObjects(bucketName, uploadPrefix(uploadId)),
      write: (key: string, text: string) =>
        writeObject({ bucket: bucketName, key }, text, 'application/json'),
    },
    newId: () => randomBytes(16).toString('hex'),
    now: Date.now,
    settings: {
      bucketName,
      maxSizeBytes: numericSetting('MAX_SOURCE_SIZE_BYTES'),
      partsAboveBytes: numericSetting('UPLOAD_PARTS_ABOVE_BYTES'),
      partBytes: numericSetting('UPLOAD_PART_BYTES'),
      linkSeconds: numericSetting('UPLOAD_LINK_SECONDS'),
      trigger: setting('TRIGGER'),
    },
  }
})
