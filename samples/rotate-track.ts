// Phones store a portrait clip as landscape pictures and a matrix that tells players to turn it. New versions of
// ffmpeg no longer write that matrix from metadata, so it is written here.

const IDENTITY_SIDE = 0x00010000
const CONTAINERS = new Set(['moov', 'trak', 'mdia'])

interface Box {
  type: string
  start: number
  end: number
}

function* boxesIn(bytes: Buffer, start: number, end: number): Generator<Box> {
  for (let at = start; at + 8 <= end;) {
    const shortSize = bytes.readUInt32BE(at)
    const size = shortSize === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : shortSize || end - at
    const type = bytes.toString('latin1', at + 4, at + 8)
    yield { type, start: at, end: at + size }
    if (CONTAINERS.has(type)) yield* boxesIn(bytes, at + 8, at + size)
    at += size
  }
}

/**
 * Turns the picture of an MP4 or MOV file by 90 degrees clockwise when it is played.
 * Only track headers with a picture size are changed (ISO/IEC 14496-12, 8.3.2, version 0).
 */
export function rotateTrack(file: Buffer): Buffer {
  const bytes = Buffer.from(file)
  for (const box of boxesIn(bytes, 0, bytes.length)) {
    if (box.type !== 'tkhd') continue
    const matrixAt = box.start + 48
    const heightFixed = bytes.readUInt32BE(box.start + 88)
    if (heightFixed === 0) continue
    const matrix = [0, IDENTITY_SIDE, 0, -IDENTITY_SIDE, 0, 0, heightFixed, 0, 0x40000000]
    matrix.forEach((value, index) => bytes.writeInt32BE(value, matrixAt + 4 * index))
  }
  return bytes
}
