// How a box of ISO BMFF (14496-12, clause 4.2) or QuickTime begins.
export interface BoxHeader {
  type: string
  headerSizeBytes: number
  /** Of the whole box; Infinity where it reaches to the end of the file. */
  sizeBytes: number
}

/** Header of the box at `offset`; undefined where no box begins there or the bytes do not suffice. */
export function readBoxHeader(bytes: Uint8Array, offset: number): BoxHeader | undefined {
  if (offset < 0 || offset + 8 > bytes.length) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8))
  // Types are printable; QuickTime's older ones may begin with ©.
  if (!/^[\x20-\x7e\xa9][\x20-\x7e]{3}$/.test(type)) return undefined
  const size = view.getUint32(offset)
  if (size === 0) return { type, headerSizeBytes: 8, sizeBytes: Infinity }
  if (size !== 1) return size < 8 ? undefined : { type, headerSizeBytes: 8, sizeBytes: size }
  if (offset + 16 > bytes.length) return undefined
  const largeSize = Number(view.getBigUint64(offset + 8))
  return largeSize < 16 ? undefined : { type, headerSizeBytes: 16, sizeBytes: largeSize }
}
