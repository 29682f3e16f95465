import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SampleName } from '../../samples/make-sample.ts'
import { startTestCloud } from '../support/cloud.ts'
import { openScene, sampleBytes, statesOf, type Scene } from './scene.ts'

jest.setTimeout(900_000)

let scene: Scene
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  scene = openScene(await startTestCloud())
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const createdJobs = () => scene.journal().filter(({ eventName }) => eventName === 'CreateJob')

/** For the person who uploaded it, not for us. */
const SENTENCE = /^[A-Z][^{}]{20,}\.$/

describe('given a file that is no good video', () => {
  const BAD: [what: string, sample: SampleName, code: string][] = [
    ['a text called .mp4', 'text-as-mp4', 'not-a-video'],
    ['an empty file', 'zero-bytes', 'empty'],
    ['a file that broke off', 'truncated', 'truncated'],
    ['a file that broke off before its index', 'truncated-no-index', 'truncated'],
    ['sound without picture', 'audio-only', 'no-video-track'],
    ['a film that is copy-protected', 'drm-protected', 'drm-protected'],
  ]

  test.each(BAD)(
    'when %s is dropped, then it is rejected with a reason and nothing is spent',
    async (_what, sample, code) => {
      const key = `bad/${sample}.mp4`
      await scene.drop(key, await sampleBytes(sample, folder))
      const asset = await scene.outcomeOf(key)
      expect(asset).toMatchObject({ outcome: 'rejected', reasons: [{ code }] })
      expect(asset.reasons[0]!.message).toMatch(SENTENCE)
      const [execution] = await scene.endedExecutionsOf(key, 1)
      expect(execution!.status).toBe('SUCCEEDED')
      expect(statesOf(await scene.historyOf(asset))).not.toContain('Transcode')
      expect(createdJobs()).toEqual([])
    },
  )

  test('when only its pictures are damaged, then the transcoder finds out and the person learns it', async () => {
    const film = await sampleBytes('film-landscape', folder, { durationSeconds: 2 })
    const mediaData = film.indexOf('mdat') + 4
    for (let at = mediaData; at < film.length; at++) film[at] = (at * 7919) % 251
    await scene.drop('damaged.mp4', film)
    const asset = await scene.outcomeOf('damaged.mp4')
    expect(asset).toMatchObject({ outcome: 'rejected', reasons: [{ code: 'not-transcodable' }] })
    expect(asset.reasons[0]!.message).toMatch(SENTENCE)
  })
})
