// Common Encryption hides the real sample entry behind `encv` or `enca` (ISO/IEC 23001-7). ffprobe looks through it
// and calls the track playable, so the header is asked directly.
import { findBox, listBoxes } from '../package/mp4-boxes.ts'
import type { ByteReader } from './byte-reader.ts'

// Headers of long films are a few megabytes; a larger one is not worth the memory.
const LARGEST_HEADER_BYTES = 64 << 20
const MOST_BOXES = 10_000

/** Positions of the encrypted tracks of an ISO base media file, in the order of the file. */
export async function findEncryptedTracks(read: ByteReader): Promise<Set<number>> {
  const moov = await readMovieHeader(read)
  const root = moov && findBox(moov, ['moov'])
  if (!root) return new Set()
  const tracks = listBoxes(moov, root.body, root.end).filter(({ type }) => type === 'trak')
  const encrypted = tracks.flatMap((track, index) => {
    const stsd = findBox(moov, ['mdia', 'minf', 'stbl', 'stsd'], track)
    const entries = stsd ? listBoxes(moov, stsd.body + 8, stsd.end) : []
    return entries.some(({ type }) => type === 'encv' || type === 'enca') ? [index] : []
  })
  return new Set(encrypted)
}

async function readMovieHeader(read: ByteReader): Promise<Buffer | undefined> {
  let offset = 0
  for (let box = 0; box < MOST_BOXES; box++) {
    const head = await read(offset, 16)
    if (head.length < 8) return undefined
    const short = head.readUInt32BE(0)
    if (short === 1 && head.length < 16) return undefined
    const size = short === 1 ? Number(head.readBigUInt64BE(8)) : short
    if (size < 8) return undefined
    if (head.toString('latin1', 4, 8) === 'moov') {
      return size <= LARGEST_HEADER_BYTES ? await read(offset, size) : undefined
    }
    offset += size
  }
  return undefined
}
