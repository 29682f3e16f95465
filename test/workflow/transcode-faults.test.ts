import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { CancelJobCommand, UpdateQueueCommand } from '@aws-sdk/client-mediaconvert'
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestCloud } from '../support/cloud.ts'
import { eventually, openScene, sampleBytes, type Scene } from './scene.ts'

jest.setTimeout(900_000)

// Longer than any transcode of such a film may take, queueing included.
const LONG_AFTER_MS = 2 * 24 * 60 * 60 * 1000

/** A film whose transcode takes some seconds. */
const LONG_WORK = { durationSeconds: 20, widthPx: 640, heightPx: 360 }

const S3_IS_DOWN = { kind: 'error', service: 's3', errorCode: 'InternalError', statusCode: 500 } as const

/** Lines of a stack, JSON of an error, folders and source files of the machine it ran on. */
const STACK_OR_PATH = /\n|^\s*at |"stack|errorMessage|(^|[\s[(])\/[a-z]+\/|node_modules|\.[cm]?[jt]s\b/

let scene: Scene
let folder: string
let film: Buffer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  film = await sampleBytes('no-audio', folder)
  scene = openScene(await startTestCloud())
})
afterEach(async () => {
  await scene.cloud.clearFaults()
  await setQueue('ACTIVE')
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const setQueue = (Status: 'ACTIVE' | 'PAUSED') =>
  scene.cloud.mediaConvert.send(new UpdateQueueCommand({ Name: 'reelgate-local', Status }))

const ended = (status: string) => ({ source: ['aws.mediaconvert'], detail: { status: [status] } })

const jobStatus = async (key: string) => {
  const [asset] = await scene.assetsOf(key)
  return (await scene.jobsOf(asset!)).map(({ Status }) => Status)
}

describe('given a job that does not go as it should', () => {
  test('when an operator cancels it, then the asset has failed and says so', async () => {
    await setQueue('PAUSED')
    await scene.drop('canceled.mp4', film)
    const { job } = await scene.submittedJobOf('canceled.mp4')
    await scene.cloud.mediaConvert.send(new CancelJobCommand({ Id: job.Id }))
    const asset = await scene.outcomeOf('canceled.mp4')
    expect(asset).toMatchObject({ outcome: 'failed', reasons: [{ code: 'fault' }] })
    expect(asset.reasons[0]!.message).toContain('cancelled')
    const [execution] = await scene.endedExecutionsOf('canceled.mp4', 1)
    expect(execution!.status).toBe('FAILED')
  })

  test('when it never ends, then the timeout fails the asset and cancels the job', async () => {
    await setQueue('PAUSED')
    await scene.drop('stuck.mp4', film)
    await scene.submittedJobOf('stuck.mp4')
    await scene.cloud.advance(LONG_AFTER_MS)
    expect(await scene.outcomeOf('stuck.mp4')).toMatchObject({ outcome: 'failed' })
    expect(await jobStatus('stuck.mp4')).toEqual(['CANCELED'])
  })

  test('when its completion event is lost, then the timeout gives the asset an outcome', async () => {
    await scene.cloud.inject({ kind: 'drop', match: ended('COMPLETE') })
    await scene.drop('lost-event.mp4', film)
    await eventually('The end of the job', async () => {
      const [asset] = await scene.assetsOf('lost-event.mp4')
      return asset && (await jobStatus('lost-event.mp4'))[0] === 'COMPLETE' ? asset : undefined
    })
    await scene.cloud.advance(LONG_AFTER_MS)
    const asset = await scene.outcomeOf('lost-event.mp4')
    expect(asset).toMatchObject({
      outcome: 'failed',
      reasons: [{ message: expect.stringContaining('Timeout') }],
    })
  })

  test('when the workflow is stopped, then the asset has failed and the job is cancelled', async () => {
    await setQueue('PAUSED')
    await scene.drop('stopped.mp4', film)
    const { asset } = await scene.submittedJobOf('stopped.mp4')
    await scene.cloud.stepFunctions.send(new StopExecutionCommand({ executionArn: asset.executionArn }))
    expect(await scene.outcomeOf('stopped.mp4')).toMatchObject({
      outcome: 'failed',
      reasons: [{ message: expect.stringContaining('stopped') }],
    })
    expect(await jobStatus('stopped.mp4')).toEqual(['CANCELED'])
  })

  test('when the workflow is stopped while its job runs, then the job is cancelled', async () => {
    const longFilm = await sampleBytes('film-landscape', folder, LONG_WORK)
    await scene.drop('stopped-running.mp4', longFilm)
    const { asset } = await scene.submittedJobOf('stopped-running.mp4')
    await eventually('The running job', async () =>
      (await jobStatus('stopped-running.mp4'))[0] === 'PROGRESSING' ? true : undefined,
    )
    await scene.cloud.stepFunctions.send(new StopExecutionCommand({ executionArn: asset.executionArn }))
    expect(await scene.outcomeOf('stopped-running.mp4')).toMatchObject({ outcome: 'failed' })
    expect(await jobStatus('stopped-running.mp4')).toEqual(['CANCELED'])
  })

  test('when it ends with an error that passes, then another job is made and the asset is published', async () => {
    await setQueue('PAUSED')
    await scene.drop('unlucky.mp4', film)
    const { asset: waiting, job } = await scene.submittedJobOf('unlucky.mp4')
    // The detector asks for the source too, and would meet the faults in place of the transcoder.
    await eventually('The word of the detector', async () =>
      (await scene.historyOf(waiting)).find(
        ({ stateExitedEventDetails }) => stateExitedEventDetails?.name === 'Moderate source',
      ),
    )
    // As often as the client of MediaConvert asks for the source before it gives up.
    await scene.cloud.inject({ ...S3_IS_DOWN, operation: 'HeadObject', times: 3 })
    await setQueue('ACTIVE')
    const asset = await eventually('The outcome', async () => {
      await scene.cloud.advance(30_000)
      return (await scene.assetsOf('unlucky.mp4')).find(({ outcome }) => outcome !== undefined)
    })
    expect(asset).toMatchObject({ outcome: 'published', reasons: [] })
    const jobs = await scene.jobsOf(asset)
    expect(jobs.find(({ Id }) => Id === job.Id)).toMatchObject({ Status: 'ERROR', ErrorCode: 1999 })
    expect(jobs.filter(({ Id }) => Id !== job.Id)).toMatchObject([{ Status: 'COMPLETE' }])
  })

  test('when it ends with an error that stays, then the asset has failed and says so in plain words', async () => {
    await setQueue('PAUSED')
    await scene.drop('vanished.mp4', film)
    const { job } = await scene.submittedJobOf('vanished.mp4')
    // Rekognition says of a film that is gone what it says of one that is forbidden: its caller need not tell them apart.
    scene.cloud.expectDenied('s3:ListBucket')
    await scene.cloud.s3.send(new DeleteObjectCommand({ Bucket: scene.bucket, Key: 'vanished.mp4' }))
    await setQueue('ACTIVE')
    const asset = await scene.outcomeOf('vanished.mp4')
    expect(asset).toMatchObject({ outcome: 'failed', reasons: [{ code: 'fault' }] })
    expect(await scene.jobsOf(asset)).toMatchObject([{ Id: job.Id, Status: 'ERROR', ErrorCode: 1404 }])
    const { message } = asset.reasons[0]!
    expect(message).toContain(`${job.Id} failed with 1404`)
    expect(message).not.toMatch(STACK_OR_PATH)
    expect(message).not.toContain(scene.cloud.dataDir)
    const [execution] = await scene.endedExecutionsOf('vanished.mp4', 1)
    expect(execution!.status).toBe('FAILED')
  })

  test('when MediaConvert refuses it several times because too much is asked, then it is submitted in the end', async () => {
    await scene.cloud.inject({
      kind: 'error',
      service: 'mediaconvert',
      operation: 'CreateJob',
      errorCode: 'TooManyRequestsException',
      statusCode: 429,
      times: 8,
    })
    await scene.drop('throttled.mp4', film)
    const asset = await eventually('The outcome', async () => {
      await scene.cloud.advance(30_000)
      return (await scene.assetsOf('throttled.mp4')).find(({ outcome }) => outcome !== undefined)
    })
    expect(asset.outcome).toBe('published')
    expect(await scene.jobsOf(asset)).toHaveLength(1)
    const refused = scene.journal().filter(({ errorCode }) => errorCode === 'TooManyRequestsException')
    expect(refused).toHaveLength(8)
  })
})

describe('given events that come as they please', () => {
  test('when the completion is delivered twice, then it is answered once and the asset is published once', async () => {
    await scene.cloud.inject({ kind: 'duplicate', match: ended('COMPLETE') })
    await scene.drop('completed-twice.mp4', film)
    expect(await scene.outcomeOf('completed-twice.mp4')).toMatchObject({ outcome: 'published' })
    const [execution, ...others] = await scene.endedExecutionsOf('completed-twice.mp4', 1)
    expect(execution!.status).toBe('SUCCEEDED')
    expect(others).toEqual([])
  })

  test('when progress comes after the completion, then it changes nothing', async () => {
    await scene.cloud.inject({ kind: 'delay', match: ended('PROGRESSING'), delayMs: 60_000 })
    await scene.drop('late-progress.mp4', film)
    const asset = await scene.outcomeOf('late-progress.mp4')
    await scene.cloud.advance(120_000)
    expect((await scene.assetsOf('late-progress.mp4'))[0]).toEqual(asset)
  })

  test('when they come in another order, then the asset is published', async () => {
    await scene.cloud.inject({ kind: 'reorder', match: { source: ['aws.mediaconvert'] }, times: 3 })
    await scene.drop('shuffled.mp4', film)
    const asset = await eventually('The outcome', async () => {
      await scene.cloud.advance(10_000)
      return (await scene.assetsOf('shuffled.mp4')).find(({ outcome }) => outcome !== undefined)
    })
    expect(asset.outcome).toBe('published')
  })
})
