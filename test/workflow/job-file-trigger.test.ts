import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestCloud } from '../support/cloud.ts'
import { eventually, isWaitingIn, openScene, sampleBytes, statesOf, type Scene } from './scene.ts'

jest.setTimeout(900_000)

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

let scene: Scene
let folder: string
let film: Buffer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  film = await sampleBytes('no-audio', folder)
  scene = openScene(await startTestCloud({ params: { trigger: 'job-file' } }))
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const waitingFor = (key: string) =>
  eventually(`${key} to wait`, async () => {
    const [asset] = await scene.assetsOf(key)
    return asset && isWaitingIn('Await job file', await scene.historyOf(asset)) ? asset : undefined
  })

describe('given a stage where a video waits for its job file', () => {
  test('when the job file comes, then the video is processed as it says', async () => {
    await scene.drop('waits.mp4', film)
    await waitingFor('waits.mp4')
    await scene.drop('waits.mp4.job.json', JSON.stringify({ title: 'Now' }))
    expect(await scene.outcomeOf('waits.mp4')).toMatchObject({ outcome: 'published', title: 'Now' })
  })

  test('when the job file was there first, then the video does not wait', async () => {
    await scene.drop('ready.mp4.job.json', JSON.stringify({ title: 'First' }))
    await scene.drop('ready.mp4', film)
    const asset = await scene.outcomeOf('ready.mp4')
    expect(asset).toMatchObject({ outcome: 'published', title: 'First' })
    expect(statesOf(await scene.historyOf(asset))).not.toContain('Await job file')
  })

  test('when the machine loses power meanwhile, then the video still waits and is processed', async () => {
    await scene.drop('patient.mp4', film)
    await waitingFor('patient.mp4')
    await scene.cloud.crashAndRestart()
    await scene.drop('patient.mp4.job.json', JSON.stringify({ title: 'After the crash' }))
    expect(await scene.outcomeOf('patient.mp4')).toMatchObject({
      outcome: 'published',
      title: 'After the crash',
    })
  })

  test('when no job file comes in time, then the video is rejected with that reason', async () => {
    await scene.drop('forgotten.mp4', film)
    await waitingFor('forgotten.mp4')
    await scene.cloud.advance(DAY_MS - HOUR_MS)
    expect((await scene.assetsOf('forgotten.mp4'))[0]?.outcome).toBeUndefined()
    await scene.cloud.advance(2 * HOUR_MS)
    expect(await scene.outcomeOf('forgotten.mp4')).toMatchObject({
      outcome: 'rejected',
      reasons: [{ code: 'job-file-missing' }],
    })
  })
})
