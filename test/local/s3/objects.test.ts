import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { ChecksumAlgorithm } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'

const Bucket = 'media'
let lab: Lab
let s3: S3Client
beforeAll(async () => {
  lab = await openLab()
  s3 = new S3Client(lab.config)
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => lab.close())

const read = async (Key: string, more = {}) => {
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
  return { answer, text: (await answer.Body?.transformToString()) ?? '' }
}

describe('one object', () => {
  test('comes back with its headers, metadata and tags', async () => {
    const given = {
      ContentType: 'text/vtt',
      CacheControl: 'max-age=9',
      ContentLanguage: 'ko',
      Metadata: { title: 'a b' },
    }
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'WEBVTT', Tagging: 'a=1&b=%2B', ...given }))
    const { answer, text } = await read('k')
    expect(text).toBe('WEBVTT')
    expect(answer).toMatchObject({ ...given, ETag: `"${createHash('md5').update('WEBVTT').digest('hex')}"` })
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'k' }))
    expect(TagSet).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '+' },
    ])
  })

  test.each([
    ['bytes=0-1', 'ab', 'bytes 0-1/6'],
    ['bytes=4-', 'ef', 'bytes 4-5/6'],
    ['bytes=-2', 'ef', 'bytes 4-5/6'],
    ['bytes=-99', 'abcdef', 'bytes 0-5/6'],
    ['bytes=2-99', 'cdef', 'bytes 2-5/6'],
  ])('Range %s', async (Range, text, ContentRange) => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'range', Body: 'abcdef' }))
    const got = await read('range', { Range })
    expect(got.text).toBe(text)
    expect(got.answer.ContentRange).toBe(ContentRange)
  })

  test('a range behind the end, and any of nothing, is not satisfiable', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '', ContentLength: 0 }))
    await expect(read('range', { Range: 'bytes=6-' })).rejects.toMatchObject({ name: 'InvalidRange' })
    await expect(read('empty', { Range: 'bytes=0-' })).rejects.toMatchObject({ name: 'InvalidRange' })
    await expect(read('empty')).resolves.toMatchObject({ text: '' })
  })

  test('conditions guard reads and writes', async () => {
    const put = (Body: string, more = {}) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'guarded', Body, ...more }))
    await expect(put('x', { IfMatch: '"none"' })).rejects.toMatchObject({ name: 'NoSuchKey' })
    const { ETag } = await put('one', { IfNoneMatch: '*' })
    await expect(put('two', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(put('two', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(read('guarded', { IfMatch: '"other"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    })
    await expect(read('guarded', { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    })
    await put('two', { IfMatch: ETag })
    expect((await read('guarded')).text).toBe('two')
  })

  test('of many writers with If-None-Match only one succeeds', async () => {
    const put = (n: number) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'race', Body: `${n}`, IfNoneMatch: '*' }))
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_none, n) => put(n)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('what is not there is a named error', async () => {
    await expect(read('nothing')).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'nothing' }))).rejects.toMatchObject({
      name: 'NotFound',
    })
    const elsewhere = s3.send(
      new PutObjectCommand({ Bucket: 'no-bucket', Key: 'k', Body: Buffer.alloc(3_000_000) }),
    )
    await expect(elsewhere).rejects.toMatchObject({ name: 'NoSuchBucket' })
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    })
  })
})

describe('checksums', () => {
  // The check values of "123456789" in the catalogue of CRC algorithms.
  test.each([
    ['CRC32', 'ChecksumCRC32', '0xcbf43926'],
    ['CRC32C', 'ChecksumCRC32C', '0xe3069283'],
    ['CRC64NVME', 'ChecksumCRC64NVME', '0xae8b14860a799888'],
  ])('%s is computed', async (ChecksumAlgorithm, member, value) => {
    const algorithm = ChecksumAlgorithm as ChecksumAlgorithm
    const put = new PutObjectCommand({ Bucket, Key: 'sum', Body: '123456789', ChecksumAlgorithm: algorithm })
    const wanted = Buffer.from(value.slice(2), 'hex').toString('base64')
    expect(await s3.send(put)).toMatchObject({ [member]: wanted })
  })

  test('a streamed body carries its checksum behind it and is decoded', async () => {
    const Body = Readable.from([Buffer.alloc(70_000, 'a'), Buffer.alloc(70_000, 'b')])
    await s3.send(new PutObjectCommand({ Bucket, Key: 'streamed', Body, ContentLength: 140_000 }))
    expect((await read('streamed')).text).toBe('a'.repeat(70_000) + 'b'.repeat(70_000))
  })

  test('a wrong checksum leaves nothing behind', async () => {
    const put = new PutObjectCommand({ Bucket, Key: 'wrong', Body: 'x', ChecksumCRC32: 'AAAAAA==' })
    await expect(s3.send(put)).rejects.toMatchObject({ name: 'BadDigest' })
    await expect(read('wrong')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })
})

describe('multipart', () => {
  test('parts in any order become one object, read across their borders', async () => {
    const parts = [Buffer.alloc(5_300_000, 'a'), Buffer.alloc(5_300_000, 'b'), Buffer.from('end')]
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key: 'big', ContentType: 'video/mp4' }),
    )
    const upload = { Bucket, Key: 'big', UploadId }
    const send = async (index: number) => {
      const { ETag } = await s3.send(
        new UploadPartCommand({ ...upload, PartNumber: index + 1, Body: parts[index] ?? '' }),
      )
      return { PartNumber: index + 1, ETag }
    }
    const Parts = [await send(2), await send(0), await send(1)].sort((a, b) => a.PartNumber - b.PartNumber)
    expect((await s3.send(new ListPartsCommand(upload))).Parts).toHaveLength(3)
    const reversed = { Parts: Parts.toReversed() }
    const wrong = s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: reversed }))
    await expect(wrong).rejects.toMatchObject({ name: 'InvalidPartOrder' })
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }))

    const whole = createHash('sha256').update(Buffer.concat(parts)).digest('hex')
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'big' }))
    const bytes = await got.Body?.transformToByteArray()
    expect(
      createHash('sha256')
        .update(bytes ?? '')
        .digest('hex'),
    ).toBe(whole)
    expect(got.ContentType).toBe('video/mp4')
    expect(got.ETag).toMatch(/-3"$/)
    expect((await read('big', { Range: 'bytes=10599998-10600001' })).text).toBe('bben')
    const again = s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }))
    await expect(again).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })

  test('small parts are refused, and the upload can still be completed', async () => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'small' }))
    const upload = { Bucket, Key: 'small', UploadId }
    const send = async (PartNumber: number) => {
      const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body: 'tiny' }))
      return { PartNumber, ETag }
    }
    const Parts = [await send(1), await send(2)]
    const complete = (list: typeof Parts) =>
      s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: list } }))
    await expect(complete(Parts)).rejects.toMatchObject({ name: 'EntityTooSmall' })
    await complete(Parts.slice(0, 1))
    expect((await read('small')).text).toBe('tiny')
  })

  test('uploads of the SDK stream through without being held in memory', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'z')
    const Body = Readable.from(
      (function* () {
        for (let n = 0; n < 96; n++) yield chunk
      })(),
    )
    await new Upload({
      client: s3,
      params: { Bucket, Key: 'stream', Body },
      partSize: 8 * 1024 * 1024,
    }).done()
    const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'stream' }))
    expect(ContentLength).toBe(96 * 1024 * 1024)
  })
})

test('folders are folded by the delimiter, page by page', async () => {
  const Prefix = 'tree/'
  for (const key of ['a/1', 'a/2', 'b', 'c/1', 'c/d/2', 'e']) {
    await s3.send(new PutObjectCommand({ Bucket, Key: Prefix + key, Body: 'x' }))
  }
  const seen: string[] = []
  let ContinuationToken: string | undefined
  do {
    const wish = {
      Bucket,
      Prefix,
      Delimiter: '/',
      MaxKeys: 1,
      ...(ContinuationToken && { ContinuationToken }),
    }
    const page = await s3.send(new ListObjectsV2Command(wish))
    expect(page.KeyCount).toBe(1)
    seen.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''))
    seen.push(...(page.CommonPrefixes ?? []).map((one) => one.Prefix ?? ''))
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  expect(seen).toEqual(['tree/a/', 'tree/b', 'tree/c/', 'tree/e'])
})
