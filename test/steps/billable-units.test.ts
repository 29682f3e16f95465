// What steps write down of the services that they use.
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readCaptions } from '../../functions/caption/read-captions.ts'
import { onTranscodeEvent, type TranscodeEvent } from '../../functions/transcode/on-transcode-event.ts'
import type { AssetStore } from '../../lib/asset-store.ts'
import { openLab, type Lab } from '../local/gateway/lab.ts'
import { aWebVtt, captionWorld } from '../support/caption-world.ts'
import { aJob, anAsset, anInspection, aSource, ASSET_ID } from '../support/records.ts'

const TableName = 'assets'
let lab: Lab
let assets: AssetStore
beforeAll(async () => {
  lab = await openLab()
  const { endpoint, region, credentials } = lab.config
  await new DynamoDBClient(lab.config).send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'assetId', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'assetId', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  })
  const { assetStore } = await import('../../lib/asset-store.ts')
  assets = assetStore(TableName)
})
afterAll(() => lab.close())

describe('units that are counted', () => {
  test('come on top of those before them, and not into a newer processing', async () => {
    await assets.register(anAsset({ revision: 2, billableUnits: { 'transcribe-second': 15 } }))
    const asked = { 'comprehend:key-phrases': 3, 'comprehend:pii': 0 }
    await assets.countUnits({ assetId: ASSET_ID, revision: 2 }, asked)
    await assets.countUnits({ assetId: ASSET_ID, revision: 2 }, { ...asked, 'transcribe-second': 5 })
    await assets.countUnits({ assetId: ASSET_ID, revision: 1 }, asked)
    expect((await assets.load(ASSET_ID))?.billableUnits).toEqual({
      'transcribe-second': 20,
      'comprehend:key-phrases': 6,
    })
  })
})

describe('a transcode', () => {
  const units = { 'mediaconvert:B-AVC-HD-SHQ-30': 2 }
  const endedWith = async (status: TranscodeEvent['detail']['status']) => {
    const noted: object[] = []
    const job = aJob({ billableUnits: units })
    const event = {
      time: '2026-11-21T09:05:00Z',
      detail: { jobId: 'job-1', status, userMetadata: { assetId: ASSET_ID, revision: '0' } },
    } as TranscodeEvent
    await onTranscodeEvent(event, {
      ledger: {
        load: () => Promise.resolve({ ...job }),
        note: (_id, _from, changes) => Promise.resolve(Object.assign(job, changes) === job),
      },
      assets: { note: (_asset, changes) => Promise.resolve(noted.push(changes)) },
      answerTask: () => Promise.resolve(true),
    })
    return noted
  }

  test('is billed once it is complete', async () => {
    expect(await endedWith('COMPLETE')).toMatchObject([{ 'billableUnits.mediaconvert:B-AVC-HD-SHQ-30': 2 }])
  })

  test('that failed is not', async () => expect(await endedWith('ERROR')).toEqual([]))
})

describe('captions', () => {
  const run = async (world: ReturnType<typeof captionWorld>, changes: object = {}) => {
    const input = { assetId: ASSET_ID, revision: 0, source: aSource(), inspection: anInspection() }
    await readCaptions.run({ ...input, ...changes }, world.services)
    return world.record.asset
  }

  test('are billed by what Comprehend was asked, each document with at least three units', async () => {
    const world = captionWorld()
    world.put('ingest/films/holiday.en.vtt', aWebVtt('Emo follows Proog. '.repeat(20), 'Goodbye.'))
    const { billableUnits } = await run(world)
    const characters = (texts: string[][]) => texts.flat().map((text) => [...text].length)
    const units = (texts: string[][]) =>
      characters(texts).reduce((sum, length) => sum + Math.max(3, Math.ceil(length / 100)), 0)
    const { detectEntities, detectSentiments, detectToxicity } = world.asked
    expect(billableUnits).toMatchObject({
      'comprehend:entities': units(detectEntities),
      'comprehend:sentiment': units(detectSentiments),
      'comprehend:toxicity': units(detectToxicity),
    })
    expect(billableUnits['comprehend:entities']).toBeGreaterThan(3)
  })

  test('cost nothing where there are none', async () => {
    expect((await run(captionWorld())).billableUnits).toEqual({})
  })

  test('that a machine heard are billed by the seconds of the film', async () => {
    const transcript = { key: `evidence/${ASSET_ID}/r0/captions/heard.vtt`, language: 'en-US' }
    const durationMs = 61_500
    const record = await run(captionWorld(), { transcript, inspection: anInspection({ durationMs }) })
    expect(record).toMatchObject({ 'billableUnits.transcribe-second': 62 })
  })
})
