// A whole file by a signed form.
import { randomBytes } from 'node:crypto'
import type { UploadForm } from '../../schemas/generated/types.ts'
import { sendBytes, type FileRange } from './send-bytes.ts'

/** `name` is not looked at by S3 where the form has a key of its own. */
function partsOf({ fields }: UploadForm, boundary: string): { head: Buffer; tail: Buffer } {
  const lines = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const file =
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n` +
    'Content-Type: application/octet-stream\r\n\r\n'
  return { head: Buffer.from(lines.join('') + file), tail: Buffer.from(`\r\n--${boundary}--\r\n`) }
}

/** @throws SendError */
export async function sendForm(
  form: UploadForm,
  file: Omit<FileRange, 'startByte'>,
  { signal, onBytes }: { signal: AbortSignal; onBytes: (sizeBytes: number) => void },
): Promise<void> {
  const boundary = `reelgate${randomBytes(16).toString('hex')}`
  await sendBytes({
    ...{ method: 'POST', url: form.url, signal, onBytes },
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    range: { ...file, startByte: 0 },
    ...partsOf(form, boundary),
  })
}
