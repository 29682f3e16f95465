import { describe, expect, test } from '@jest/globals'
import { onJobFile, type JobFileEvent, type JobFileServices } from '../../functions/intake/on-job-file.ts'
import type { Asset, Job } from '../../schemas/generated/types.ts'
import { aJob, anAsset, anInspection, aSource } from '../support/records.ts'

const arrived = (key = 'films/holiday.job.json') =>
  ({
    time: '2026-11-21T09:00:00Z',
    detail: { bucket: { name: 'ingest' }, object: { key } },
  }) as JobFileEvent

interface Given {
  jobFile: unknown
  assets?: Asset[]
  keys?: string[]
  waiting?: Job
}

function world({ jobFile, assets = [], keys = ['films/holiday.mp4'], waiting }: Given) {
  const did = {
    announced: [] as { detailType: string; detail: Record<string, unknown> }[],
    noted: [] as Record<string, unknown>[],
    answered: [] as string[],
    reprocessed: [] as Record<string, unknown>[],
  }
  const services: JobFileServices = {
    storage: {
      readText: () => Promise.resolve(typeof jobFile === 'string' ? jobFile : JSON.stringify(jobFile)),
      listObjects: (_bucket, prefix) =>
        Promise.resolve(new Map(keys.filter((key) => key.startsWith(prefix)).map((key) => [key, 1]))),
    },
    assets: {
      findBySource: (uri) => Promise.resolve(assets.filter(({ sourceUri }) => sourceUri === uri)),
      note: (_asset, changes) => {
        did.noted.push(changes)
        return Promise.resolve(anAsset())
      },
    },
    ledger: { load: () => Promise.resolve(waiting) },
    answerTask: (token) => {
      did.answered.push(token)
      return Promise.resolve(true)
    },
    reprocess: (input) => Promise.resolve(did.reprocessed.push(input)),
    announce: (detailType, detail) => {
      did.announced.push({ detailType, detail })
      return Promise.resolve()
    },
    defaultProfile: 'default',
  }
  return { did, services }
}

const published = (changes: Partial<Asset> = {}) =>
  anAsset({ inspection: anInspection(), profile: 'default', outcome: 'published', ...changes })

describe('a job file arrives', () => {
  test('before its video: it is announced as waiting and read when the video comes', async () => {
    const { did, services } = world({ jobFile: { title: 'Holiday' }, keys: [] })
    await onJobFile(arrived(), services)
    expect(did.announced).toMatchObject([{ detailType: 'job-file.waiting' }])
  })

  test('while its video is on the way into the record: the event is tried again', async () => {
    const { did, services } = world({ jobFile: { title: 'Holiday' }, assets: [] })
    await expect(onJobFile(arrived(), services)).rejects.toMatchObject({ name: 'ProviderUnavailableError' })
    expect(did.announced).toEqual([])
  })

  test('for a video that waits for it: the execution goes on', async () => {
    const waiting = aJob({ kind: 'job-file', jobKey: 'job-file#0', status: 'opened', taskToken: 'waiting' })
    const { did, services } = world({ jobFile: { title: 'Holiday' }, assets: [anAsset()], waiting })
    await onJobFile(arrived(), services)
    expect(did.answered).toEqual(['waiting'])
  })

  test('after its video, with words only: the record gets them, nothing is encoded again', async () => {
    const { did, services } = world({ jobFile: { title: 'Holiday', tags: ['sea'] }, assets: [published()] })
    await onJobFile(arrived(), services)
    expect(did.noted).toMatchObject([{ title: 'Holiday', tags: ['sea'] }])
    expect(did.reprocessed).toEqual([])
  })

  test('after its video, with another profile: the same asset is processed again as a newer revision', async () => {
    const { did, services } = world({ jobFile: { profile: 'fast' }, assets: [published()] })
    await onJobFile(arrived(), services)
    expect(did.reprocessed).toEqual([
      {
        revision: Date.parse('2026-11-21T09:00:00Z'),
        detail: {
          bucket: { name: 'ingest' },
          object: { key: aSource().key, etag: 'abc123', size: 1_000_000, sequencer: '0001' },
        },
      },
    ])
  })

  test.each([
    'job-file-invalid',
    'job-file-missing',
    'job-file-not-json',
    'job-file-too-large',
    'unknown-policy',
    'unknown-profile',
  ])('in a better form, after %s: the rejected video is processed again', async (code) => {
    const rejected = anAsset({ outcome: 'rejected', reasons: [{ code, message: 'words' }] })
    const { did, services } = world({ jobFile: { title: 'Holiday' }, assets: [rejected] })
    await onJobFile(arrived(), services)
    expect(did.reprocessed).toHaveLength(1)
  })

  test('while its video is being inspected: the event is tried again', async () => {
    const { services } = world({ jobFile: { title: 'Holiday' }, assets: [anAsset()] })
    await expect(onJobFile(arrived(), services)).rejects.toMatchObject({ name: 'ProviderUnavailableError' })
  })

  test('not being JSON: it is announced with the place of the error, and the asset stays as it is', async () => {
    const { did, services } = world({ jobFile: '{ "title": ', assets: [published()] })
    await onJobFile(arrived(), services)
    expect(did.announced).toMatchObject([{ detailType: 'job-file.rejected' }])
    expect(did.noted).toEqual([])
  })

  test('asking for a profile that there is not: what is published stays published', async () => {
    const { did, services } = world({ jobFile: { profile: 'fastest' }, assets: [published()] })
    await onJobFile(arrived(), services)
    expect(did.announced).toMatchObject([
      { detailType: 'job-file.rejected', detail: { reasons: [{ code: 'unknown-profile' }] } },
    ])
    expect(did.reprocessed).toEqual([])
  })

  test.each([
    ['films/holiday.job.json', 'films/holiday'],
    ['holiday.mp4.job.json', 'holiday.mp4'],
  ])('as %s: only what begins with its name is listed, not the whole folder', async (key, prefix) => {
    const { services } = world({ jobFile: {} })
    const listed: string[] = []
    services.storage.listObjects = (_bucket, asked) => {
      listed.push(asked)
      return Promise.resolve(new Map<string, number>())
    }
    await onJobFile(arrived(key), services)
    expect(listed).toEqual([prefix])
  })

  test('naming a source of another name: the field is named', async () => {
    const { did, services } = world({ jobFile: { source: 'other.mp4' } })
    await onJobFile(arrived(), services)
    expect(did.announced).toMatchObject([
      { detailType: 'job-file.rejected', detail: { reasons: [{ field: '/source' }] } },
    ])
  })
})
