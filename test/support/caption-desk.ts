// The routes of captions upon a world of captions: what operators and reviewers ask, and the workflow that is started.
import type { CaptionApiServices } from '../../functions/caption/caption-api-services.ts'
import { responders } from '../../functions/caption/caption-api.ts'
import { readLateCaptions } from '../../functions/caption/read-late-captions.ts'
import { apiHandler, type RouteKey } from '../../lib/http.ts'
import type { Role } from '../../lib/roles.ts'
import type { Asset, CaptionReading, Policy, ReviewAuditEntry } from '../../schemas/generated/types.ts'
import { requestEvent } from '../review/request-event.ts'
import { aWebVtt, captionWorld } from './caption-world.ts'
import { ASSET_ID } from './records.ts'

export const FRIENDLY = aWebVtt('Good morning, dear friends.')
export const RUDE = aWebVtt('Good morning.', 'I will kill you.', 'Write to kim@example.com.')
export const RELEASED = { by: 'olga', at: '2026-11-21T09:00:00.000Z', reason: 'It is a quotation.' }

const SHOW = 'GET /assets/{assetId}/captions/{trackId}'
const RELEASE = 'POST /assets/{assetId}/captions/{trackId}/release'

export const keyOf = (suffix: string) => `films/holiday.${suffix}`

export interface Asked {
  assetId?: string
  trackId?: string
  by?: string
  role?: Role
  body?: unknown
  query?: Record<string, string>
}

export function openDesk(changes: Partial<Asset> = { outcome: 'published' }, policy?: Policy) {
  const world = captionWorld(changes, policy)
  const audit: ReviewAuditEntry[] = []
  /** Assets that the workflow was started for. */
  const started: { assetId: string; revision: number }[] = []
  const services: CaptionApiServices = {
    ...world.services,
    decideCaptions: async (asset, captions, { Put }) => {
      await world.services.replaceCaptions(asset, captions)
      audit.push(Put.Item)
    },
    auditTable: 'audit',
    startRefresh: (asset) => Promise.resolve(started.push(asset)),
  }
  const handler = apiHandler(responders, () => services)
  const ask = async <Body = Record<string, unknown>>(
    route: RouteKey,
    { trackId = 'en', by = 'olga', role = 'operator', ...asking }: Asked = {},
  ) => {
    const event = requestEvent(route, { by, role, ...asking })
    const pathParameters = { assetId: asking.assetId ?? ASSET_ID, trackId }
    const { statusCode, body } = await handler({ ...event, pathParameters })
    return { status: statusCode, body: JSON.parse(body ?? '{}') as Body }
  }
  return {
    ...{ world, services, audit, started, ask },
    release: (asked: Asked = {}) => ask(RELEASE, { body: { reason: RELEASED.reason }, ...asked }),
    show: (asked: Asked = {}) => ask<CaptionReading>(SHOW, asked),
    /** A file comes, and the workflow is told. */
    drop(suffix: string, body: string) {
      world.put(`ingest/${keyOf(suffix)}`, body)
      return readLateCaptions.run({ bucket: 'ingest', key: keyOf(suffix) }, world.services)
    },
    /** What was started is run. */
    refresh: () => readLateCaptions.run(started.at(-1)!, world.services),
  }
}

/** A film with a track `en` that the policy does not let pass. */
export async function withHeld(changes?: Partial<Asset>, policy?: Policy) {
  const desk = openDesk(changes, policy)
  await desk.drop('en.vtt', RUDE)
  return desk
}
