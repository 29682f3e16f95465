// The boxes of ISO BMFF as a tree in memory. Broken ones end a list, and none reaches beyond its parent.
import { readBoxHeader } from './iso-box-header.ts'

/** The inside of a box: `view` covers its payload alone. */
export interface Box {
  type: string
  bytes: Uint8Array
  view: DataView
}

export const boxOf = (type: string, bytes: Uint8Array): Box => ({
  type,
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
})

/** Boxes that stand one after the other from `offset`; a broken one ends the list, one that is cut off is shortened. */
export function childrenOf(parent: Box, offset = 0): Box[] {
  const children: Box[] = []
  let at = offset
  for (;;) {
    const header = readBoxHeader(parent.bytes, at)
    if (header === undefined) return children
    const end = Math.min(at + header.sizeBytes, parent.bytes.length)
    if (at + header.headerSizeBytes > end) return children
    children.push(boxOf(header.type, parent.bytes.subarray(at + header.headerSizeBytes, end)))
    at = end
  }
}

export const find = (boxes: Box[], type: string) => boxes.find((box) => box.type === type)

/** The box at a path below `parent`; of several with one name the first. */
export function descend(parent: Box, ...path: string[]): Box | undefined {
  return path.reduce<Box | undefined>((box, type) => box && find(childrenOf(box), type), parent)
}

export const has = ({ view }: Box, bytes: number) => view.byteLength >= bytes

/** Whether a full box is of version 1, which has long numbers. */
export const isLongForm = ({ view }: Box) => view.byteLength > 0 && view.getUint8(0) === 1

/** What a track is for: `vide`, `soun`, `sbtl`. Undefined where it does not say. */
export function handlerOf(trak: Box): string | undefined {
  const hdlr = descend(trak, 'mdia', 'hdlr')
  return hdlr && has(hdlr, 12) ? String.fromCharCode(...hdlr.bytes.subarray(8, 12)) : undefined
}

/** How the samples of a track are coded; of one that changes its coding all ways. */
export function sampleEntriesOf(trak: Box): Box[] {
  const stsd = descend(trak, 'mdia', 'minf', 'stbl', 'stsd')
  return stsd ? childrenOf(stsd, 8) : []
}
