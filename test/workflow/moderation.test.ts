// The moderate room as it is deployed, with a detector that sees what a file beside the film says.
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Asset } from '../../schemas/generated/types.ts'
import { startTestCloud } from '../support/cloud.ts'
import { eventually, openScene, sampleBytes, statesOf, type Scene } from './scene.ts'

jest.setTimeout(900_000)

let scene: Scene
let folder: string
let readable: Buffer
let unreadable: Buffer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  readable = await sampleBytes('no-audio', folder)
  unreadable = await sampleBytes('mkv', folder)
  scene = openScene(await startTestCloud({ detector: 'scripted' }))
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The film, and what the detector says of it. */
async function dropScripted(key: string, film: Buffer, script: object) {
  await scene.drop(`${key}.labels.json`, JSON.stringify(script))
  await scene.drop(key, film)
}

const newestAssetOf = async (key: string) => (await scene.assetsOf(key))[0]

/** The asset, once its execution has come to a state. */
const reached = (key: string, state: string): Promise<Asset> =>
  eventually(`${state} for ${key}`, async () => {
    const asset = await newestAssetOf(key)
    // Read once more: the record may have been written between the two looks.
    return asset && statesOf(await scene.historyOf(asset)).includes(state) ? newestAssetOf(key) : undefined
  })

const roadOf = async (asset: Asset) => statesOf(await scene.historyOf(asset))
const startedJobs = () => scene.journal().filter(({ eventName }) => eventName === 'StartContentModeration')

async function keptLabels({ assetId, revision }: Asset): Promise<{ labels: { name: string }[] }> {
  const answer = await scene.cloud.s3.send(
    new GetObjectCommand({
      Bucket: scene.cloud.output('MediaBucketName'),
      Key: `evidence/${assetId}/r${revision}/moderation.json`,
    }),
  )
  return JSON.parse(await answer.Body!.transformToString()) as { labels: { name: string }[] }
}

describe('given a film that the detector can read', () => {
  test('when nothing is seen in it, then it is published by 16 transitions', async () => {
    const before = scene.journal().length
    await scene.drop('clean.mp4', readable)
    const asset = await scene.outcomeOf('clean.mp4')
    expect(asset).toMatchObject({ outcome: 'published', findings: [], moderation: { looked: true } })
    expect(asset.timings.moderatedAt).toBeDefined()
    await scene.endedExecutionsOf('clean.mp4', 1)
    const road = await roadOf(asset)
    expect(road).toContain('Moderate source')
    expect(road).not.toContain('Moderate rendition')
    expect(road.length).toBeLessThanOrEqual(16)
    const calls = scene.journal().slice(before)
    expect(calls.filter(({ eventName }) => eventName === 'GetContentModeration').length).toBeLessThanOrEqual(
      2,
    )
    expect(await keptLabels(asset)).toMatchObject({ labels: [] })
  })

  test('when something is seen, then people are asked, with findings that say where to look', async () => {
    await dropScripted('seen.mp4', readable, {
      durationMs: 60_000,
      labels: [{ name: 'Self-Harm', confidence: 93.5, fromMs: 12_000, toMs: 17_000 }],
    })
    const asset = await reached('seen.mp4', 'Review asset')
    expect(asset.outcome).toBeUndefined()
    expect(asset.findings).toMatchObject([
      {
        category: 'violence',
        labelPath: ['Violence', 'Graphic Violence', 'Self-Harm'],
        confidence: 93.5,
        frameCount: 5,
        timeRanges: [{ startMs: 12_000, endMs: 17_000 }],
        evidence: [{ frameKey: expect.stringContaining(`assets/${asset.assetId}/r0/thumbnails/`) }],
      },
    ])
    const kept = await keptLabels(asset)
    expect(new Set(kept.labels.map(({ name }) => name))).toEqual(
      new Set(['Violence', 'Graphic Violence', 'Self-Harm']),
    )
  })

  test.each(['FAILED', 'ERROR'])(
    'when the job ends as %s, then nobody takes it for clean: people are asked',
    async (status) => {
      const key = `${status}.mp4`
      await dropScripted(key, readable, { status, statusMessage: 'Unsupported codec/format.' })
      const asset = await reached(key, 'Review asset')
      expect(asset).toMatchObject({ findings: [], moderation: { looked: false } })
      expect(asset.moderation!.reason!.message).toContain('Unsupported codec')
    },
  )

  test('when the notice is lost, then the detector is asked in the end', async () => {
    await dropScripted('unheard.mp4', readable, { notice: false })
    await eventually('the transcode', async () => (await newestAssetOf('unheard.mp4'))?.timings.transcodedAt)
    await reached('unheard.mp4', 'Moderate source')
    await eventually('the job', () =>
      Promise.resolve(
        startedJobs().find((call) => JSON.stringify(call.requestParameters).includes('unheard.mp4')),
      ),
    )
    await scene.cloud.advance(14 * 3_600_000)
    const asset = await scene.outcomeOf('unheard.mp4')
    expect(asset).toMatchObject({ outcome: 'published', moderation: { looked: true } })
    expect(await roadOf(asset)).toContain('Recheck source')
  })
})

describe('given a film that the detector cannot read', () => {
  test('when it is dropped, then a small copy of it is looked at after the transcode', async () => {
    await scene.drop('matroska.mkv', unreadable)
    const asset = await scene.outcomeOf('matroska.mkv')
    expect(asset).toMatchObject({ outcome: 'published', moderation: { looked: true } })
    const road = await roadOf(asset)
    expect(road).toContain('Moderate rendition')
    expect(road).not.toContain('Moderate source')
    const [looked] = startedJobs().filter((call) => JSON.stringify(call).includes(asset.assetId))
    expect(JSON.stringify(looked!.requestParameters)).toContain(`evidence/${asset.assetId}/r0/proxy.mp4`)
    expect(asset.playback!.mp4Url).not.toContain('evidence')
  })
})

describe('given a task token on its way through the room', () => {
  test('then no log and no line of the journal has it', async () => {
    const scan = new ScanCommand({ TableName: scene.cloud.output('JobsTableName') })
    const { Items = [] } = await scene.cloud.documents.send(scan)
    const tokens = Items.map((job) => String(job['taskToken']))
    expect(tokens.length).toBeGreaterThan(0)
    const written = scene.logs() + scene.cloud.log() + JSON.stringify(scene.journal())
    expect(tokens.filter((token) => written.includes(token))).toEqual([])
  })
})
