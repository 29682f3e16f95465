// RFC 6381 codec strings from the sample description of a track.
import type { Box } from './mp4-boxes.ts'
import { findBox, listBoxes } from './mp4-boxes.ts'

// Fixed fields before the boxes inside a sample entry (ISO/IEC 14496-12, 12.1.3 and 12.2.3).
const VISUAL_ENTRY_BYTES = 78
const AUDIO_ENTRY_BYTES = 28

/** For instance `avc1.640028`, `hvc1.1.6.L93.B0`, `av01.0.04M.08` or `mp4a.40.2`. */
export function codecString(moov: Buffer): string {
  const stsd = findBox(moov, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd'])
  const entry = stsd && listBoxes(moov, stsd.body + 8, stsd.end)[0]
  if (!entry) throw new Error('the track has no sample description')
  const inner = (type: string, fixedBytes: number): Box | undefined =>
    listBoxes(moov, entry.body + fixedBytes, entry.end).find((box) => box.type === type)
  switch (entry.type) {
    case 'avc1':
      return `avc1.${hex(moov, inner('avcC', VISUAL_ENTRY_BYTES)!.body + 1, 3)}`
    case 'hvc1':
      return hevcString(moov.subarray(inner('hvcC', VISUAL_ENTRY_BYTES)!.body))
    case 'av01':
      return av1String(moov.subarray(inner('av1C', VISUAL_ENTRY_BYTES)!.body))
    case 'mp4a':
      return `mp4a.40.${audioObjectType(moov, inner('esds', AUDIO_ENTRY_BYTES)!)}`
    default:
      return entry.type
  }
}

function hex(data: Buffer, offset: number, length: number): string {
  return data.toString('hex', offset, offset + length)
}

/** ISO/IEC 14496-15, annex E: profile, reversed compatibility flags, tier and level, constraint bytes. */
function hevcString(hvcC: Buffer): string {
  const space = ['', 'A', 'B', 'C'][hvcC[1]! >> 6]!
  const tier = hvcC[1]! & 0x20 ? 'H' : 'L'
  let flags = hvcC.readUInt32BE(2)
  let reversed = 0
  for (let bit = 0; bit < 32; bit++, flags >>>= 1) reversed = ((reversed << 1) | (flags & 1)) >>> 0
  const constraints = [...hvcC.subarray(6, 12)]
  while (constraints.at(-1) === 0) constraints.pop()
  const parts = [`${space}${hvcC[1]! & 0x1f}`, reversed.toString(16), `${tier}${hvcC[12]}`]
  return ['hvc1', ...parts, ...constraints.map((byte) => byte.toString(16).toUpperCase())].join('.')
}

/** AV1 in ISOBMFF, section 5: profile, level and tier, bit depth. */
function av1String(av1C: Buffer): string {
  const profile = av1C[1]! >> 5
  const level = String(av1C[1]! & 0x1f).padStart(2, '0')
  const tier = av1C[2]! & 0x80 ? 'H' : 'M'
  const depth = av1C[2]! & 0x40 ? (av1C[2]! & 0x20 ? '12' : '10') : '08'
  return `av01.${profile}.${level}${tier}.${depth}`
}

/** The first five bits of the AudioSpecificConfig, which is descriptor 5 within descriptors 3 and 4. */
function audioObjectType(moov: Buffer, esds: Box): number {
  for (let at = esds.body + 4; at < esds.end;) {
    const tag = moov[at++]!
    while (moov[at]! & 0x80) at++
    at += 1
    if (tag === 3) at += 3
    else if (tag === 4) at += 13
    else if (tag === 5) return moov[at]! >> 3
    else break
  }
  return 2
}
