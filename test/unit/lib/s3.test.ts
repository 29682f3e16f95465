import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type * as S3 from '../../../lib/aws/s3.ts'

const PART = Buffer.alloc(64 * 1024, 'x')

/** Answers every GET with an object that breaks off after a while (`/broken`) or never ends. */
const server = createServer((request, response) => {
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

  test('that breaks off in the middle is a fault that trying again may mend', async () => {
    const reading = s3.readObject({ bucket: 'ingest', key: 'broken' })
    await expect(reading).rejects.toMatchObject({ name: 'ProviderUnavailableError' })
  })
})
