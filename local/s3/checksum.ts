// The digests S3 knows. Node has MD5, SHA and CRC-32; the two other polynomials are computed here.
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export type Algorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256'

export const ALGORITHMS: readonly Algorithm[] = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256']

export interface Digest {
  update(chunk: Uint8Array): void
  /** In base64, as S3 writes checksums. */
  value(): string
}

export function createDigest(algorithm: Algorithm): Digest {
  if (algorithm === 'sha1' || algorithm === 'sha256') {
    const hash = createHash(algorithm)
    return { update: (chunk) => void hash.update(chunk), value: () => hash.digest('base64') }
  }
  if (algorithm === 'crc64nvme') return crc64()
  let crc = 0
  const next = algorithm === 'crc32' ? crc32 : crc32c
  return {
    update: (chunk) => void (crc = next(chunk, crc)),
    value: () => bigEndian(crc >>> 0),
  }
}

function bigEndian(...words: number[]): string {
  const bytes = Buffer.alloc(words.length * 4)
  words.forEach((word, index) => bytes.writeUInt32BE(word >>> 0, index * 4))
  return bytes.toString('base64')
}

// Castagnoli, reflected.
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_none, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc >>> 0
})

function crc32c(chunk: Uint8Array, before: number): number {
  let crc = ~before
  for (let i = 0; i < chunk.length; i++) crc = (crc >>> 8) ^ CRC32C_TABLE[(crc ^ chunk[i]!) & 0xff]!
  return ~crc
}

// CRC-64/NVME, reflected polynomial 0x9a6c9329ac4bc9b5, kept as two 32-bit halves: BigInt is far too slow per byte.
const CRC64_HIGH = new Uint32Array(256)
const CRC64_LOW = new Uint32Array(256)
for (let byte = 0; byte < 256; byte++) {
  let crc = BigInt(byte)
  for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x9a6c9329ac4bc9b5n : crc >> 1n
  CRC64_HIGH[byte] = Number(crc >> 32n)
  CRC64_LOW[byte] = Number(crc & 0xffffffffn)
}

function crc64(): Digest {
  let high = 0xffffffff
  let low = 0xffffffff
  return {
    update(chunk) {
      for (let i = 0; i < chunk.length; i++) {
        const index = (low ^ chunk[i]!) & 0xff
        low = ((low >>> 8) | (high << 24)) ^ CRC64_LOW[index]!
        high = (high >>> 8) ^ CRC64_HIGH[index]!
      }
    },
    value: () => bigEndian(~high, ~low),
  }
}

/** The checksum of a multipart object: of its parts' checksums, with their number. Not defined for CRC-64. */
export function compositeChecksum(algorithm: Algorithm, values: string[]): string {
  const digest = createDigest(algorithm)
  for (const value of values) digest.update(Buffer.from(value, 'base64'))
  return `${digest.value()}-${values.length}`
}
