// The process of the model: there while there are films, gone afterwards, and no loss when it is killed.
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createEngine } from '../../../local/rekognition/detector/engine-process.ts'
import { makeSample } from '../../../samples/make-sample.ts'
import { openLab } from '../gateway/lab.ts'
import { childOf, until } from './processes.ts'
import { openStudio } from './studio.ts'

const MAIN = 'rekognition/engine/main.ts'
const folder = mkdtempSync(join(tmpdir(), 'rekognition-'))
const never = new AbortController().signal
let film: string

beforeAll(async () => {
  film = await makeSample('film-landscape', folder, { durationSeconds: 30, widthPx: 128, heightPx: 72 })
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('ends by itself when there is no film, is back for the next one, and keeps its address to itself', async () => {
  const server = createServer((request, response) => {
    if (request.url !== '/film.mp4') {
      response.end('this is no film')
      return
    }
    response.writeHead(200, { 'content-length': statSync(film).size })
    createReadStream(film).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/film.mp4`
  const engine = createEngine({ idleMs: 100 })
  try {
    for (let film = 1; film <= 2; film++) {
      const seconds: number[] = []
      const pictures = await engine.classify(url, ({ second }) => seconds.push(second), never)
      expect(pictures).toBeGreaterThanOrEqual(30)
      expect(seconds).toEqual(Array.from({ length: pictures }, (_, second) => second))
      await until(() => (childOf(process.pid, MAIN) ? undefined : true))
    }
    const text = new URL('text', url).href
    const failure = await engine.classify(text, () => undefined, never).catch((error: Error) => error.message)
    expect(failure).toMatch(/^\S.*Invalid data/)
    expect(failure).not.toContain('127.0.0.1')
  } finally {
    await engine.close()
    server.closeAllConnections()
    server.close()
  }
}, 60_000)

test('killed in the middle of a film, it is started again and the job succeeds', async () => {
  const lab = await openLab()
  const studio = await openStudio(lab.config)
  try {
    await studio.putFile('film.mp4', film)
    const jobId = await studio.start('film.mp4')
    const first = await until(() => childOf(process.pid, MAIN))
    process.kill(first.pid, 'SIGKILL')
    await lab.cloud.activity.idle()
    expect(await studio.get(jobId)).toMatchObject({ JobStatus: 'SUCCEEDED' })
    expect(lab.lines.join('\n')).toContain('looks at a film again')
  } finally {
    studio.close()
    await lab.close()
  }
}, 60_000)
