// Called by the HTTP API, also through the distribution itself: hands out cookies for the streams of one asset. It alone
// holds the key that signs them.
import { assetStore, type AssetStore } from '../../lib/asset-store.ts'
import { signCookies } from '../../lib/aws/cloudfront.ts'
import { edgeGate, type EdgeGate } from '../../lib/aws/edge-gate.ts'
import { readSecret } from '../../lib/aws/parameters.ts'
import { numericSetting, setting } from '../../lib/environment.ts'
import { NotFoundError } from '../../lib/errors.ts'
import { apiHandler, problem, type ApiAnswer, type ApiRequest, type Responder } from '../../lib/http.ts'
import { openReviews, type OpenReviews } from '../../lib/open-reviews.ts'
import { outputPrefix } from '../../lib/output-layout.ts'
import type { Asset, PlaybackGrant } from '../../schemas/generated/types.ts'
import { playbackPolicy, setCookies } from './rules/cookies.ts'
import { edgeKey } from './rules/edge-keys.ts'
import { decideRight, mayLift, PLAYBACK_REFUSALS, wantsPreview } from './rules/playback-right.ts'
import { streamsAt } from './rules/streams.ts'

export interface PlaybackServices {
  assets: Pick<AssetStore, 'load'>
  reviews: OpenReviews
  edge: Pick<EdgeGate, 'blockedAt' | 'lift'>
  /** Cookies by name, for a policy. */
  sign: (policy: string) => Promise<Record<string, string>>
  now: () => number
  settings: {
    baseUrl: string
    playbackSeconds: number
    previewSeconds: number
    sameSite: string
    cookieDomain: string
  }
}

type Right = 'published' | 'preview'

/** Whether the edge lets the asset pass, or does so from now on. */
async function passesEdge(asset: Asset, right: Right, { edge, now, settings }: PlaybackServices) {
  // What has had one verdict only was never taken back before.
  if (right === 'published' && !asset.verdictHistory?.length) return true
  const key = edgeKey(asset.assetId, asset.revision)
  const blockedAt = await edge.blockedAt(key)
  if (blockedAt === undefined) return true
  const cookieLifeMs = Math.max(settings.playbackSeconds, settings.previewSeconds) * 1000
  if (!mayLift(asset, { blockedAt, right, nowMs: now(), cookieLifeMs })) return false
  await edge.lift(key, blockedAt)
  return true
}

async function grant(
  asset: Asset,
  right: Right,
  { sign, now, settings }: PlaybackServices,
): Promise<ApiAnswer> {
  const { assetId, revision, playback } = asset
  const { baseUrl, sameSite, cookieDomain } = settings
  const place = { baseUrl, prefix: outputPrefix(assetId, revision) }
  const lifeSeconds = right === 'published' ? settings.playbackSeconds : settings.previewSeconds
  const expiresAtMs = now() + lifeSeconds * 1000
  const signed = await sign(playbackPolicy(place, expiresAtMs))
  const body: PlaybackGrant = {
    assetId,
    revision,
    isPreview: right === 'preview',
    streams: streamsAt(playback!, place),
    expiresAt: new Date(expiresAtMs).toISOString(),
  }
  const cookies = setCookies(signed, {
    ...place,
    ...{ lifeSeconds, sameSite },
    ...(cookieDomain && { domain: cookieDomain }),
  })
  return { status: 200, body, cookies }
}

const refuse = (code: keyof typeof PLAYBACK_REFUSALS) => problem(409, code, PLAYBACK_REFUSALS[code])

async function grantPlayback({ path, by }: ApiRequest, services: PlaybackServices): Promise<ApiAnswer> {
  const assetId = path['assetId'] ?? ''
  const asset = await services.assets.load(assetId)
  if (asset === undefined) throw new NotFoundError(`There is no asset ${assetId}.`)
  const isUnderReview = wantsPreview(asset, by.role) && (await services.reviews.isOpen(asset))
  const decided = decideRight(asset, isUnderReview)
  if ('refusal' in decided) return refuse(decided.refusal)
  const { right } = decided
  if (await passesEdge(asset, right, services)) return grant(asset, right, services)
  return refuse(right === 'preview' ? 'preview-later' : 'not-published')
}

export const responders = {
  'GET /assets/{assetId}/playback': grantPlayback,
} as const satisfies Record<string, Responder<PlaybackServices>>

export const handler = apiHandler(responders, () => {
  const keyPairId = setting('PLAYBACK_KEY_ID')
  const privateKey = readSecret(setting('PLAYBACK_KEY_PARAMETER'))
  return {
    assets: assetStore(setting('ASSETS_TABLE')),
    reviews: openReviews(setting('REVIEW_TABLE')),
    edge: edgeGate(setting('EDGE_GATE_ARN')),
    sign: async (policy) => signCookies(policy, { keyPairId, privateKey: await privateKey() }),
    now: Date.now,
    settings: {
      baseUrl: setting('PLAYBACK_BASE_URL'),
      playbackSeconds: numericSetting('PLAYBACK_SECONDS'),
      previewSeconds: numericSetting('PREVIEW_SECONDS'),
      sameSite: setting('COOKIE_SAME_SITE'),
      cookieDomain: process.env['COOKIE_DOMAIN'] ?? '',
    },
  }
})
