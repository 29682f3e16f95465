// Which container a file is, by its first bytes. A suffix says nothing: people rename files.
import type { Inspection } from '../../../schemas/generated/types.ts'

export type Container = Inspection['container']

/** So many bytes of the beginning are enough to tell: a leading `free` box or five transport stream packets fit in. */
export const HEAD_SIZE_BYTES = 64 * 1024

const ascii = (head: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...head.subarray(start, start + length))

const startsWith = (head: Uint8Array, bytes: number[]): boolean =>
  bytes.every((byte, index) => head[index] === byte)

const uint32 = (head: Uint8Array, at: number): number =>
  head[at]! * 0x1000000 + ((head[at + 1]! << 16) | (head[at + 2]! << 8) | head[at + 3]!)

/** Still images and image sequences in the same boxes as films: HEIF, AVIF, Canon raw. */
const IMAGE_BRANDS = new Set([
  'heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs',
  'mif1', 'mif2', 'msf1', 'miaf', 'avif', 'avis', 'avio', 'jpeg', 'jpgs', 'crx ',
]) // prettier-ignore

/** What a QuickTime film of before 2001 may begin with: those have no `ftyp`. */
const OLD_QUICKTIME_BOXES = new Set(['moov', 'mdat', 'wide', 'pnot'])
const FILLING_BOXES = new Set(['free', 'skip', 'wide'])

function sniffIsoMedia(head: Uint8Array): Container | undefined {
  for (let at = 0; at + 8 <= head.length;) {
    const size = uint32(head, at)
    const type = ascii(head, at + 4, 4)
    if (type === 'ftyp' && size >= 16) {
      const brand = ascii(head, at + 8, 4)
      if (IMAGE_BRANDS.has(brand)) return undefined
      return brand === 'qt  ' ? 'quicktime' : 'mp4'
    }
    if (OLD_QUICKTIME_BOXES.has(type) && (size >= 8 || size <= 1)) return 'quicktime'
    if (!FILLING_BOXES.has(type) || size < 8) return undefined
    at += size
    // Filling alone does not make a film, unless what follows is out of sight.
    if (at + 8 > head.length) return at > head.length ? 'quicktime' : undefined
  }
  return undefined
}

/** Length of an EBML number by its leading zeros, and its value without the length marker. */
function readEbmlSize(head: Uint8Array, at: number): { length: number; value: number } | undefined {
  const first = head[at]
  if (first === undefined || first === 0) return undefined
  const length = Math.clz32(first) - 23
  let value = first & (0xff >> length)
  for (let i = 1; i < length; i++) value = value * 256 + (head[at + i] ?? 0)
  return { length, value }
}

/** The document type in the EBML header: element 0x4282. */
function sniffMatroska(head: Uint8Array): Container | undefined {
  if (!startsWith(head, [0x1a, 0x45, 0xdf, 0xa3])) return undefined
  const header = readEbmlSize(head, 4)
  if (header === undefined) return undefined
  let at = 4 + header.length
  const end = Math.min(head.length, at + header.value)
  while (at + 3 <= end) {
    const size = readEbmlSize(head, at + 2)
    if (size === undefined) return undefined
    if (head[at] === 0x42 && head[at + 1] === 0x82) {
      const docType = ascii(head, at + 2 + size.length, Math.min(size.value, 16)).replace(/\0+$/, '')
      return docType === 'webm' || docType === 'matroska' ? docType : undefined
    }
    at += 2 + size.length + size.value
  }
  return undefined
}

/** Packets of 188 bytes, each beginning with 0x47; of 192 with four bytes of time in front, as cameras write them. */
function sniffTransportStream(head: Uint8Array): Container | undefined {
  const hasPackets = (first: number, length: number) => {
    const packets = Math.min(5, Math.floor((head.length - first - 1) / length) + 1)
    return (
      packets >= 3 &&
      Array.from({ length: packets }, (_, i) => head[first + i * length]).every((b) => b === 0x47)
    )
  }
  return hasPackets(0, 188) || hasPackets(4, 192) ? 'mpegts' : undefined
}

function sniffRiff(head: Uint8Array): Container | undefined {
  const form = ascii(head, 0, 4)
  if (form !== 'RIFF' && form !== 'RF64') return undefined
  return ({ 'AVI ': 'avi', WAVE: 'wave' } as const)[ascii(head, 8, 4) as 'AVI ' | 'WAVE']
}

const SIGNATURES: { bytes: number[]; container: Container }[] = [
  { bytes: [0x00, 0x00, 0x01, 0xba], container: 'mpegps' },
  { bytes: [0x46, 0x4c, 0x56, 0x01], container: 'flv' },
  { bytes: [0x4f, 0x67, 0x67, 0x53], container: 'ogg' },
  {
    bytes: [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce, 0x6c],
    container: 'asf',
  },
  {
    bytes: [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x02],
    container: 'mxf',
  },
]

/**
 * The container by its content; undefined for what is no film: text, images (HEIC and AVIF too), archives, documents,
 * playlists. Audio files are told from films only by their tracks. Total: any bytes are answered.
 */
export function sniffContainer(head: Uint8Array): Container | undefined {
  return (
    SIGNATURES.find(({ bytes }) => startsWith(head, bytes))?.container ??
    sniffMatroska(head) ??
    sniffRiff(head) ??
    sniffIsoMedia(head) ??
    sniffTransportStream(head)
  )
}
