// The API for uploads over a bucket and tables that a test holds in its hands.
import { describe, expect, test } from '@jest/globals'
import type { UploadServices } from '../../functions/intake/look-at-upload.ts'
import { responders } from '../../functions/intake/uploads-api.ts'
import { NotFoundError } from '../../lib/errors.ts'
import type { Asset, Problem, Upload, UploadRecord } from '../../schemas/generated/types.ts'
import { anAsset } from '../support/records.ts'

const MIB = 1024 ** 2
const NOW = Date.parse('2026-11-21T09:00:00.000Z')
const ID = '0'.repeat(31) + '1'
const KEY = `uploads/${ID}/clip.mp4`

type Route = keyof typeof responders
type Body = Partial<Upload & Problem>

function world({ trigger = 'video' } = {}) {
  const records = new Map<string, UploadRecord>()
  const objects = new Map<string, number>()
  const parts = new Map<string, Map<number, { sizeBytes: number; etag: string }>>()
  const written: string[] = []
  const assets: Asset[] = []
  const services: UploadServices = {
    uploads: {
      load: async (uploadId) => records.get(uploadId),
      begin: async (upload) => void records.set(upload.uploadId, upload),
      noteReceived: async (uploadId, receivedAt) =>
        void records.set(uploadId, { ...records.get(uploadId)!, receivedAt }),
      forget: async (uploadId) => void records.delete(uploadId),
    },
    assets: { findBySource: async (uri) => assets.filter(({ sourceUri }) => sourceUri === uri) },
    bucket: {
      signForm: async (key, { contentType, sizeBytes }) => ({
        url: 'https://bucket.example/',
        fields: { key, 'Content-Type': contentType, size: String(sizeBytes) },
      }),
      startParts: async (key) => {
        parts.set(key, new Map())
        return `of ${key}`
      },
      signPart: async ({ key }, { partNumber, sizeBytes }) =>
        `https://bucket.example/${key}?${partNumber}&${sizeBytes}`,
      listParts: async ({ key }) => parts.get(key),
      completeParts: async ({ key }, stored) => {
        parts.delete(key)
        objects.set(
          key,
          [...stored.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        )
      },
      abortParts: async ({ key }) => void parts.delete(key),
      deleteObjects: async (keys) => keys.forEach((key) => objects.delete(key)),
    },
    storage: {
      list: async (uploadId) =>
        new Map([...objects].filter(([key]) => key.startsWith(`uploads/${uploadId}/`))),
      write: async (key, text) => {
        written.push(`${key}: ${text}`)
        objects.set(key, text.length)
      },
    },
    newId: () => ID,
    now: () => NOW,
    settings: {
      bucketName: 'ingest',
      maxSizeBytes: 1000 * MIB,
      partsAboveBytes: 10 * MIB,
      partBytes: 5 * MIB,
      linkSeconds: 600,
      trigger,
    },
  }
  const ask = async (route: Route, body: unknown = {}, name = 'una') => {
    const request = { by: { name, role: 'uploader' as const }, path: { uploadId: ID }, query: {}, body }
    const answer = await responders[route](request, services)
    return { status: answer.status, body: (answer.body ?? {}) as Body }
  }
  return {
    ...{ ask, services, objects, parts, written, assets, records },
    begin: (body: object = {}) => ask('POST /uploads', { fileName: 'clip.mp4', sizeBytes: 7, ...body }),
    /** As if somebody had put it there. */
    putPart: (number: number, sizeBytes: number) =>
      parts.get(KEY)!.set(number, { sizeBytes, etag: `"${number}"` }),
  }
}

const COMPLETE = 'POST /uploads/{uploadId}/complete'
const SHOW = 'GET /uploads/{uploadId}'
const CANCEL = 'DELETE /uploads/{uploadId}'

describe('a small film', () => {
  test('is given a form for its key, type and size', async () => {
    const { status, body } = await world().begin()
    expect(status).toBe(201)
    expect(body).toMatchObject({
      ...{ uploadId: ID, state: 'open', contentType: 'video/mp4' },
      form: { fields: { key: KEY, 'Content-Type': 'video/mp4', size: '7' } },
      linksExpireAt: '2026-11-21T09:10:00.000Z',
      expiresAt: '2026-11-28T09:00:00.000Z',
    })
    expect(body.parts).toBeUndefined()
  })

  test('finds its job file there when it comes', async () => {
    const { begin, written } = world()
    await begin({ job: { title: '제목' } })
    expect(written).toEqual([`${KEY}.job.json: {"title":"제목"}`])
  })

  test('is received when it is there, whether or not anybody says so', async () => {
    const { begin, ask, objects, assets } = world()
    await begin()
    expect((await ask(COMPLETE)).body.code).toBe('film-missing')
    objects.set(KEY, 7)
    expect((await ask(SHOW)).body).toMatchObject({ state: 'received' })
    expect((await ask(COMPLETE)).status).toBe(200)
    assets.push(anAsset({ sourceUri: `s3://ingest/${KEY}`, outcome: 'published', reasons: [] }))
    const { body } = await ask(SHOW)
    expect(body.asset).toMatchObject({ outcome: 'published', reasons: [] })
    expect(body.form).toBeUndefined()
  })
})

describe('a large film', () => {
  const large = { sizeBytes: 12 * MIB }

  test('is given addresses for its parts, each with the bytes it takes', async () => {
    const { body } = await world().begin(large)
    expect(body.form).toBeUndefined()
    expect(body.parts).toMatchObject({ partCount: 3, receivedCount: 0, receivedBytes: 0 })
    expect(body.parts!.missing.map(({ startByte, sizeBytes }) => [startByte, sizeBytes])).toEqual([
      [0, 5 * MIB],
      [5 * MIB, 5 * MIB],
      [10 * MIB, 2 * MIB],
    ])
  })

  test('is gone on with where it stands, whatever lies there that does not fit', async () => {
    const { begin, ask, putPart } = world()
    await begin(large)
    putPart(1, 5 * MIB)
    putPart(3, 1 * MIB)
    const { body } = await ask(SHOW)
    expect(body.parts).toMatchObject({ receivedCount: 1, receivedBytes: 5 * MIB })
    expect(body.parts!.missing.map(({ partNumber }) => partNumber)).toEqual([2, 3])
    expect((await ask(COMPLETE)).body.code).toBe('parts-missing')
  })

  test('is put together once, of the planned parts only', async () => {
    const { begin, ask, putPart, objects } = world()
    await begin(large)
    putPart(1, 5 * MIB)
    putPart(2, 5 * MIB)
    putPart(3, 2 * MIB)
    putPart(4, 5 * MIB)
    for (const _again of [1, 2]) expect((await ask(COMPLETE)).body).toMatchObject({ state: 'received' })
    expect(objects.get(KEY)).toBe(12 * MIB)
  })

  test('is received for whoever comes second, too, when two complete it at once', async () => {
    const { begin, ask, putPart, services } = world()
    await begin(large)
    putPart(1, 5 * MIB)
    putPart(2, 5 * MIB)
    putPart(3, 2 * MIB)
    const { completeParts } = services.bucket
    services.bucket.completeParts = async (place, stored) => {
      await completeParts(place, stored)
      throw new NotFoundError('The specified upload does not exist.')
    }
    expect(await ask(COMPLETE)).toMatchObject({ status: 200, body: { state: 'received' } })
  })

  test('is signed for a hundred parts at a time', async () => {
    const { body } = await world().begin({ sizeBytes: 900 * MIB })
    expect(body.parts).toMatchObject({ partCount: 180 })
    expect(body.parts!.missing).toHaveLength(100)
  })

  test('that was thrown away cannot be gone on with', async () => {
    const { begin, ask, parts } = world()
    await begin(large)
    parts.clear()
    expect(await ask(SHOW)).toMatchObject({ status: 409, body: { code: 'upload-ended' } })
    expect(await ask(COMPLETE)).toMatchObject({ status: 409, body: { code: 'upload-ended' } })
  })
})

describe('captions', () => {
  test('go before the film is complete', async () => {
    const { begin, ask, objects, parts } = world()
    const { body } = await begin({
      sizeBytes: 12 * MIB,
      captions: [{ fileName: 'clip.ko.vtt', sizeBytes: 3 }],
    })
    expect(body.captions).toMatchObject([
      { fileName: 'clip.ko.vtt', form: { fields: { key: `uploads/${ID}/clip.ko.vtt`, size: '3' } } },
    ])
    const sizes: [number, number][] = [
      [1, 5],
      [2, 5],
      [3, 2],
    ]
    sizes.forEach(([number, size]) => parts.get(KEY)!.set(number, { sizeBytes: size * MIB, etag: '' }))
    expect((await ask(COMPLETE)).body.code).toBe('captions-missing')
    objects.set(`uploads/${ID}/clip.ko.vtt`, 3)
    expect((await ask(COMPLETE)).status).toBe(200)
  })
})

describe('an upload', () => {
  test.each([SHOW, COMPLETE, CANCEL] as const)('of somebody else is not there: %s', async (route) => {
    const { begin, ask } = world()
    await begin()
    await expect(ask(route, {}, 'umberto')).rejects.toThrow(NotFoundError)
  })

  test('that is cancelled leaves nothing', async () => {
    const { begin, ask, objects, parts, records } = world()
    await begin({ sizeBytes: 12 * MIB, job: {} })
    expect((await ask(CANCEL)).status).toBe(204)
    expect([objects.size, parts.size, records.size]).toEqual([0, 0, 0])
  })

  test('that has arrived is not cancelled', async () => {
    const { begin, ask, objects } = world()
    await begin()
    objects.set(KEY, 7)
    expect(await ask(CANCEL)).toMatchObject({ status: 409, body: { code: 'already-received' } })
    expect(objects.has(KEY)).toBe(true)
  })

  test('that is refused leaves nothing', async () => {
    const { begin, objects, records } = world({ trigger: 'job-file' })
    expect(await begin()).toMatchObject({ status: 400, body: { code: 'job-file-missing' } })
    expect(await begin({ fileName: '../x.mp4', job: {} })).toMatchObject({
      body: { code: 'file-name-wrong' },
    })
    expect([objects.size, records.size]).toEqual([0, 0])
  })
})
