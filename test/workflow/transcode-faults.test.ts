import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { CancelJobCommand, UpdateQueueCommand } from '@aws-sdk/client-mediaconvert'
import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestCloud } from '../support/cloud.ts'
import { eventually, openScene, sampleBytes, type Scene } from './scene.ts'

jest.setTimeout(180_000)

// Longer than any transcode of such a film may take, queueing included.
const LONG_AFTER_MS = 2 * 24 * 60 * 60 * 1000

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
