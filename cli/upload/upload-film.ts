// One film's way through the API: begun or gone on with, captions, film, and watched to its outcome.
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Upload } from '../../schemas/generated/types.ts'
import { CommandError } from '../errors.ts'
import { pause } from '../interrupt.ts'
import type { FileProgress } from '../process-file.ts'
import { RefusalError, type Api } from '../review/api.ts'
import { findCaptionFiles } from '../sources/caption-files.ts'
import { findJobFile } from '../sources/job-file.ts'
import { plain } from '../terminal.ts'
import type { KeptUpload, UploadKeeper } from './kept-uploads.ts'
import { askAgain } from './ask-again.ts'
import { jobFor, type FilmWishes } from './film-wishes.ts'
import { sendFilm } from './send-film.ts'
import { sendForm } from './send-form.ts'
import { tryAgain } from './try-again.ts'

export type UploadApi = Pick<Api, 'beginUpload' | 'showUpload' | 'completeUpload' | 'cancelUpload'>

export interface UploadSession {
  api: UploadApi
  keeper: UploadKeeper
  pollEveryMs: number
}

export interface FilmWork {
  /** Absolute. */
  path: string
  /** Counts where an upload begins, also in the place of one that has ended. */
  wishes: FilmWishes
  /** Present to go on with it. */
  kept: KeptUpload | undefined
  signal: AbortSignal
  timeoutMs: number
  onProgress: (progress: FileProgress) => void
}

async function captionsOf(path: string) {
  return Promise.all(
    findCaptionFiles(path, findJobFile(path)).map(async (file) => ({
      fileName: basename(file),
      sizeBytes: (await stat(file)).size,
    })),
  )
}

async function begin({ api, keeper }: UploadSession, { path, wishes }: FilmWork): Promise<Upload> {
  const job = await jobFor(path, wishes)
  const { size: sizeBytes, mtimeMs: modifiedMs } = await stat(path)
  const captions = await captionsOf(path)
  const upload = await api.beginUpload({
    fileName: basename(path),
    sizeBytes,
    ...(job && { job }),
    ...(captions.length > 0 && { captions }),
  })
  const { uploadId, parts } = upload
  await keeper.keep(path, { uploadId, sizeBytes, modifiedMs, inParts: parts !== undefined })
  return upload
}

/** Where it stands; begun anew when nothing is left of the one that was kept. */
async function take(session: UploadSession, work: FilmWork): Promise<Upload> {
  if (work.kept === undefined) return begin(session, work)
  try {
    return await session.api.showUpload(work.kept.uploadId)
  } catch (error) {
    if (error instanceof RefusalError && ['not-found', 'upload-ended'].includes(error.code))
      return begin(session, work)
    throw error
  }
}

async function sendCaptions({ captions = [] }: Upload, { path, signal }: FilmWork): Promise<void> {
  for (const { fileName, form } of captions) {
    const file = join(dirname(path), fileName)
    const { size: sizeBytes } = await stat(file)
    const send = () => sendForm(form, { path: file, sizeBytes }, { signal, onBytes: () => undefined })
    await tryAgain(send, signal)
  }
}

/** A film that was posted is there at once: nothing is taken back then. */
function hasArrived(error: unknown): true {
  if (error instanceof RefusalError && error.code === 'already-received') return true
  throw error
}

/** @throws CommandError when what was sent is no longer what lies there */
async function checkUnchanged({ api, keeper }: UploadSession, { path }: FilmWork, uploadId: string) {
  const kept = await keeper.find(path)
  const { size, mtimeMs } = await stat(path)
  if (kept === undefined || (kept.sizeBytes === size && kept.modifiedMs === mtimeMs)) return
  const isThere = await api.cancelUpload(uploadId).then(() => false, hasArrived)
  await keeper.forget(path)
  throw new CommandError(
    `${plain(basename(path))} has changed while it was uploaded.`,
    isThere
      ? 'What was sent is worked on all the same: upload it again, and let an operator withdraw that.'
      : 'Upload it again.',
  )
}

/** Asks until the film has its outcome. */
async function follow(
  { api, pollEveryMs }: UploadSession,
  uploadId: string,
  work: FilmWork,
): Promise<Upload> {
  const deadlineMs = performance.now() + work.timeoutMs
  work.onProgress({ step: 'Waiting for the workflow' })
  for (;;) {
    const upload = await askAgain(() => api.showUpload(uploadId), work.signal)
    if (upload.asset?.outcome !== undefined) return upload
    if (upload.asset !== undefined) work.onProgress({ step: 'Under way' })
    if (performance.now() >= deadlineMs) {
      const id = upload.asset?.assetId
      throw new CommandError(
        id === undefined
          ? 'The upload was not taken in as an asset in time.'
          : `The asset ${id} has no outcome yet.`,
        'It goes on without this command.',
      )
    }
    await pause(pollEveryMs, work.signal)
  }
}

/** The upload with the outcome of its film. @throws SendError, RefusalError, CommandError when none came in time */
export async function uploadFilm(session: UploadSession, work: FilmWork): Promise<Upload> {
  work.onProgress({ step: 'Asking where it goes' })
  const upload = await take(session, work)
  const { uploadId } = upload
  if (upload.state === 'open') {
    await sendCaptions(upload, work)
    await sendFilm(session.api, work, upload)
    await checkUnchanged(session, work, uploadId)
    await askAgain(() => session.api.completeUpload(uploadId), work.signal)
  }
  await session.keeper.forget(work.path)
  return follow(session, uploadId, work)
}
