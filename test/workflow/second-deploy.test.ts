import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { UpdateQueueCommand } from '@aws-sdk/client-mediaconvert'
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestCloud } from '../support/cloud.ts'
import { eventually, isWaitingIn, openScene, sampleBytes, type Scene } from './scene.ts'

jest.setTimeout(900_000)

const HOUR_MS = 60 * 60 * 1000

let scene: Scene
let folder: string
let film: Buffer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  film = await sampleBytes('no-audio', folder)
  scene = openScene(
    await startTestCloud({ params: { trigger: 'job-file', jobFileDeadlineSeconds: '86400' } }),
  )
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const setQueue = (Status: 'ACTIVE' | 'PAUSED') =>
  scene.cloud.mediaConvert.send(new UpdateQueueCommand({ Name: 'reelgate-local', Status }))

const dropJobFile = (key: string, title: string) => scene.drop(`${key}.job.json`, JSON.stringify({ title }))

const waitsIn = (state: string, key: string) =>
  eventually(`${key} to wait in ${state}`, async () => {
    const [asset] = await scene.assetsOf(key)
    return asset && isWaitingIn(state, await scene.historyOf(asset)) ? true : undefined
  })

const definition = async () => {
  const stateMachineArn = scene.cloud.output('MediaWorkflowArn')
  return (await scene.cloud.stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn })))
    .definition
}

describe('given executions that wait', () => {
  test('when the stack is deployed anew meanwhile, then each goes on as it began and is published', async () => {
    await setQueue('PAUSED')
    await dropJobFile('in-transcode.mp4', 'Was with MediaConvert')
    await scene.drop('in-transcode.mp4', film)
    await scene.drop('for-job-file.mp4', film)
    await waitsIn('Transcode', 'in-transcode.mp4')
    await waitsIn('Await job file', 'for-job-file.mp4')

    const before = await definition()
    // Another definition, another environment of a function.
    await scene.cloud.deployAgain({ jobFileDeadlineSeconds: '3600', maxDurationSeconds: '7200' })
    expect(await definition()).toBe(before!.replace('86400', '3600'))
    expect(before).toContain('86400')

    // Later than the new deadline, earlier than the one they began with.
    await scene.cloud.advance(2 * HOUR_MS)
    await setQueue('ACTIVE')
    await dropJobFile('for-job-file.mp4', 'Was waiting')
    for (const [key, title] of [
      ['in-transcode.mp4', 'Was with MediaConvert'],
      ['for-job-file.mp4', 'Was waiting'],
    ] as const) {
      const asset = await scene.outcomeOf(key)
      expect(asset).toMatchObject({ outcome: 'published', title })
      expect(await scene.endedExecutionsOf(key, 1)).toHaveLength(1)
      expect(await scene.jobsOf(asset)).toHaveLength(1)
    }
  })

  test('when another video comes after it, then the new definition counts', async () => {
    await scene.drop('late.mp4', film)
    await waitsIn('Await job file', 'late.mp4')
    await scene.cloud.advance(2 * HOUR_MS)
    expect(await scene.outcomeOf('late.mp4')).toMatchObject({
      outcome: 'rejected',
      reasons: [{ code: 'job-file-missing' }],
    })
  })
})
