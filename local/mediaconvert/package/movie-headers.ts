// The headers of an ISO base media file, read without its media data.
import type { FileHandle } from 'node:fs/promises'
import type { Box } from './mp4-boxes.ts'
import { findBox } from './mp4-boxes.ts'

/** A whole box and where it lies in its file. */
export interface LocatedBox {
  offset: number
  data: Buffer
}

/** Reads `moov` and every `moof`; media data is stepped over. */
export async function readHeaders(handle: FileHandle) {
  const { size } = await handle.stat()
  const moofs: LocatedBox[] = []
  let moov = Buffer.alloc(0)
  const head = Buffer.alloc(16)
  for (let offset = 0; offset + 8 <= size;) {
    await handle.read(head, 0, 16, offset)
    const short = head.readUInt32BE(0)
    const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short || size - offset
    const type = head.toString('latin1', 4, 8)
    if (type === 'moov' || type === 'moof') {
      const data = Buffer.alloc(length)
      await handle.read(data, 0, length, offset)
      if (type === 'moov') moov = data
      else moofs.push({ offset, data })
    }
    offset += length
  }
  return { moov, moofs }
}

/** `vide`, `soun` and so on. */
export function handlerOf(moov: Buffer, track: Box): string {
  const handler = findBox(moov, ['mdia', 'hdlr'], track)
  return handler ? moov.toString('latin1', handler.body + 8, handler.body + 12) : ''
}
