// Object bytes as files. An object is a row of blobs (the parts of its upload), so completing a multipart upload
// of gigabytes copies nothing. Keys never become file names: `..`, length and case of a key do not matter.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { copyFile, link, mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createDigest } from './checksum.ts'
import type { Algorithm, Digest } from './checksum.ts'

export interface Segment {
  blob: string
  sizeBytes: number
}

export interface Written extends Segment {
  md5: Buffer
  /** Of the algorithms asked for. */
  checksums: Partial<Record<Algorithm, string>>
}

export interface Blobs {
  /** Streams to disk; on an error nothing is left behind. */
  write(source: Readable, algorithms: Algorithm[]): Promise<Written>
  /** Bytes `start` to `end` inclusive. Segments are opened one after the other. */
  read(segments: Segment[], start: number, end: number): Readable
  /** The same bytes under another name, without copying where the file system can. */
  duplicate(segments: Segment[]): Promise<Segment[]>
  remove(segments: Segment[]): Promise<void>
  /** Deletes what no object and no part refers to: the rest of uploads that a crash cut off. */
  sweep(isUsed: (blob: string) => boolean): Promise<void>
}

const CHUNK_BYTES = 256 * 1024

export function createBlobs(folder: string): Blobs {
  mkdirSync(folder, { recursive: true })
  const pathOf = (blob: string) => join(folder, blob.slice(0, 2), blob)
  const newBlob = async () => {
    const blob = randomUUID()
    await mkdir(dirname(pathOf(blob)), { recursive: true })
    return blob
  }
  const duplicateOne = async ({ blob, sizeBytes }: Segment): Promise<Segment> => {
    const copy = await newBlob()
    await link(pathOf(blob), pathOf(copy)).catch(() => copyFile(pathOf(blob), pathOf(copy)))
    return { blob: copy, sizeBytes }
  }
  return {
    async write(source, algorithms) {
      const blob = await newBlob()
      const meter = createMeter(algorithms)
      try {
        await pipeline(source, meter.stream, createWriteStream(pathOf(blob)))
      } catch (error) {
        await rm(pathOf(blob), { force: true })
        throw error
      }
      return { blob, ...meter.result() }
    },
    read(segments, start, end) {
      const files = segments.map(({ blob, sizeBytes }) => ({ path: pathOf(blob), sizeBytes }))
      return Readable.from(readRange(files, start, end), { objectMode: false, highWaterMark: CHUNK_BYTES })
    },
    duplicate: (segments) => Promise.all(segments.map(duplicateOne)),
    async remove(segments) {
      for (const { blob } of segments) await rm(pathOf(blob), { force: true })
    },
    async sweep(isUsed) {
      for (const name of await readdir(folder)) {
        for (const blob of await readdir(join(folder, name))) {
          if (!isUsed(blob)) await rm(pathOf(blob), { force: true })
        }
      }
    },
  }
}

function createMeter(algorithms: Algorithm[]) {
  const md5 = createHash('md5')
  const digests = algorithms.map((algorithm): [Algorithm, Digest] => [algorithm, createDigest(algorithm)])
  let sizeBytes = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length
      md5.update(chunk)
      for (const [, digest] of digests) digest.update(chunk)
      done(null, chunk)
    },
  })
  const result = () => ({
    sizeBytes,
    md5: md5.digest(),
    checksums: Object.fromEntries(digests.map(([name, digest]) => [name, digest.value()])),
  })
  return { stream, result }
}

async function* readRange(segments: { path: string; sizeBytes: number }[], start: number, end: number) {
  let offset = 0
  for (const { path, sizeBytes } of segments) {
    const from = Math.max(start - offset, 0)
    const to = Math.min(end - offset, sizeBytes - 1)
    if (from <= to) yield* createReadStream(path, { start: from, end: to, highWaterMark: CHUNK_BYTES })
    offset += sizeBytes
  }
}
