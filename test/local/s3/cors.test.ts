// Web pages that upload: what a browser asks before, and what it may read afterwards.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { CreateBucketCommand, PutBucketCorsCommand, S3Client, type CORSRule } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

const CONSOLE = 'https://console.example'
const RULES: CORSRule[] = [
  {
    AllowedOrigins: [CONSOLE, 'https://*.studio.example'],
    AllowedMethods: ['POST', 'PUT'],
    AllowedHeaders: ['content-*'],
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 600,
  },
]

let lab: Lab
let s3: S3Client
beforeAll(async () => {
  lab = await openLab()
  s3 = new S3Client({ ...lab.config, requestChecksumCalculation: 'WHEN_REQUIRED' })
  await s3.send(new CreateBucketCommand({ Bucket: 'ingest' }))
  await s3.send(new PutBucketCorsCommand({ Bucket: 'ingest', CORSConfiguration: { CORSRules: RULES } }))
})
afterAll(async () => {
  s3.destroy()
  await lab.close()
})

interface Reply {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

// fetch does not let a caller choose its Origin.
function send(method: string, url: string, headers: Record<string, string>, body = ''): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    call.on('error', reject).end(body)
  })
}

const ask = (origin: string, method = 'PUT', headers = 'content-type, Content-MD5') =>
  send('OPTIONS', `${lab.cloud.url}/ingest/uploads/1/a.mp4`, {
    origin,
    'access-control-request-method': method,
    ...(headers && { 'access-control-request-headers': headers }),
  })

const put = async (origin: string) => {
  const command = new PutObjectCommand({ Bucket: 'ingest', Key: `uploads/${origin.length}.mp4` })
  return send('PUT', await getSignedUrl(s3, command), { origin }, 'bytes')
}

describe('a bucket with rules for web pages', () => {
  test('answers the question before', async () => {
    const { status, headers } = await ask(CONSOLE)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'access-control-allow-origin': CONSOLE,
      'access-control-allow-methods': 'POST, PUT',
      'access-control-allow-headers': 'content-type, content-md5',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '600',
    })
  })

  test('knows origins by their pattern', async () => {
    expect((await ask('https://a.studio.example')).status).toBe(200)
    expect((await ask('https://studio.example')).status).toBe(403)
  })

  test.each([
    ['another origin', ['https://attacker.example']],
    ['another method', [CONSOLE, 'DELETE']],
    ['another header', [CONSOLE, 'PUT', 'x-amz-acl']],
  ] as [string, Parameters<typeof ask>][])('refuses %s', async (_what, question) => {
    const { status, headers, text } = await ask(...question)
    expect(status).toBe(403)
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect(text).toContain('CORSResponse: This CORS request is not allowed.')
  })

  test('takes what such a page sends to a signed address, and lets it read the answer', async () => {
    const { status, headers } = await put(CONSOLE)
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'access-control-allow-origin': CONSOLE, etag: expect.any(String) })
  })

  test('takes nothing from other pages', async () => {
    expect((await put('https://attacker.example')).status).toBe(403)
  })
})

describe('rules', () => {
  test.each([
    ['a method that there is not', { AllowedMethods: ['PATCH'] }, 'InvalidRequest'],
    ['two wildcards', { AllowedOrigins: ['https://*.*.example'] }, 'InvalidRequest'],
    ['no origin', { AllowedOrigins: [] }, 'MalformedXML'],
  ])('with %s are refused', async (_what, change, name) => {
    const CORSRules = [{ ...RULES[0]!, ...change }]
    await expect(
      s3.send(new PutBucketCorsCommand({ Bucket: 'ingest', CORSConfiguration: { CORSRules } })),
    ).rejects.toMatchObject({ name })
  })
})
