// A browser's upload: multipart/form-data whose fields were signed as a policy. Fields come first and are small;
// the file comes last and is streamed.
import { Readable } from 'node:stream'
import { detach } from './detach.ts'
import { s3Error } from './exchange.ts'

export interface PostForm {
  /** Lower-case names. */
  fields: Record<string, string>
  fileName: string
  file: Readable
}

/** Of all that stands before the file (S3, "POST Object restrictions"). */
const MAX_FIELDS_BYTES = 20 * 1024

/** Throws `MalformedPOSTRequest`. The file must be read to its end before the next thing is asked of `body`. */
export async function readPostForm(body: Readable, contentType: string): Promise<PostForm> {
  const boundary = /boundary=(?:"([^"]+)"|([^;]+))/i.exec(contentType)?.slice(1).find(Boolean)
  if (!boundary) throw malformed('the boundary is missing')
  const reader = createReader(body)
  // The first boundary may stand at the very beginning; every other one follows a line break.
  reader.unshift('\r\n')
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  await reader.until(delimiter)
  const fields: Record<string, string> = {}
  for (;;) {
    if ((await reader.until(Buffer.from('\r\n'))).toString() === '--') throw noFile()
    const head = (await reader.until(Buffer.from('\r\n\r\n'))).toString('utf8')
    const name = /\bname="([^"]*)"/i.exec(head)?.[1]?.toLowerCase() ?? ''
    if (name === 'file') {
      const fileName = /\bfilename="([^"]*)"/i.exec(head)?.[1] ?? ''
      return { fields, fileName, file: Readable.from(reader.stream(delimiter), { objectMode: false }) }
    }
    fields[name] = (await reader.until(delimiter)).toString('utf8')
  }
}

function createReader(body: Readable) {
  const chunks = detach(body).iterator()
  let held: Buffer = Buffer.alloc(0)
  let passedBytes = 0
  const more = async () => {
    const next = (await chunks.next()) as IteratorResult<Buffer, undefined>
    if (next.done) throw s3Error('IncompleteBody', 'The form ends too early.', 400)
    held = Buffer.concat([held, next.value])
  }
  return {
    unshift: (text: string) => void (held = Buffer.concat([Buffer.from(text), held])),
    /** What stands before `mark`; the mark itself is passed over. */
    async until(mark: Buffer): Promise<Buffer> {
      for (let at = held.indexOf(mark); ; at = held.indexOf(mark)) {
        if (at >= 0) {
          const before = held.subarray(0, at)
          passedBytes += at + mark.length
          held = held.subarray(at + mark.length)
          if (passedBytes > MAX_FIELDS_BYTES) throw tooMuchBefore()
          return before
        }
        if (passedBytes + held.length > MAX_FIELDS_BYTES) throw tooMuchBefore()
        await more()
      }
    },
    async *stream(mark: Buffer): AsyncGenerator<Buffer> {
      for (;;) {
        const at = held.indexOf(mark)
        if (at >= 0) {
          yield held.subarray(0, at)
          held = held.subarray(at + mark.length)
          return
        }
        // The mark may have begun in the last bytes.
        const safe = Math.max(held.length - mark.length + 1, 0)
        if (safe > 0) yield held.subarray(0, safe)
        held = held.subarray(safe)
        await more()
      }
    },
  }
}

const noFile = () => s3Error('InvalidArgument', 'POST requires exactly one file upload per request.', 400)

const tooMuchBefore = () =>
  s3Error(
    'MaxPostPreDataLengthExceededError',
    'Your POST request fields preceding the upload file were too large.',
    400,
  )

const malformed = (why: string) =>
  s3Error(
    'MalformedPOSTRequest',
    `The body of your POST request is not well-formed multipart/form-data: ${why}.`,
    400,
  )
