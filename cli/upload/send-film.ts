// The bytes of a film, page by page, until nothing is missing.
import type { Upload } from '../../schemas/generated/types.ts'
import { askAgain } from './ask-again.ts'
import { createMeter } from './meter.ts'
import { sendForm } from './send-form.ts'
import { sendParts } from './send-parts.ts'
import { hasExpired, tryAgain } from './try-again.ts'
import type { FilmWork, UploadApi } from './upload-film.ts'

/** Addresses that end again and again are not mended by fresh ones: a clock is wrong. */
const MOST_RENEWALS_WITHOUT_PROGRESS = 3

function createReporter({ sizeBytes, parts }: Upload, onProgress: FilmWork['onProgress']) {
  const meter = createMeter(sizeBytes, parts?.receivedBytes ?? 0)
  const report = () => onProgress({ step: 'Upload', percent: meter.percent(), detail: meter.text() })
  report()
  return (sentBytes: number) => {
    meter.add(sentBytes)
    report()
  }
}

/** One page of parts, or the whole film by its form. */
async function sendPage(upload: Upload, { path, signal }: FilmWork, onBytes: (sizeBytes: number) => void) {
  const { parts, form, sizeBytes } = upload
  if (parts !== undefined) return sendParts(path, parts.missing, { signal, onBytes })
  if (form === undefined) return undefined
  return tryAgain(async () => {
    let sentBytes = 0
    const count = (more: number) => {
      sentBytes += more
      onBytes(more)
    }
    try {
      await sendForm(form, { path, sizeBytes }, { signal, onBytes: count })
    } catch (error) {
      onBytes(-sentBytes)
      throw error
    }
  }, signal)
}

const isSent = ({ state, parts, form }: Upload) =>
  state === 'received' || (parts === undefined ? form === undefined : parts.missing.length === 0)

const receivedBytes = ({ parts }: Upload) => parts?.receivedBytes ?? 0

/** Sends what is missing, page by page; where addresses have ended, with fresh ones. */
export async function sendFilm(api: UploadApi, work: FilmWork, first: Upload): Promise<void> {
  const onBytes = createReporter(first, work.onProgress)
  let renewals = 0
  for (let upload = first; !isSent(upload);) {
    const before = receivedBytes(upload)
    try {
      await sendPage(upload, work, onBytes)
      if (upload.form) return
    } catch (error) {
      if (!hasExpired(error) || ++renewals > MOST_RENEWALS_WITHOUT_PROGRESS) throw error
    }
    const { uploadId } = upload
    upload = await askAgain(() => api.showUpload(uploadId), work.signal)
    if (receivedBytes(upload) > before) renewals = 0
  }
}
