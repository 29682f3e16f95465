// `Content-Encoding: aws-chunked`: the SDKs wrap a body of unknown checksum in chunks and put the checksum behind it.
// <hex size>[;chunk-signature=…]\r\n<data>\r\n … 0\r\n<trailer: value>\r\n\r\n
import { Transform } from 'node:stream'
import { s3Error } from './exchange.ts'

const CRLF = '\r\n'
// A size line with a signature has about 90 characters, a trailer with a checksum less.
const MAX_LINE_BYTES = 8 * 1024

export interface ChunkedDecoder extends Transform {
  /** Lower-case names; complete when the stream has ended. */
  trailers: Record<string, string>
}

export function createChunkedDecoder(): ChunkedDecoder {
  const trailers: Record<string, string> = {}
  let line: Buffer = Buffer.alloc(0)
  let leftInChunk = 0
  let expects: 'size' | 'data' | 'data-end' | 'trailer' = 'size'

  const takeLine = (text: string) => {
    if (expects === 'size') {
      leftInChunk = Number.parseInt(text, 16)
      if (!(leftInChunk >= 0)) throw incomplete()
      expects = leftInChunk > 0 ? 'data' : 'trailer'
    } else if (expects === 'data-end') {
      expects = 'size'
    } else if (text !== '') {
      const at = text.indexOf(':')
      trailers[text.slice(0, at).trim().toLowerCase()] = text.slice(at + 1).trim()
    }
  }
  const decoder = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        let rest = chunk
        while (rest.length > 0) {
          if (expects === 'data') {
            const data = rest.subarray(0, leftInChunk)
            this.push(data)
            leftInChunk -= data.length
            rest = rest.subarray(data.length)
            if (leftInChunk === 0) expects = 'data-end'
            continue
          }
          line = Buffer.concat([line, rest])
          const end = line.indexOf(CRLF)
          if (end < 0) {
            if (line.length > MAX_LINE_BYTES) throw incomplete()
            break
          }
          rest = line.subarray(end + CRLF.length)
          const text = line.subarray(0, end).toString('latin1')
          line = Buffer.alloc(0)
          takeLine(text)
        }
        done()
      } catch (error) {
        done(error as Error)
      }
    },
    flush: (done) => done(expects === 'trailer' ? null : incomplete()),
  })
  return Object.assign(decoder, { trailers })
}

const incomplete = () => s3Error('IncompleteBody', 'The request body terminated unexpectedly.', 400)
