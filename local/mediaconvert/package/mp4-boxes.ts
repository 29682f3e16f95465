// Reading and writing the boxes of ISO base media files (ISO/IEC 14496-12).

export interface Box {
  type: string
  /** Offset of the box in its buffer. */
  start: number
  /** Offset of its content. */
  body: number
  end: number
}

/** The boxes that stand side by side between two offsets. */
export function listBoxes(data: Buffer, start = 0, end = data.length): Box[] {
  const boxes: Box[] = []
  for (let offset = start; offset + 8 <= end;) {
    const { size, header } = readBoxSize(data, offset)
    if (size < header || offset + size > end) break
    const type = data.toString('latin1', offset + 4, offset + 8)
    boxes.push({ type, start: offset, body: offset + header, end: offset + size })
    offset += size
  }
  return boxes
}

function readBoxSize(data: Buffer, offset: number): { size: number; header: number } {
  const size = data.readUInt32BE(offset)
  if (size !== 1) return { size, header: 8 }
  return { size: Number(data.readBigUInt64BE(offset + 8)), header: 16 }
}

/** The first box at the end of a path of types, or undefined. */
export function findBox(data: Buffer, path: string[], within?: Box): Box | undefined {
  let [start, end] = within ? [within.body, within.end] : [0, data.length]
  let found: Box | undefined
  for (const type of path) {
    found = listBoxes(data, start, end).find((box) => box.type === type)
    if (!found) return undefined
    start = found.body
    end = found.end
  }
  return found
}

export function makeBox(type: string, ...parts: Buffer[]): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 0)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, ...parts])
}

/** What a full box begins with. */
export interface BoxVersion {
  version: number
  flags: number
}

export const PLAIN: BoxVersion = { version: 0, flags: 0 }

export function makeFullBox(type: string, { version, flags }: BoxVersion, ...parts: Buffer[]): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(((version << 24) | flags) >>> 0)
  return makeBox(type, head, ...parts)
}

export function uint32(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => buffer.writeUInt32BE(value >>> 0, index * 4))
  return buffer
}
