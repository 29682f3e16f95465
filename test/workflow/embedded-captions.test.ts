// Captions inside films, from the upload to the files that the captions stage reads.
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedCaptionsKey, evidencePrefix } from '../../lib/output-layout.ts'
import type { SampleName } from '../../samples/make-sample.ts'
import type { Asset } from '../../schemas/generated/types.ts'
import { startTestCloud } from '../support/cloud.ts'
import { openScene, sampleBytes, type Scene } from './scene.ts'

jest.setTimeout(900_000)

/** Long enough for the cues of the samples. */
const SIZE = { durationSeconds: 4 }

let scene: Scene
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-films-'))
  scene = openScene(await startTestCloud({ detector: 'scripted' }))
})
afterEach(() => scene.cloud.clearFaults())
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function publish(key: string, sample: SampleName): Promise<Asset> {
  await scene.drop(`${key}.labels.json`, '{}')
  await scene.drop(key, await sampleBytes(sample, folder, SIZE))
  return scene.outcomeOf(key)
}

const mediaBucket = () => scene.cloud.output('MediaBucketName')

async function writtenCaptions({ assetId, revision }: Asset): Promise<string[]> {
  const prefix = `${evidencePrefix(assetId, revision)}captions/`
  const { Contents = [] } = await scene.cloud.s3.send(
    new ListObjectsV2Command({ Bucket: mediaBucket(), Prefix: prefix }),
  )
  return Contents.map(({ Key }) => Key!)
}

async function textOf({ assetId, revision }: Asset, trackNumber: number): Promise<string> {
  const Key = embeddedCaptionsKey(assetId, revision, trackNumber)
  const { Body } = await scene.cloud.s3.send(new GetObjectCommand({ Bucket: mediaBucket(), Key }))
  return Body!.transformToString()
}

describe('given a film with captions inside', () => {
  test('when it is published, then each track has been found and written as WebVTT', async () => {
    const asset = await publish('captioned.mp4', 'embedded-captions')
    expect(asset.outcome).toBe('published')
    expect(asset.inspection!.captionTracks).toEqual([
      { trackNumber: 1, streamNumber: 3, format: 'tx3g', language: 'en' },
      { trackNumber: 2, streamNumber: 4, format: 'tx3g', language: 'ko' },
    ])
    expect(await writtenCaptions(asset)).toEqual(
      [1, 2].map((trackNumber) => embeddedCaptionsKey(asset.assetId, asset.revision, trackNumber)),
    )
    expect(await textOf(asset, 1)).toContain('00:00:00.500 --> 00:00:01.500\nGood morning, and welcome.\n')
    expect(await textOf(asset, 2)).toContain('00:00:02.000 --> 00:00:03.250\n배는 아홉 시에 떠납니다.\n')
  })

  test('when MediaConvert refuses to write them, then it is published without', async () => {
    await scene.cloud.inject({
      kind: 'error',
      service: 'mediaconvert',
      operation: 'CreateJob',
      errorCode: 'BadRequestException',
      statusCode: 400,
      times: 1,
    })
    const asset = await publish('refused.mp4', 'embedded-captions')
    expect(asset.outcome).toBe('published')
    expect(await writtenCaptions(asset)).toEqual([])
  })
})

describe('given a film whose captions cannot be had', () => {
  test('when there are none, then nothing is said or written', async () => {
    const asset = await publish('plain.mp4', 'no-audio')
    expect(asset.outcome).toBe('published')
    expect(asset.inspection).not.toHaveProperty('captionTracks')
    expect(asset.inspection).not.toHaveProperty('warnings')
    expect(await writtenCaptions(asset)).toEqual([])
  })

  test('when they are in Matroska, then it is published and the record says what is missing', async () => {
    const asset = await publish('matroska.mkv', 'mkv-captions')
    expect(asset.outcome).toBe('published')
    expect(asset.inspection!.warnings).toMatchObject([{ code: 'embedded-captions-unreadable' }])
    expect(await writtenCaptions(asset)).toEqual([])
  })
})
