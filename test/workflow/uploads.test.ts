import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestCloud } from '../support/cloud.ts'
import { openScene, sampleBytes, statesOf, type Scene } from './scene.ts'

jest.setTimeout(900_000)

let scene: Scene
let folder: string
let film: Buffer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  film = await sampleBytes('no-audio', folder)
  scene = openScene(await startTestCloud())
})
afterEach(() => scene.cloud.clearFaults())
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const UPLOADED = { source: ['aws.s3'], 'detail-type': ['Object Created'] }
/** What the deployed stack itself asks for, without what the test asks. */
const callsOfTheStack = () => scene.journal().filter(({ userIdentity }) => userIdentity.type !== 'IAMUser')
const callsNamed = (...names: string[]) =>
  callsOfTheStack().filter(({ eventName }) => names.includes(eventName))

describe('given a good video', () => {
  test('when it is dropped, then it is published by a short road without polling', async () => {
    await scene.drop('clean.mp4', film)
    const asset = await scene.outcomeOf('clean.mp4')
    expect(asset).toMatchObject({ outcome: 'published', reasons: [] })
    expect(asset.renditions.length).toBeGreaterThan(0)

    await scene.endedExecutionsOf('clean.mp4', 1)
    const states = statesOf(await scene.historyOf(asset))
    expect(states.length).toBeLessThanOrEqual(16)
    expect(new Set(states).size).toBe(states.length)
    // Four by the workflow itself, one of them for captions; the others are the completion event's, the moderation queue's and the notice's.
    // Progress events are counted apart.
    const byWorkflow = callsNamed('Invoke').filter(({ userIdentity }) =>
      userIdentity.arn.includes('MediaWorkflowRole'),
    )
    expect(byWorkflow).toHaveLength(4)
    expect(callsNamed('StartContentModeration')).toHaveLength(1)
    // A progress event that comes after the completion answers once more, and nobody waits any more.
    const answers = callsNamed('SendTaskSuccess', 'SendTaskFailure')
    expect(answers.filter(({ errorCode }) => errorCode === undefined)).toHaveLength(2)
    expect(callsNamed('CreateJob')).toHaveLength(1)
    expect(callsNamed('GetJob', 'ListJobs', 'DescribeExecution', 'GetExecutionHistory')).toEqual([])
  })

  test('when its event is delivered twice, then there is one asset and one job', async () => {
    await scene.cloud.inject({ kind: 'duplicate', match: UPLOADED })
    await scene.drop('twice-delivered.mp4', film)
    const executions = await scene.endedExecutionsOf('twice-delivered.mp4', 2)
    const assets = await scene.assetsOf('twice-delivered.mp4')
    expect(executions.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED'])
    expect(assets).toEqual([expect.objectContaining({ outcome: 'published' })])
    expect(await scene.jobsOf(assets[0]!)).toHaveLength(1)
  })

  test('when another video is uploaded to the same key at once, then each upload is an asset with an outcome', async () => {
    const other = await sampleBytes('no-audio', folder, { widthPx: 200 })
    await Promise.all([scene.drop('again.mp4', film), scene.drop('again.mp4', other)])
    await scene.endedExecutionsOf('again.mp4', 2)
    const assets = await scene.assetsOf('again.mp4')
    expect(assets).toHaveLength(2)
    expect(new Set(assets.map(({ assetId }) => assetId)).size).toBe(2)
    expect(assets.map(({ outcome }) => outcome)).toContain('published')
    const rest = assets.filter(({ outcome }) => outcome !== 'published')
    for (const asset of rest)
      expect(asset).toMatchObject({ outcome: 'rejected', reasons: [{ code: 'source-replaced' }] })
  })
})

describe('given a key as people and machines write them', () => {
  // S3 takes 1,024 bytes of UTF-8; a Hangul syllable is three of them.
  const LONGEST_KEY = '가'.repeat(340) + '.mp4'
  const KEYS = [
    'my holiday film.mp4',
    'a+b.mp4',
    '100%.mp4',
    '50%25 off.mp4',
    `it's "quoted".mp4`,
    '여름 휴가/영화.mp4',
    '🎬🍿.mp4',
    '/leading/slash.mp4',
    'up/../and/./down.mp4',
    'no suffix',
    LONGEST_KEY,
  ]

  beforeAll(() => Promise.all(KEYS.map((key) => scene.drop(key, film))))

  test.each(KEYS)('when a video is dropped as %j, then it is published', async (key) => {
    expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024)
    const asset = await scene.outcomeOf(key)
    expect(asset).toMatchObject({ outcome: 'published', source: { key } })
  })
})
