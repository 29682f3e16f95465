// Lets ffprobe read an object where it lies: a loopback server for one object, at a path nobody can guess, that
// answers ranges. Probing a film of gigabytes then reads its header and no more.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { S3Location } from '../output-names.ts'
import type { Storage } from '../storage.ts'

/** Runs `work` with a URL of the object; the server is gone afterwards. */
export async function withObjectUrl<T>(
  storage: Storage,
  { location, sizeBytes }: { location: S3Location; sizeBytes: number },
  work: (url: string) => Promise<T>,
): Promise<T> {
  const path = `/${randomUUID()}`
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url !== path || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end()
      return
    }
    const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
    const from = Number(match?.[1] ?? 0)
    const to = Math.min(match?.[2] ? Number(match[2]) : sizeBytes - 1, sizeBytes - 1)
    if (from > to) {
      response.writeHead(416, { 'content-range': `bytes */${sizeBytes}` }).end()
      return
    }
    const range = match ? { 'content-range': `bytes ${from}-${to}/${sizeBytes}` } : {}
    response.writeHead(match ? 206 : 200, {
      'accept-ranges': 'bytes',
      'content-length': to - from + 1,
      ...range,
    })
    if (request.method === 'HEAD') response.end()
    // ffprobe hangs up as soon as it has what it needs: no failure.
    else await pipeline(await storage.read(location, from, to), response).catch(() => undefined)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
