// Addresses as the SDK signs them for somebody whom the local cloud has given credentials.
import { describe, expect, test } from '@jest/globals'
import { GetObjectCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { createIdentities } from '../../../local/runtime/identities.ts'
import type { RawRequest } from '../../../local/runtime/service.ts'
import { checkPresigned } from '../../../local/s3/presigned.ts'
import { checkSignature } from '../../../local/s3/signature.ts'

const HOST = '127.0.0.1:4566'
const identities = createIdentities('000000000000')
const client = new S3Client({
  endpoint: `http://${HOST}`,
  region: 'ap-northeast-2',
  credentials: identities.issue('arn:aws:iam::000000000000:role/uploads', 'one'),
  requestChecksumCalculation: 'WHEN_REQUIRED',
})
const partOf = (ContentLength: number) =>
  new UploadPartCommand({
    ...{
      Bucket: 'ingest',
      Key: "uploads/1/한국 (1)*'+.mp4",
      UploadId: 'a/b+c=',
      PartNumber: 2,
      ContentLength,
    },
  })

function request(address: string, changes: Partial<RawRequest> = {}): RawRequest {
  const at = address.indexOf('?')
  const path = address.slice(`http://${HOST}`.length, at)
  const query = new URLSearchParams(address.slice(at + 1))
  return { method: 'PUT', path, query, headers: { host: HOST, 'content-length': '7' }, ...changes }
}

const judge =
  (raw: RawRequest, afterMs = 0) =>
  () =>
    checkPresigned(raw, identities, Date.now() + afterMs)

describe('a signed address', () => {
  test('is good as it was signed, whatever its key', async () => {
    expect(judge(request(await getSignedUrl(client, partOf(7), { expiresIn: 60 })))).not.toThrow()
    const reading = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'ingest', Key: 'a/../b' }))
    expect(judge(request(reading, { method: 'GET', headers: { host: HOST } }))).not.toThrow()
  })

  test.each([
    ['another key', (url: string) => request(url.replace('uploads/1/', 'uploads/2/'))],
    ['another part', (url: string) => request(url.replace('partNumber=2', 'partNumber=3'))],
    ['another life', (url: string) => request(url.replace('Expires=60', 'Expires=600'))],
    ['another method', (url: string) => request(url, { method: 'DELETE' })],
    ['another length', (url: string) => request(url, { headers: { host: HOST, 'content-length': '8' } })],
    [
      'another host',
      (url: string) => request(url, { headers: { host: 'localhost', 'content-length': '7' } }),
    ],
    ['a parameter more', (url: string) => request(`${url}&versionId=1`)],
  ])('is good for nothing else: %s', async (_what, tampered) => {
    const url = await getSignedUrl(client, partOf(7), { expiresIn: 60 })
    expect(judge(tampered(url))).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch', statusCode: 403 }),
    )
  })

  test('takes no header of S3 that was not signed: a copy source would read what the signer may read', async () => {
    const url = await getSignedUrl(client, partOf(7), { expiresIn: 60 })
    const headers = { host: HOST, 'content-length': '7', 'x-amz-copy-source': '/secret/film.mp4' }
    expect(judge(request(url, { headers }))).toThrow(
      expect.objectContaining({ code: 'AccessDenied', members: { HeadersNotSigned: 'x-amz-copy-source' } }),
    )
  })

  test('ends in time, and lives a week at most', async () => {
    const url = await getSignedUrl(client, partOf(7), { expiresIn: 60 })
    expect(judge(request(url), 61_000)).toThrow(
      expect.objectContaining({ code: 'AccessDenied', message: 'Request has expired' }),
    )
    expect(judge(request(url.replace('Expires=60', 'Expires=604801')))).toThrow(
      expect.objectContaining({ code: 'AuthorizationQueryParametersError', statusCode: 400 }),
    )
    expect(judge(request(url.replace(/X-Amz-Expires=60/, 'x=1')))).toThrow(
      expect.objectContaining({ code: 'AuthorizationQueryParametersError' }),
    )
  })

  test('of a developer is not looked at: nobody here knows the secret', () => {
    const url = `http://${HOST}/a/b?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=mine/1/2/s3/aws4_request&X-Amz-Signature=0&X-Amz-SignedHeaders=host&X-Amz-Expires=60&X-Amz-Date=${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`
    expect(judge(request(url))).not.toThrow()
  })
})

test('a policy is good as it was signed, and no other', async () => {
  const { fields } = await createPresignedPost(client, { Bucket: 'ingest', Key: 'uploads/1/a.mp4' })
  const credential = fields['X-Amz-Credential']!
  const signature = fields['X-Amz-Signature']!
  const text = fields['Policy']!
  expect(() => checkSignature({ credential, text, signature }, identities)).not.toThrow()
  const wider = Buffer.from(
    Buffer.from(text, 'base64').toString().replace('uploads/1/', 'uploads/2/'),
  ).toString('base64')
  expect(() => checkSignature({ credential, text: wider, signature }, identities)).toThrow(
    expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
  )
})
