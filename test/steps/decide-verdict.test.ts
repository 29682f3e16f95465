import { describe, expect, test } from '@jest/globals'
import { decideVerdict, type DecideVerdictServices } from '../../functions/publish/decide-verdict.ts'
import { ConflictError } from '../../lib/errors.ts'
import { outputPrefix } from '../../lib/output-layout.ts'
import type { Asset, DecideVerdictInput } from '../../schemas/generated/types.ts'
import { anAsset, anInspection, aSource, ASSET_ID, aVerdict } from '../support/records.ts'
import { DASH_KEY, PREFIX, publication } from '../unit/publish/publication.ts'

const { video } = anInspection()
const input: DecideVerdictInput = {
  assetId: ASSET_ID,
  revision: 0,
  source: aSource(),
  inspection: anInspection({
    durationMs: 20_032,
    video: {
      ...video,
      widthPx: 640,
      heightPx: 360,
      durationMs: 20_020,
      frameRate: { numerator: 30_000, denominator: 1001 },
    },
  }),
  profile: 'default',
  options: { thumbnails: false, mp4: false },
  reports: [{ detector: 'visual', looked: true, findings: [] }],
}

/** The publication of a smaller film: what it calls 360p and 720p is 240p and 360p here. */
const smaller = (text: string) =>
  text
    .replaceAll('640x360', '426x240')
    .replaceAll('width="640" height="360"', 'width="426" height="240"')
    .replaceAll('360p', '240p')
    .replaceAll('1280x720', '640x360')
    .replaceAll('width="1280" height="720"', 'width="640" height="360"')
    .replaceAll('720p', '360p')

/** A bucket with a whole publication of the asset, and a table with its record. */
function world(asset: Asset) {
  const { texts, objects } = publication()
  const moved = (key: string) =>
    smaller(key).replace(PREFIX, `${outputPrefix(ASSET_ID, input.revision)}stream/`)
  const contents = new Map([...texts].map(([key, text]) => [moved(key), smaller(text)]))
  const sizes = new Map([...objects, ...[...texts.keys(), DASH_KEY].map((key) => [key, 500] as const)])
  const table = { asset, beforeWriting: () => {} }
  const services: DecideVerdictServices = {
    storage: {
      headObject: () => Promise.resolve({ etag: asset.source.etag, sizeBytes: 1 }),
      listObjects: () => Promise.resolve(new Map([...sizes].map(([key, size]) => [moved(key), size]))),
      readText: ({ key }) => Promise.resolve(contents.get(key) ?? ''),
      readObject: () => Promise.reject(new Error('There are no pictures.')),
      writeObject: () => Promise.resolve(),
    },
    assets: {
      load: () => Promise.resolve(table.asset),
      noteVerdict: ({ verdict, revision }, changes) => {
        table.beforeWriting()
        table.beforeWriting = () => {}
        const { asset } = table
        if (asset.revision !== revision || asset.verdict?.decidedAt !== verdict?.decidedAt)
          return Promise.reject(new ConflictError('The record has changed.'))
        const { 'timings.decidedAt': decidedAt, ...others } = changes as { 'timings.decidedAt': string }
        table.asset = { ...asset, ...others, timings: { decidedAt } }
        return Promise.resolve(table.asset)
      },
    },
    now: () => Date.parse('2026-11-21T09:05:00Z'),
    settings: { mediaBucket: 'media', playbackBaseUrl: 'http://media' },
  }
  return { table, services }
}

const byPerson = aVerdict({
  ...{ decision: 'reject', decidedBy: 'operator', by: 'olga', decidedAt: '2026-11-21T09:04:59.000Z' },
  reasons: [{ code: 'withdrawn', message: 'The owner has asked for it.' }],
})

describe('deciding on an asset', () => {
  test('puts the word of the policy on record', async () => {
    const { table, services } = world(anAsset())
    await expect(decideVerdict.run(input, services)).resolves.toMatchObject({ decision: 'approve' })
    expect(table.asset).toMatchObject({ verdict: { decidedBy: 'policy', policyId: 'default', reasons: [] } })
    expect(table.asset.playback).toBeDefined()
  })

  test('goes by the default policy where the one of the job file is there no more, and says so', async () => {
    const { table, services } = world(anAsset({ policy: 'of-last-year' }))
    await expect(decideVerdict.run(input, services)).resolves.toMatchObject({ policyId: 'default' })
    expect(table.asset.verdict).toMatchObject({
      policyId: 'default',
      reasons: [{ code: 'policy-replaced', message: expect.stringContaining('"of-last-year"') }],
    })
  })

  test('a person who decides in the same moment has the last word', async () => {
    const { table, services } = world(anAsset())
    table.beforeWriting = () => (table.asset = { ...table.asset, verdict: byPerson, outcome: 'quarantined' })
    await expect(decideVerdict.run(input, services)).resolves.toMatchObject({
      decision: 'reject',
      reasons: byPerson.reasons,
    })
    expect(table.asset).toMatchObject({ verdict: byPerson, verdictHistory: [{ decidedBy: 'policy' }] })
  })

  test('gives way to a newer processing', async () => {
    const { table, services } = world(anAsset())
    table.beforeWriting = () => (table.asset = { ...table.asset, revision: 7 })
    await expect(decideVerdict.run(input, services)).rejects.toMatchObject({ name: 'ConflictError' })
    expect(table.asset.verdict).toBeNull()
  })
})
