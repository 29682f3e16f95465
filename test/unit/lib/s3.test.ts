import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type * as S3 from '../../../lib/aws/s3.ts'

const PART = Buffer.alloc(64 * 1024, 'x')

const OTHER_VERSION = '<Error><Code>PreconditionFailed</Code><Message>Another one.</Message></Error>'

/** Answers every GET with an object that has versions (`/versioned`), breaks off after a while (`/broken`) or never ends. */
const server = createServer((request, response) => {
  if (request.url?.includes('versioned')) {
    const isThis = (request.headers['if-match'] ?? '"first"') === '"first"'
    response.writeHead(isThis ? 200 : 412).end(isThis ? 'words' : OTHER_VERSION)
    return
  }
  response.writeHead(200, { 'content-length': 10 ** 12 })
  if (request.url?.includes('broken')) {
    response.write(PART, () => response.destroy())
    return
  }
  const write = (): void => void response.write(PART, (error) => error ?? write())
  write()
})

let s3: typeof S3
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
  s3 = await import('../../../lib/aws/s3.ts')
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('reading an object', () => {
  test('ends when there is enough of it: a job file may be a film under a wrong name', async () => {
    const text = await s3.readText({ bucket: 'ingest', key: 'film.job.json' }, 1_000_000)
    expect(text.length).toBeGreaterThanOrEqual(1_000_000)
    expect(text.length).toBeLessThan(2_000_000)
  })

  test.each([undefined, 'first'])('of the version %p gives it, where it is that one', async (etag) => {
    const bytes = await s3.readObject({ bucket: 'ingest', key: 'versioned', etag })
    expect(Buffer.from(bytes).toString()).toBe('words')
  })

  test('of another version than there is, is refused: nothing newer is taken for it', async () => {
    const reading = s3.readObject({ bucket: 'ingest', key: 'versioned', etag: 'second' })
    await expect(reading).rejects.toMatchObject({ name: 'ConflictError' })
  })

  test('that breaks off in the middle is a fault that trying again may mend', async () => {
    const reading = s3.readObject({ bucket: 'ingest', key: 'broken' })
    await expect(reading).rejects.toMatchObject({ name: 'ProviderUnavailableError' })
  })
})
