// What is signed for those who upload, read as S3 reads it. Nothing is sent.
import { beforeAll, describe, expect, test } from '@jest/globals'
import type * as Uploads from '../../../lib/aws/s3-uploads.ts'

let uploads: typeof Uploads
beforeAll(async () => {
  delete process.env['AWS_ENDPOINT_URL']
  Object.assign(process.env, {
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
  })
  uploads = await import('../../../lib/aws/s3-uploads.ts')
})

const TERMS = { contentType: 'video/mp4', sizeBytes: 7, validSeconds: 600 }
const open = (isAccelerated = false) => uploads.uploadBucket('ingest', { isAccelerated })
const partOf = { key: 'uploads/1/영화.mp4', multipartId: 'm' }

describe('a form', () => {
  test('has a condition for every field, and for the size', async () => {
    const { url, fields } = await open().signForm('uploads/1/영화.mp4', TERMS)
    expect(new URL(url).host).toBe('ingest.s3.ap-northeast-2.amazonaws.com')
    const policy = JSON.parse(Buffer.from(fields['Policy']!, 'base64').toString()) as {
      conditions: (Record<string, string> | unknown[])[]
    }
    expect(policy.conditions).toContainEqual(['content-length-range', 7, 7])
    const named = policy.conditions.flatMap((one) => (Array.isArray(one) ? [] : Object.entries(one)))
    const free = ['Policy', 'X-Amz-Signature']
    expect(Object.fromEntries(named)).toEqual(
      Object.fromEntries(Object.entries(fields).filter(([name]) => !free.includes(name))),
    )
    expect(Object.fromEntries(named)).toMatchObject({
      ...{ key: 'uploads/1/영화.mp4', 'Content-Type': 'video/mp4', 'X-Amz-Security-Token': 'session' },
    })
  })
})

describe('the address of a part', () => {
  test('is signed with its length, and without the checksum of a body that nobody knows yet', async () => {
    const address = new URL(await open().signPart(partOf, { partNumber: 3, sizeBytes: 7 }, 600))
    const query = Object.fromEntries(address.searchParams)
    expect(query).toMatchObject({ partNumber: '3', uploadId: 'm', 'X-Amz-Expires': '600' })
    expect(query['X-Amz-SignedHeaders']).toBe('content-length;host')
    expect(Object.keys(query).filter((name) => /checksum/i.test(name))).toEqual([])
  })
})

test('with acceleration, both lead to the nearest edge', async () => {
  const host = 'ingest.s3-accelerate.amazonaws.com'
  const { url } = await open(true).signForm('uploads/1/a.mp4', TERMS)
  expect(new URL(url).host).toBe(host)
  const address = await open(true).signPart(partOf, { partNumber: 1, sizeBytes: 7 }, 600)
  expect(new URL(address).host).toBe(host)
})
