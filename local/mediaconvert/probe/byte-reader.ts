import { open } from 'node:fs/promises'

/** Bytes of a source; fewer than asked for at its end. */
export type ByteReader = (from: number, length: number) => Promise<Buffer>

export function isUrl(source: string): boolean {
  return source.startsWith('http://127.0.0.1:')
}

/** Runs `work` with a reader of a file or of a loopback URL that answers ranges. */
export async function withReader<T>(source: string, work: (read: ByteReader) => Promise<T>): Promise<T> {
  if (isUrl(source)) {
    return await work(async (from, length) => {
      const answer = await fetch(source, { headers: { range: `bytes=${from}-${from + length - 1}` } })
      return answer.ok ? Buffer.from(await answer.arrayBuffer()) : Buffer.alloc(0)
    })
  }
  const handle = await open(source)
  try {
    return await work(async (from, length) => {
      const buffer = Buffer.alloc(length)
      const { bytesRead } = await handle.read(buffer, 0, length, from)
      return buffer.subarray(0, bytesRead)
    })
  } finally {
    await handle.close()
  }
}
