import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSample } from '../../samples/make-sample.ts'
import { startTestCloud } from '../support/cloud.ts'
import { decodeAll, probeWithFfprobe, readHls } from '../support/judges.ts'
import { openScene, type Scene } from '../workflow/scene.ts'
import { fetchPublished } from './published-media.ts'

jest.setTimeout(900_000)

let scene: Scene
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-e2e-'))
  scene = openScene(await startTestCloud({ detector: 'scripted' }))
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

test.each([
  ['fast', 'h264', /^avc1\./],
  ['hevc', 'hevc', /^hvc1\./],
  ['av1', 'av1', /^av01\./],
])('a job file that asks for the profile %s gets %s', async (profile, codecName, codecString) => {
  const size = { durationSeconds: 2, widthPx: 426, heightPx: 240 }
  const film = readFileSync(await makeSample('film-landscape', folder, size))
  await scene.drop(`${profile}.job.json`, JSON.stringify({ profile, title: `In ${codecName}` }))
  await scene.drop(`${profile}.mp4`, film)
  const asset = await scene.outcomeOf(`${profile}.mp4`)
  expect(asset).toMatchObject({ outcome: 'published', profile, title: `In ${codecName}` })
  for (const { codec } of asset.renditions) expect(codec).toMatch(codecString)
  const media = await fetchPublished(scene.cloud, asset, mkdtempSync(join(folder, 'published-')))
  for (const { path } of readHls(media.hlsPath).renditions) {
    expect((await probeWithFfprobe(path)).streams).toMatchObject([{ codec_name: codecName }])
    expect(await decodeAll(path)).toEqual([])
  }
})
