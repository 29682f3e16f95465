// What Step Functions adds to JSONata's own function library.
import { createHash, randomUUID } from 'node:crypto'

const ALGORITHMS: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

function partition(items: unknown[], size: number): unknown[][] {
  if (!Number.isInteger(size) || size < 1)
    throw new Error('The chunk size of $partition must be a positive integer')
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}

// The last value is included where a step meets it; a range that runs the wrong way is empty.
function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new Error('The increment of $range must not be 0')
  const count = Math.max(0, Math.floor((last - first) / step) + 1)
  if (count > 1_000_000) throw new Error('$range would make more than 1000000 numbers')
  return Array.from({ length: count }, (_, i) => first + i * step)
}

function hash(content: string, algorithm = 'SHA-256'): string {
  const name = ALGORITHMS[algorithm]
  if (!name) throw new Error(`$hash knows ${Object.keys(ALGORITHMS).join(', ')}, not ${algorithm}`)
  return createHash(name).update(content, 'utf8').digest('hex')
}

// mulberry32: the same seed gives the same number, evenly spread over 0..1.
function seeded(seed: number): number {
  let a = (Math.trunc(seed) ^ 0x9e3779b9) | 0
  a = (a + 0x6d2b79f5) | 0
  let t = Math.imul(a ^ (a >>> 15), 1 | a)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

/** Name, implementation and JSONata signature of each. */
export const addedFunctions: [string, (...parameters: never[]) => unknown, string][] = [
  ['partition', partition, '<a-n:a<a>>'],
  ['range', range, '<n-nn:a<n>>'],
  ['hash', hash, '<s-s?:s>'],
  ['random', (seed?: number) => (seed === undefined ? Math.random() : seeded(seed)), '<n?:n>'],
  ['uuid', () => randomUUID(), '<:s>'],
  ['parse', (text: string) => JSON.parse(text) as unknown, '<s-:x>'],
]
