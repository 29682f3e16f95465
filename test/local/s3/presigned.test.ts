// URLs and forms that were signed beforehand, as a browser uses them: no SDK, no Authorization header.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

const MINUTE_MS = 60_000
let lab: Lab
let s3: S3Client
beforeAll(async () => {
  lab = await openLab()
  s3 = new S3Client(lab.config)
  await s3.send(new CreateBucketCommand({ Bucket: 'media' }))
})
afterAll(() => lab.close())

function presign(key: string, signedMs = Date.now()): string {
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'developer/20261121/us-east-1/s3/aws4_request',
    'X-Amz-Date': new Date(signedMs).toISOString().replace(/[-:]|\.\d+/g, ''),
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': '0'.repeat(64),
  })
  return `${lab.cloud.url}/media/${encodeURIComponent(key)}?${query.toString()}`
}

const stored = async (Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket: 'media', Key }))).Body?.transformToString()

describe('a presigned URL', () => {
  test('writes and reads', async () => {
    const put = await fetch(presign('한국 +.mp4'), { method: 'PUT', body: 'bytes' })
    expect(put.status).toBe(200)
    await expect(stored('한국 +.mp4')).resolves.toBe('bytes')
    const got = await fetch(`${presign('한국 +.mp4')}&response-content-type=video%2Fmp4`)
    expect(got.headers.get('content-type')).toBe('video/mp4')
    await expect(got.text()).resolves.toBe('bytes')
  })

  test('expires', async () => {
    const put = await fetch(presign('late', Date.now() - 2 * MINUTE_MS), { method: 'PUT', body: 'x' })
    expect(put.status).toBe(403)
    await expect(put.text()).resolves.toMatch(/<Code>AccessDenied<.*expired/)
    await expect(stored('late')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })
})

describe('a signed form', () => {
  const CONDITIONS = [
    { bucket: 'media' },
    ['starts-with', '$key', 'inbox/'],
    ['content-length-range', 2, 1_000_000],
    ['eq', '$x-amz-credential', 'developer/20261121/us-east-1/s3/aws4_request'],
  ]

  async function post(
    fields: Record<string, string>,
    file: Blob,
    { lifeMs = MINUTE_MS, more = [] }: { lifeMs?: number; more?: unknown[] } = {},
  ) {
    const conditions = [...CONDITIONS, ...more]
    const expiration = new Date(Date.now() + lifeMs).toISOString()
    const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64')
    const form = new FormData()
    const signed = {
      policy,
      'x-amz-credential': 'developer/20261121/us-east-1/s3/aws4_request',
      'X-Amz-Signature': '0',
    }
    for (const [name, value] of Object.entries({ ...fields, ...signed })) form.set(name, value)
    form.set('file', file, '영상 😀.mp4')
    const answer = await fetch(`${lab.cloud.url}/media`, { method: 'POST', body: form })
    const { status, headers } = answer
    return { status, location: headers.get('location'), text: await answer.text() }
  }

  test('says where the file is, as the form wants it said', async () => {
    const key = 'inbox/where & why.mp4'
    const place = `${lab.cloud.url}/media/inbox/where%20%26%20why.mp4`
    const free = { 'x-ignore-note': 'any' }
    expect(await post({ key, ...free }, new Blob(['xx']))).toEqual({
      ...{ status: 204, location: place, text: '' },
    })
    const more = [['starts-with', '$success_action_status', '']]
    expect(await post({ key, success_action_status: '200' }, new Blob(['xx']), { more })).toMatchObject({
      status: 200,
    })
    const told = await post({ key, success_action_status: '201' }, new Blob(['xx']), { more })
    expect(told.status).toBe(201)
    expect(told.text).toContain(`<Location>${place}</Location><Bucket>media</Bucket>`)
    expect(await post({ key, success_action_status: '418' }, new Blob(['xx']), { more })).toMatchObject({
      status: 204,
    })
  })

  test('fills in the name of the file before its conditions are looked at', async () => {
    const more = [['starts-with', '$x-amz-meta-name', '영상']]
    const fields = { key: 'inbox/${filename}', 'x-amz-meta-name': '${filename}' }
    expect(await post(fields, new Blob(['xx']), { more })).toMatchObject({ status: 204 })
  })

  test('names what is wrong as S3 does', async () => {
    const outside = await post({ key: 'outbox/a' }, new Blob(['xx']))
    expect(outside.text).toContain(
      '<Message>Invalid according to Policy: Policy Condition failed: [&#x22;starts-with&#x22;, &#x22;$key&#x22;, &#x22;inbox/&#x22;]</Message>',
    )
    const extra = await post({ key: 'inbox/a', 'Content-Type': 'text/html' }, new Blob(['xx']))
    expect(extra.text).toContain('Extra input fields: content-type<')
    const large = await post({ key: 'inbox/a' }, new Blob(['x'.repeat(1_000_001)]))
    expect(large.text).toContain('<MaxSizeAllowed>1000000</MaxSizeAllowed>')
    const more = [['content-length-range', 1, 5]]
    const atOnce = await post({ key: 'inbox/a' }, new Blob(['123456']), { more })
    expect(atOnce).toMatchObject({ status: 400, text: expect.stringContaining('EntityTooLarge') })
    const late = await post({ key: 'inbox/a' }, new Blob(['xx']), { lifeMs: -MINUTE_MS })
    expect(late.text).toContain('Invalid according to Policy: Policy expired.<')
    const long = await post({ key: 'inbox/a', 'x-ignore-me': 'x'.repeat(30_000) }, new Blob(['xx']))
    expect(long).toMatchObject({
      status: 400,
      text: expect.stringContaining('MaxPostPreDataLengthExceededError'),
    })
  })

  test('carries a file', async () => {
    const form = new FormData()
    form.set('key', 'inbox/a')
    const answer = await fetch(`${lab.cloud.url}/media`, { method: 'POST', body: form })
    expect(answer.status).toBe(400)
    await expect(answer.text()).resolves.toContain('POST requires exactly one file upload per request.')
  })

  test('stores the file under the name the form gives', async () => {
    const bytes = `first\r\n--not the boundary\r\n${'x'.repeat(200_000)}\r\n`
    expect(await post({ key: 'inbox/${filename}' }, new Blob([bytes]))).toMatchObject({ status: 204 })
    await expect(stored('inbox/영상 😀.mp4')).resolves.toBe(bytes)
  })

  test.each([
    ['a key outside its folder', { key: 'outbox/a' }, 'x'.repeat(10), MINUTE_MS, 'AccessDenied'],
    [
      'a field that no condition covers',
      { key: 'inbox/a', acl: 'public-read' },
      'x'.repeat(10),
      MINUTE_MS,
      'AccessDenied',
    ],
    ['an expired policy', { key: 'inbox/a' }, 'x'.repeat(10), -MINUTE_MS, 'AccessDenied'],
    ['a file too small', { key: 'inbox/a' }, 'x', MINUTE_MS, 'EntityTooSmall'],
    ['a file too large', { key: 'inbox/a' }, 'x'.repeat(9_000_000), MINUTE_MS, 'EntityTooLarge'],
  ])('refuses %s', async (_what, fields, file, lifeMs, code) => {
    const answer = await post(fields, new Blob([file]), { lifeMs })
    expect(answer.text).toMatch(`<Code>${code}</Code>`)
    expect(answer.status).toBe(code === 'AccessDenied' ? 403 : 400)
    await expect(stored('inbox/a')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  test('without a policy it is refused', async () => {
    const form = new FormData()
    form.set('key', 'inbox/a')
    form.set('file', new Blob(['x']), 'a')
    expect((await fetch(`${lab.cloud.url}/media`, { method: 'POST', body: form })).status).toBe(403)
  })
})
