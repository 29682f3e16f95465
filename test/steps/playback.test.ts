import { describe, expect, test } from '@jest/globals'
import { onAssetQuarantined, type AssetQuarantined } from '../../functions/delivery/on-asset-quarantined.ts'
import { responders, type PlaybackServices } from '../../functions/delivery/playback-api.ts'
import type { Role } from '../../lib/roles.ts'
import type { Asset, PlaybackGrant, Problem, Verdict } from '../../schemas/generated/types.ts'
import { anAsset, ASSET_ID } from '../support/records.ts'

const NOW = Date.parse('2026-11-21T12:00:00.000Z')
const hoursAgo = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString()
const PLACE = `assets/${ASSET_ID}/r0/`
const KEY = `${ASSET_ID}/r0`

const playback = {
  hlsUrl: `https://old.example/${PLACE}stream/main.m3u8`,
  dashUrl: `https://old.example/${PLACE}stream/main.mpd`,
}

const verdictAt = (decidedAt: string, decision: 'approve' | 'reject' = 'approve'): Verdict => ({
  ...{ decision, decidedAt, decidedBy: 'operator', by: 'olga', reasons: [], findingIds: [] },
  ...{ policyId: 'default', policyVersion: '1' },
})

const published = (changes: Partial<Asset> = {}) =>
  anAsset({ outcome: 'published', playback, verdict: verdictAt(hoursAgo(1)), ...changes })

interface World {
  asset?: Asset | undefined
  isUnderReview?: boolean
  /** What the edge keeps out, with since when. */
  blocked?: Record<string, string>
  settings?: Partial<PlaybackServices['settings']>
}

function world({ asset = published(), isUnderReview = false, blocked = {}, settings = {} }: World) {
  const edge = new Map(Object.entries(blocked))
  const signed: string[] = []
  const given: PlaybackServices = {
    assets: { load: async () => asset },
    reviews: { isOpen: async () => isUnderReview },
    edge: {
      blockedAt: async (key) => edge.get(key),
      lift: async (key, at) => void (edge.get(key) === at && edge.delete(key)),
    },
    sign: async (policy) => {
      signed.push(policy)
      return { 'CloudFront-Policy': 'p', 'CloudFront-Signature': 's' }
    },
    now: () => NOW,
    settings: {
      baseUrl: 'https://play.example',
      playbackSeconds: 6 * 3600,
      previewSeconds: 900,
      sameSite: 'None',
      cookieDomain: '',
      ...settings,
    },
  }
  const ask = async (role: Role = 'viewer') => {
    const request = { by: { name: 'vera', role }, path: { assetId: ASSET_ID }, query: {}, body: {} }
    const answer = await responders['GET /assets/{assetId}/playback'](request, given)
    const body = answer.body as Partial<PlaybackGrant & Problem>
    return { ...answer, body, said: answer.status === 200 ? 'granted' : body.code }
  }
  return { ask, signed, edge }
}

const quarantined = (changes: Partial<Asset> = {}) => published({ outcome: 'quarantined', ...changes })
const underWay = anAsset({ playback })

describe('who may play what', () => {
  test.each<[what: string, Role, said: string, World]>([
    ['what is published', 'viewer', 'granted', {}],
    ['what is quarantined', 'viewer', 'not-published', { asset: quarantined() }],
    ['what is quarantined and nobody decides on', 'operator', 'not-published', { asset: quarantined() }],
    ['what is under review', 'viewer', 'not-published', { asset: underWay, isUnderReview: true }],
    ['what is under review', 'reviewer', 'granted', { asset: underWay, isUnderReview: true }],
    ['what is under review once more', 'operator', 'granted', { asset: quarantined(), isUnderReview: true }],
    ['what is not decided on', 'reviewer', 'not-published', { asset: underWay }],
    ['what was rejected', 'reviewer', 'nothing-to-play', { asset: anAsset({ outcome: 'rejected' }) }],
    ['what has no streams', 'viewer', 'nothing-to-play', { asset: anAsset({ outcome: 'published' }) }],
  ])('%s, asked for as %s: %s', async (_what, role, said, given) => {
    expect((await world(given).ask(role)).said).toBe(said)
  })

  test('nobody plays what there is not', async () => {
    const request = { by: { name: 'v', role: 'viewer' as const }, path: {}, query: {}, body: {} }
    const services = { assets: { load: async () => undefined } } as unknown as PlaybackServices
    await expect(responders['GET /assets/{assetId}/playback'](request, services)).rejects.toThrow(/no asset/)
  })
})

describe('the cookies', () => {
  test('are for this processing of this asset, until the day that is said', async () => {
    const { ask, signed } = world({})
    const { body } = await ask()
    expect(body).toMatchObject({
      isPreview: false,
      expiresAt: '2026-11-21T18:00:00.000Z',
      streams: { hlsUrl: `https://play.example/${PLACE}stream/main.m3u8` },
    })
    expect(JSON.parse(signed[0]!)).toEqual({
      Statement: [
        {
          Resource: `https://play.example/${PLACE}*`,
          Condition: { DateLessThan: { 'AWS:EpochTime': Date.parse('2026-11-21T18:00:00Z') / 1000 } },
        },
      ],
    })
  })

  test('of a preview end soon', async () => {
    const { body } = await world({ asset: underWay, isUnderReview: true }).ask('reviewer')
    expect(body).toMatchObject({ isPreview: true, expiresAt: '2026-11-21T12:15:00.000Z' })
  })

  test.each<[string, NonNullable<World['settings']>, string]>([
    ['over TLS', {}, `Path=/${PLACE}; Max-Age=21600; HttpOnly; Secure; SameSite=None`],
    [
      'of a domain that is shared',
      { cookieDomain: 'example', sameSite: 'Lax' },
      `Path=/${PLACE}; Max-Age=21600; Domain=example; HttpOnly; Secure; SameSite=Lax`,
    ],
    [
      'on loopback',
      { baseUrl: 'http://127.0.0.1:1/_cdn/E1' },
      `Path=/_cdn/E1/${PLACE}; Max-Age=21600; HttpOnly; SameSite=Lax`,
    ],
  ])('%s say where they belong', async (_where, settings, attributes) => {
    const { cookies } = await world({ settings }).ask()
    expect(cookies).toEqual([`CloudFront-Policy=p; ${attributes}`, `CloudFront-Signature=s; ${attributes}`])
  })
})

describe('what the edge keeps out', () => {
  const again = (decidedAt: string) =>
    published({ verdict: verdictAt(decidedAt), verdictHistory: [verdictAt(hoursAgo(9), 'reject')] })

  test('is let in by who publishes it afterwards', async () => {
    const { ask, edge } = world({ asset: again(hoursAgo(1)), blocked: { [KEY]: hoursAgo(2) } })
    expect((await ask()).said).toBe('granted')
    expect(edge.size).toBe(0)
  })

  test('stays out when it was taken back after the record that was read', async () => {
    const { ask, edge, signed } = world({ asset: again(hoursAgo(2)), blocked: { [KEY]: hoursAgo(1) } })
    expect((await ask()).said).toBe('not-published')
    expect([edge.size, signed.length]).toEqual([1, 0])
  })

  test('is previewed only when every cookie from before has ended', async () => {
    const reopened = { asset: quarantined(), isUnderReview: true }
    const early = world({ ...reopened, blocked: { [KEY]: hoursAgo(5) } })
    expect((await early.ask('reviewer')).said).toBe('preview-later')
    expect(early.edge.size).toBe(1)
    const late = world({ ...reopened, blocked: { [KEY]: hoursAgo(7) } })
    expect((await late.ask('reviewer')).said).toBe('granted')
    expect(late.edge.size).toBe(0)
  })
})

describe('an asset that was quarantined', () => {
  const closedAt = hoursAgo(0)
  const event = (revision: number) =>
    ({ detail: { assetId: ASSET_ID, revision, closedAt } }) as unknown as AssetQuarantined

  function edgeWorld(asset: Asset) {
    const blocked: [string[], string][] = []
    const invalidated: [string, string][] = []
    const given = {
      assets: { load: async () => asset },
      edge: { block: async (keys: string[], at: string) => void blocked.push([keys, at]) },
      invalidate: async (path: string, reference: string) => void invalidated.push([path, reference]),
    }
    return { given, blocked, invalidated }
  }

  test('is kept out at the edge in every processing, and its copies there are forgotten', async () => {
    const { given, blocked, invalidated } = edgeWorld(quarantined())
    await onAssetQuarantined(event(2), given)
    expect(blocked).toEqual([[[`${ASSET_ID}/r2`, `${ASSET_ID}/r1`, `${ASSET_ID}/r0`], closedAt]])
    expect(invalidated).toEqual([[`/assets/${ASSET_ID}/*`, `${ASSET_ID}-r2-${closedAt}`]])
  })

  test('and is published again before the event comes stays in', async () => {
    const { given, blocked, invalidated } = edgeWorld(published())
    await onAssetQuarantined(event(0), given)
    expect([blocked, invalidated]).toEqual([[], []])
  })
})
