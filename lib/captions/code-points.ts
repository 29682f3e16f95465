// Lengths and offsets of text as services count them: in code points and in bytes of UTF-8.

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xdc00
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit < 0xe000

const startsPair = (text: string, index: number): boolean =>
  isHighSurrogate(text.charCodeAt(index)) && isLowSurrogate(text.charCodeAt(index + 1))

/** In UTF-16 units: 2 for what stands outside the basic plane. */
export const widthAt = (text: string, index: number): 1 | 2 => (startsPair(text, index) ? 2 : 1)

export function countCodePoints(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index += widthAt(text, index)) count++
  return count
}

/** Bytes of UTF-8; half a pair counts as the replacement character that it is sent as. */
export function bytesAt(text: string, index: number): 1 | 2 | 3 | 4 {
  const unit = text.charCodeAt(index)
  if (unit < 0x80) return 1
  if (unit < 0x800) return 2
  return startsPair(text, index) ? 4 : 3
}

export function countBytes(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index += widthAt(text, index)) count += bytesAt(text, index)
  return count
}

/** The code point offset of each of the places in UTF-16 units, which come in ascending order. */
export function toOffsets(text: string, indices: number[]): number[] {
  let index = 0
  let offset = 0
  return indices.map((wanted) => {
    for (; index < wanted && index < text.length; offset++) index += widthAt(text, index)
    return offset
  })
}
