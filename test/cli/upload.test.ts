// What the command line does when a line breaks, an address ends or a file changes, over an S3 that does as a test says.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RefusalError } from '../../cli/review/api.ts'
import { uploadKeeper } from '../../cli/upload/kept-uploads.ts'
import { createMeter } from '../../cli/upload/meter.ts'
import { closeConnections } from '../../cli/upload/send-bytes.ts'
import { pauseBefore } from '../../cli/upload/try-again.ts'
import { uploadFilm, type UploadApi } from '../../cli/upload/upload-film.ts'
import type { FileProgress } from '../../cli/process-file.ts'
import type { Upload, UploadRequest } from '../../schemas/generated/types.ts'

const ID = '0'.repeat(32)
const PART = 100_000
const SIZE = 3 * PART

interface Put {
  number: number
  /** How often an address was asked for before this one. */
  generation: number
  body: Buffer
  md5: string | undefined
}

type Answer = { status: number; body?: string }

let folder: string
let path: string
let server: Server
let url: string
let puts: Put[]
let answer: (put: Put) => Answer | 'break' | Promise<Answer>

const bodyOf = async (request: IncomingMessage) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-upload-'))
  path = join(folder, 'clip.mp4')
  writeFileSync(path, Buffer.from(Array.from({ length: SIZE }, (_, index) => index % 251)))
  puts = []
  answer = () => ({ status: 200 })
  server = createServer((request, response) => {
    const [generation = 0, number = 0] = (request.url ?? '').slice(1).split('/').map(Number)
    const md5 = request.headers['content-md5'] as string | undefined
    const takePut = async () => {
      const put = { generation, number, body: await bodyOf(request), md5 }
      puts.push(put)
      const said = await answer(put)
      if (said === 'break') return void request.socket.destroy()
      response.writeHead(said.status).end(said.body ?? '')
    }
    // One that fails for good stops the others on their way.
    takePut().catch(() => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  closeConnections()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

const error = (code: string, message: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`

/** An API that knows which parts have come; every answer has addresses of its own. */
function fakeApi({ inParts = true } = {}) {
  const calls: string[] = []
  const begun: UploadRequest[] = []
  /** Parts that S3 has taken. */
  const stored = new Set<number>()
  let generation = 0
  let isReceived = false
  const view = (): Upload => {
    generation += 1
    const missing = [1, 2, 3].filter((number) => !stored.has(number))
    const parts = {
      ...{ partSizeBytes: PART, partCount: 3, receivedCount: stored.size },
      receivedBytes: stored.size * PART,
      missing: missing.map((partNumber) => ({
        ...{ partNumber, startByte: (partNumber - 1) * PART, sizeBytes: PART },
        url: `${url}/${generation}/${partNumber}`,
      })),
    }
    const form = { url: `${url}/${generation}/0`, fields: { key: 'k', Policy: 'p' } }
    return {
      ...{ uploadId: ID, fileName: 'clip.mp4', sizeBytes: SIZE, contentType: 'video/mp4' },
      ...{ state: isReceived ? 'received' : 'open', expiresAt: '2026-11-28T09:00:00.000Z' },
      ...(!isReceived && (inParts ? { parts } : { form })),
      ...(isReceived && { asset: { assetId: ID, revision: 0, outcome: 'published' as const, reasons: [] } }),
    }
  }
  const told = async (name: string) => {
    calls.push(name)
    return view()
  }
  const api: UploadApi = {
    beginUpload: (request) => {
      begun.push(request)
      return told('begin')
    },
    showUpload: () => told('show'),
    completeUpload: () => {
      isReceived = true
      return told('complete')
    },
    cancelUpload: async () => void calls.push('cancel'),
  }
  return { api, calls, begun, stored }
}

function open(given: ReturnType<typeof fakeApi>) {
  const keeper = uploadKeeper(
    { stage: 'local', stackName: 's', region: 'r', endpointUrl: url, onThisMachine: true, ownCloud: false },
    { XDG_STATE_HOME: join(folder, 'state') },
  )
  const progress: FileProgress[] = []
  const run = (kept?: Awaited<ReturnType<typeof keeper.find>>) =>
    uploadFilm(
      { api: given.api, keeper, pollEveryMs: 1 },
      {
        ...{ path, wishes: { title: 'Clip' }, kept, timeoutMs: 10_000 },
        signal: new AbortController().signal,
        onProgress: (one) => progress.push(one),
      },
    )
  return { keeper, progress, run }
}

describe('a film in parts', () => {
  test('arrives byte by byte, each part with its sum', async () => {
    const given = fakeApi()
    answer = ({ number }) => {
      given.stored.add(number)
      return { status: 200 }
    }
    const { run, progress, keeper } = open(given)
    await expect(run()).resolves.toMatchObject({ asset: { outcome: 'published' } })
    const bodies = puts.toSorted((one, other) => one.number - other.number).map(({ body }) => body)
    const film = Buffer.from(Array.from({ length: SIZE }, (_, index) => index % 251))
    expect(Buffer.concat(bodies).equals(film)).toBe(true)
    expect(puts.every(({ md5 }) => md5 !== undefined && md5.length === 24)).toBe(true)
    expect(progress.some(({ percent }) => percent === 100)).toBe(true)
    await expect(keeper.find(path)).resolves.toBeUndefined()
  })

  test('is tried again where S3 is busy or the line breaks', async () => {
    const given = fakeApi()
    let attempts = 0
    answer = ({ number }) => {
      attempts += 1
      if (attempts === 1) return 'break'
      if (attempts === 2) return { status: 503, body: error('SlowDown', 'Reduce your request rate.') }
      given.stored.add(number)
      return { status: 200 }
    }
    await expect(open(given).run()).resolves.toMatchObject({ state: 'received' })
    expect(puts).toHaveLength(5)
  })

  test('is sent to a fresh address where one has ended', async () => {
    const given = fakeApi()
    answer = ({ number, generation }) => {
      if (number === 2 && generation === 1)
        return { status: 403, body: error('AccessDenied', 'Request has expired') }
      given.stored.add(number)
      return { status: 200 }
    }
    await expect(open(given).run()).resolves.toMatchObject({ state: 'received' })
    expect(puts.filter(({ number }) => number === 2).map(({ generation }) => generation)).toEqual([1, 2])
  })

  test('that S3 refuses is not tried again', async () => {
    const given = fakeApi()
    answer = () => ({ status: 403, body: error('SignatureDoesNotMatch', 'The signature does not match.') })
    await expect(open(given).run()).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' })
    expect(given.calls).toEqual(['begin'])
  })

  test('that changes on the way is thrown away', async () => {
    const given = fakeApi()
    answer = ({ number }) => {
      given.stored.add(number)
      utimesSync(path, new Date(), new Date(0))
      return { status: 200 }
    }
    await expect(open(given).run()).rejects.toThrow('clip.mp4 has changed while it was uploaded.')
    expect(given.calls).not.toContain('complete')
    expect(given.calls).toContain('cancel')
  })

  test('is gone on with: what is there is not sent again', async () => {
    const given = fakeApi()
    const others = Promise.withResolvers<void>()
    answer = async ({ number }) => {
      if (number === 3) {
        await others.promise
        return { status: 403, body: error('AccessDenied', 'Access Denied') }
      }
      if (given.stored.add(number).size === 2) others.resolve()
      return { status: 200 }
    }
    const { run, keeper } = open(given)
    await expect(run()).rejects.toMatchObject({ code: 'AccessDenied' })
    const kept = await keeper.find(path)
    expect(kept).toMatchObject({ uploadId: ID, sizeBytes: SIZE, inParts: true })
    answer = ({ number }) => {
      given.stored.add(number)
      return { status: 200 }
    }
    const before = puts.length
    await expect(run(kept)).resolves.toMatchObject({ state: 'received' })
    expect(puts.slice(before).every(({ number }) => number === 3)).toBe(true)
    expect(given.begun).toHaveLength(1)
  })

  test('begins anew with all its wishes where nothing is left to go on with', async () => {
    const given = fakeApi()
    given.api.showUpload = () => {
      given.api.showUpload = () => given.api.completeUpload(ID)
      return Promise.reject(new RefusalError({ code: 'upload-ended', detail: 'Nothing is left.' }, undefined))
    }
    const kept = { uploadId: ID, sizeBytes: SIZE, modifiedMs: 0, inParts: true }
    await expect(open(given).run(kept)).resolves.toMatchObject({ state: 'received' })
    expect(given.begun).toMatchObject([{ fileName: 'clip.mp4', job: { title: 'Clip' } }])
  })
})

describe('a film by a form', () => {
  test('arrives behind the fields', async () => {
    const given = fakeApi({ inParts: false })
    await expect(open(given).run()).resolves.toMatchObject({ state: 'received' })
    const text = puts[0]!.body.toString('latin1')
    expect(text).toMatch(/name="key"\r\n\r\nk\r\n--.*name="Policy"\r\n\r\np\r\n--.*name="file"/s)
    expect(puts[0]!.body.length).toBeGreaterThan(SIZE)
  })

  test('gets another form where the first has ended, a few times', async () => {
    const given = fakeApi({ inParts: false })
    answer = () => ({
      status: 403,
      body: error('AccessDenied', 'Invalid according to Policy: Policy expired.'),
    })
    await expect(open(given).run()).rejects.toThrow('Policy expired')
    expect(puts.map(({ generation }) => generation)).toEqual([1, 2, 3, 4])
  })

  test('that changes on the way is there already: it says what becomes of it, and is forgotten', async () => {
    const given = fakeApi({ inParts: false })
    answer = () => {
      utimesSync(path, new Date(), new Date(0))
      return { status: 201 }
    }
    const refusal = new RefusalError({ code: 'already-received', detail: 'The film is there.' }, undefined)
    given.api.cancelUpload = () => Promise.reject(refusal)
    const { run, keeper } = open(given)
    await expect(run()).rejects.toMatchObject({
      message: 'clip.mp4 has changed while it was uploaded.',
      hint: expect.stringContaining('worked on all the same'),
    })
    await expect(keeper.find(path)).resolves.toBeUndefined()
  })
})

describe('what is told on the way', () => {
  test('speed and time left are those of the last ten seconds', () => {
    let nowMs = 0
    const meter = createMeter(100_000_000, 50_000_000, () => nowMs)
    for (let second = 0; second < 20; second += 1) {
      nowMs += 1000
      meter.add(1_000_000)
    }
    expect(meter.percent()).toBe(70)
    expect(meter.text()).toBe('██████████████░░░░░░ 1.0 MB/s, 30.0 s left')
  })

  test('pauses grow, and are never the same for two', () => {
    expect([pauseBefore(1, 0), pauseBefore(1, 1)]).toEqual([250, 500])
    expect(pauseBefore(20, 1)).toBe(30_000)
  })
})
