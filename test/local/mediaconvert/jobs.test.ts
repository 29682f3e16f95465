// The life of a job as its caller and the event bus see it.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Job } from '../../../local/mediaconvert/job-record.ts'
import { makeSample } from '../../../samples/make-sample.ts'
import { cmafGroup, createJob, jobSettings, rung, sound } from './job-documents.ts'
import { openBench } from './service-bench.ts'

const samples = mkdtempSync(join(tmpdir(), 'mediaconvert-samples-'))
let short: string
let long: string
let bench: ReturnType<typeof openBench>

beforeAll(async () => {
  short = await makeSample('film-landscape', samples, { durationSeconds: 1, widthPx: 160, heightPx: 90 })
  long = await makeSample('film-landscape', samples, {
    durationSeconds: 20,
    widthPx: 640,
    heightPx: 360,
    fileName: 'long.mp4',
  })
}, 60_000)
afterAll(() => rmSync(samples, { recursive: true, force: true }))
beforeEach(async () => {
  bench = openBench()
  await bench.service.start?.()
})
afterEach(() => bench.close())

const small = (more: object = {}) =>
  createJob(jobSettings([cmafGroup([rung(90, 200_000), sound()])]), {
    userMetadata: { assetId: 'a1' },
    ...more,
  })

/** Busy for long enough to be met while it runs. */
const slow = (more: object = {}) =>
  createJob(jobSettings([cmafGroup([rung(720, 3_000_000, { qualityTuningLevel: 'MULTI_PASS_HQ' })])]), more)

describe('a job', () => {
  it('goes from SUBMITTED to COMPLETE and tells each step with its metadata', async () => {
    bench.upload(short)
    const job = await bench.create(small())
    expect(job).toMatchObject({
      status: 'SUBMITTED',
      queue: 'arn:aws:mediaconvert:us-east-1:000000000000:queues/Default',
      userMetadata: { assetId: 'a1' },
    })
    expect(job.arn).toBe(`arn:aws:mediaconvert:us-east-1:000000000000:jobs/${job.id}`)
    const complete = await bench.eventOf(job.id, 'COMPLETE')
    expect(bench.statusesOf(job.id)).toEqual(['PROGRESSING', 'INPUT_INFORMATION', 'COMPLETE'])
    expect(complete).toMatchObject({
      source: 'aws.mediaconvert',
      detailType: 'MediaConvert Job State Change',
      resources: [job.arn],
      detail: {
        accountId: '000000000000',
        queue: job.queue,
        userMetadata: { assetId: 'a1' },
        outputGroupDetails: [
          {
            type: 'CMAF_GROUP',
            playlistFilePaths: ['s3://out/a/main.mpd', 's3://out/a/main.m3u8'],
            outputDetails: [{ videoDetails: { widthInPx: 160, heightInPx: 90 } }, {}],
          },
        ],
      },
    })
    expect(bench.events[1]?.detail.inputDetails).toMatchObject([
      { id: 1, uri: 's3://in/source', video: [{ codec: 'H_264', width: 160, height: 90, frameRate: 23.98 }] },
    ])
    expect(await bench.job(job.id)).toMatchObject({
      status: 'COMPLETE',
      jobPercentComplete: 100,
      outputGroupDetails: [{ outputDetails: [{ videoDetails: { widthInPx: 160 } }, {}] }],
    })
  }, 30_000)

  it('that fails says why, once, and leaves nothing in the scratch folder', async () => {
    const job = await bench.create(small())
    const failed = await bench.eventOf(job.id, 'ERROR')
    const errorMessage =
      "Unable to open input file [s3://in/source]: [Failed probe/open: [Can't read input stream: [Failed to read data: HeadObject failed]]]"
    expect(failed.detail).toMatchObject({ errorCode: 1404, errorMessage, userMetadata: { assetId: 'a1' } })
    await bench.context.activity.idle()
    expect(await bench.job(job.id)).toMatchObject({ status: 'ERROR', errorCode: 1404, errorMessage })
    expect(bench.statusesOf(job.id)).toEqual(['PROGRESSING', 'ERROR'])
    expect(readdirSync(join(bench.dataDir, 'scratch', 'mediaconvert'))).toEqual([])
  }, 30_000)

  it('on a full disk ends in an error, and the service lives on', async () => {
    bench.upload(short)
    const { put } = bench.storage
    bench.storage.put = () => Promise.reject(Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' }))
    const job = await bench.create(small())
    const failed = await bench.eventOf(job.id, 'ERROR')
    expect(failed.detail.errorMessage).toContain('no space left on the disk')
    bench.storage.put = put
    const next = await bench.create(small())
    await bench.eventOf(next.id, 'COMPLETE')
  }, 30_000)

  it('whose end the bus does not take tells it until the bus does', async () => {
    const { emitEvent } = bench.context
    let refused = 0
    bench.context.emitEvent = async (event) => {
      if (event.detail.status === 'ERROR' && ++refused <= 3) throw new Error('database or disk is full')
      return emitEvent(event)
    }
    const job = await bench.create(small())
    while (refused === 0) await bench.context.activity.idle()
    await bench.clock.advance(30_000, () => bench.context.activity.idle())
    expect(refused).toBe(4)
    expect(bench.statusesOf(job.id)).toEqual(['PROGRESSING', 'ERROR'])
  }, 30_000)

  it('whose role may not read or write ends in error 1401', async () => {
    const denied = () => Promise.reject(Object.assign(new Error('Access Denied'), { name: 'AccessDenied' }))
    bench.upload(short)
    bench.storage.put = denied
    const writing = await bench.create(small())
    expect((await bench.eventOf(writing.id, 'ERROR')).detail).toMatchObject({
      errorCode: 1401,
      errorMessage: expect.stringContaining('[Failed to write data: Access Denied]'),
    })
    bench.storage.head = denied
    const reading = await bench.create(small())
    expect((await bench.eventOf(reading.id, 'ERROR')).detail).toMatchObject({
      errorCode: 1401,
      errorMessage: expect.stringContaining('Access denied to [s3://in/source]'),
    })
  }, 30_000)

  it('with a source without sound warns and completes', async () => {
    bench.upload(await makeSample('no-audio', samples, { durationSeconds: 1, widthPx: 160, heightPx: 90 }))
    const job = await bench.create(small())
    await bench.eventOf(job.id, 'COMPLETE')
    const warning = await bench.eventOf(job.id, 'NEW_WARNING')
    expect(warning.detail.warningMessage).toContain('has no audio')
    expect((await bench.job(job.id)).messages?.warning).toHaveLength(1)
  }, 30_000)

  it('tells its progress at the interval it was given', async () => {
    bench.upload(long)
    const job = await bench.create(slow({ statusUpdateInterval: 'SECONDS_10' }))
    await bench.eventOf(job.id, 'INPUT_INFORMATION')
    await bench.clock.advance(10_000, async () => {})
    const update = await bench.eventOf(job.id, 'STATUS_UPDATE')
    expect(update.detail.jobProgress).toMatchObject({
      phaseProgress: {
        PROBING: { status: 'COMPLETE', percentComplete: 100 },
        UPLOADING: { status: 'PENDING' },
      },
      currentPhase: 'TRANSCODING',
      retryCount: 0,
    })
    expect(await bench.job(job.id)).toMatchObject({ status: 'PROGRESSING', currentPhase: 'TRANSCODING' })
    await bench.call('CancelJob', { id: job.id })
  }, 30_000)

  it('can be cancelled while it runs: the encoder dies and nothing is written', async () => {
    bench.upload(long)
    const job = await bench.create(slow())
    await bench.eventOf(job.id, 'INPUT_INFORMATION')
    await bench.call('CancelJob', { id: job.id })
    expect(bench.statusesOf(job.id).at(-1)).toBe('CANCELED')
    await bench.context.activity.idle()
    expect((await bench.job(job.id)).status).toBe('CANCELED')
    expect(existsSync(bench.storage.path('out', 'a'))).toBe(false)
    expect(readdirSync(join(bench.dataDir, 'scratch', 'mediaconvert'))).toEqual([])
    await expect(bench.call('CancelJob', { id: job.id })).rejects.toMatchObject({ code: 'ConflictException' })
  }, 30_000)

  it('is unknown by another name', async () => {
    await expect(bench.call('GetJob', { id: '1-abc' })).rejects.toMatchObject({
      code: 'NotFoundException',
      statusCode: 404,
    })
  })
})

describe('a repeated CreateJob', () => {
  it('with the same token within a minute is the same job, and later another', async () => {
    bench.upload(short)
    const request = small({ clientRequestToken: 'token-1' })
    const first = await bench.create(request)
    expect((await bench.create({ ...request })).id).toBe(first.id)
    await expect(bench.create({ ...request, priority: 3 })).rejects.toMatchObject({
      code: 'ConflictException',
      statusCode: 409,
    })
    await bench.clock.advance(60_000, () => bench.context.activity.idle())
    expect((await bench.create(request)).id).not.toBe(first.id)
  }, 30_000)
})

describe('the queue', () => {
  it('runs as many jobs as it may, the urgent ones first', async () => {
    const narrow = openBench({ jobsAtOnce: 1 })
    try {
      await narrow.service.start?.()
      narrow.upload(long)
      narrow.upload(short, 'short')
      const running = await narrow.create(slow())
      const on = (priority: number) =>
        narrow.create({
          ...small({ priority }),
          settings: jobSettings([cmafGroup([rung(90, 200_000)])], 's3://in/short'),
        })
      const later = await on(0)
      const urgent = await on(10)
      await narrow.eventOf(running.id, 'INPUT_INFORMATION')
      expect((await narrow.job(urgent.id)).status).toBe('SUBMITTED')
      expect(narrow.statusesOf(urgent.id)).toEqual([])
      await narrow.call('CancelJob', { id: running.id })
      await narrow.eventOf(later.id, 'COMPLETE')
      const starts = narrow.events
        .filter(({ detail }) => detail.status === 'PROGRESSING')
        .map(({ detail }) => detail.jobId)
      expect(starts).toEqual([running.id, urgent.id, later.id])
    } finally {
      await narrow.close()
    }
  }, 30_000)

  it('holds jobs while it is paused', async () => {
    bench.upload(short)
    await bench.call('CreateQueue', { name: 'nightly', status: 'PAUSED' })
    const job = await bench.create(small({ queue: 'nightly' }))
    await bench.context.activity.idle()
    expect(bench.statusesOf(job.id)).toEqual([])
    expect(await bench.call('GetQueue', { name: 'nightly' })).toMatchObject({
      queue: { submittedJobsCount: 1 },
    })
    await bench.call('UpdateQueue', { name: 'nightly', status: 'ACTIVE' })
    await bench.eventOf(job.id, 'COMPLETE')
    await bench.call('DeleteQueue', { name: 'nightly' })
    await expect(bench.create(small({ queue: 'nightly' }))).rejects.toMatchObject({
      code: 'NotFoundException',
    })
  }, 30_000)

  it('lists jobs newest first, page by page, by status', async () => {
    for (let count = 0; count < 5; count++) await bench.create(small())
    await bench.context.activity.idle()
    interface Page {
      jobs: Job[]
      nextToken?: string
    }
    const first = await bench.call<Page>('ListJobs', { maxResults: '3' })
    const second = await bench.call<Page>('ListJobs', { maxResults: '3', nextToken: first.nextToken })
    const ids = [...first.jobs, ...second.jobs].map(({ id }) => id)
    expect(new Set(ids).size).toBe(5)
    expect(second.nextToken).toBeUndefined()
    const upwards = await bench.call<Page>('ListJobs', { order: 'ASCENDING' })
    expect(upwards.jobs.map(({ id }) => id)).toEqual(ids.toReversed())
    expect((await bench.call<Page>('ListJobs', { status: 'COMPLETE' })).jobs).toEqual([])
    await expect(bench.call('ListJobs', { status: 'DONE' })).rejects.toMatchObject({
      code: 'BadRequestException',
    })
    await expect(bench.call('ListJobs', { nextToken: 'x' })).rejects.toMatchObject({
      code: 'BadRequestException',
    })
  }, 30_000)
})
