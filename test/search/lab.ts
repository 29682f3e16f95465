// The search room on real tables and a real bucket of the local cloud.
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { SQSEvent } from 'aws-lambda'
import type { Role } from '../../lib/roles.ts'
import type { Asset, CaptionTrack, SearchResults } from '../../schemas/generated/types.ts'
import { requestEvent } from '../review/request-event.ts'
import { anAsset } from '../support/records.ts'
import { openRoomCloud } from '../support/room-cloud.ts'
import { tableSettings } from '../support/room-tables.ts'

const NINE = Date.parse('2026-11-21T09:00:00.000Z')

// Only once the environment says where the cloud is: the clients of lib/aws read it when they are made.
const importRoom = async () => ({
  ...(await import('../../lib/aws/dynamodb.ts')),
  ...(await import('../../lib/aws/s3.ts')),
  ...(await import('../../lib/asset-store.ts')),
  ...(await import('../../lib/http.ts')),
  ...(await import('../../functions/search/caption-texts.ts')),
  ...(await import('../../functions/search/index-asset.ts')),
  ...(await import('../../functions/search/index-store.ts')),
  ...(await import('../../functions/search/open-search-index.ts')),
  ...(await import('../../functions/search/search-api.ts')),
  ...(await import('../../functions/search/term-index.ts')),
})

/** Ids sort by their number. */
export const assetIdOf = (number: number) => String(number).padStart(32, '0')

export const aTrack = (assetId: string, changes: Partial<CaptionTrack> = {}): CaptionTrack => {
  const language = changes.language ?? 'en'
  return {
    trackId: language,
    language,
    name: language,
    kind: 'subtitles',
    source: { origin: 'sidecar' },
    state: 'published',
    cueCount: 1,
    warnings: [],
    vttKey: `assets/${assetId}/r0/captions/${language}.vtt`,
    updatedAt: '2026-11-21T09:00:00.000Z',
    ...changes,
  }
}

/** Two seconds a cue. */
export const vttOf = (cues: string[]): string => {
  const at = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 23)
  const blocks = cues.map((text, index) => `${at(2 * index)} --> ${at(2 * index + 2)}\n${text}`)
  return ['WEBVTT', ...blocks].join('\n\n')
}

export const aMessage = (body: object | string): SQSEvent =>
  ({
    Records: [
      {
        messageId: 'message',
        receiptHandle: 'receipt',
        body: typeof body === 'string' ? body : JSON.stringify(body),
      },
    ],
  }) as SQSEvent

/** As EventBridge puts it into the queue. */
export const anEvent = (assetId: string, name = 'asset.published') =>
  aMessage({ source: 'reelgate', 'detail-type': name, detail: { assetId } })

export interface Answer {
  status: number
  body: SearchResults & { code?: string; detail?: string }
}

export interface Asking {
  role?: Role
  limit?: string
  cursor?: string | undefined
  page?: string
}

export type SearchLab = Awaited<ReturnType<typeof openSearchLab>>

/** @param openSearchEndpoint of a collection; without one the index is the table */
export async function openSearchLab(openSearchEndpoint?: string) {
  const lab = await openRoomCloud()
  const dynamo = new DynamoDBClient(lab.config)
  const s3 = new S3Client({ ...lab.config, forcePathStyle: true })
  const room = await importRoom()
  await s3.send(new CreateBucketCommand({ Bucket: 'media' }))
  let count = 0

  const begin = async () => {
    const [assets, search] = [`assets-${++count}`, `search-${count}`]
    await dynamo.send(
      new CreateTableCommand({ ...tableSettings('intake', 'AssetsTable'), TableName: assets }),
    )
    await dynamo.send(
      new CreateTableCommand({ ...tableSettings('search', 'SearchTable'), TableName: search }),
    )
    const world = { nowMs: NINE, hidden: [] as string[], filesRead: 0 }
    const read = room.readTrackText('media')
    const readTrack: typeof read = (track) => {
      world.filesRead++
      return read(track)
    }
    const store = room.indexStore(search)
    const index = openSearchEndpoint ? room.openSearchIndex(openSearchEndpoint) : room.termIndex(store)
    return {
      ...{ assets, search, world, store },
      indexing: {
        ...{ assets: room.assetStore(assets), leases: store, index, readTrack, queueUrl: 'queue' },
        now: () => world.nowMs,
        hideMessage: async (_: string, receipt: string) => world.hidden.push(receipt) > 0,
      },
      asking: { index, readTrack, loadAssets: room.loadAssets(assets) },
    }
  }
  let stage = await begin()

  return {
    get world() {
      return stage.world
    },
    get store() {
      return stage.store
    },
    /** Empty tables, and nine o'clock again. */
    async beginAnew() {
      stage = await begin()
    },

    async putAsset(changes: Partial<Asset> = {}): Promise<Asset> {
      const asset = anAsset({ outcome: 'published', ...changes })
      await room.documents.send(new room.PutCommand({ TableName: stage.assets, Item: asset }))
      return asset
    },
    removeAsset: (assetId: string) =>
      room.documents.send(new room.DeleteCommand({ TableName: stage.assets, Key: { assetId } })),
    putFile: (key: string, text: string) => room.writeObject({ bucket: 'media', key }, text, 'text/vtt'),

    /** A published asset with captions, in the index. */
    async addFilm(number: number, captions: Record<string, string[]>, changes: Partial<Asset> = {}) {
      const assetId = assetIdOf(number)
      const tracks = Object.keys(captions).map((language) => aTrack(assetId, { language }))
      for (const { language, vttKey } of tracks) await this.putFile(vttKey!, vttOf(captions[language]!))
      const asset = await this.putAsset({ assetId, title: `Film ${number}`, captions: tracks, ...changes })
      await this.index(anEvent(assetId))
      return asset
    },
    index: (event: SQSEvent) => room.indexAsset(event, stage.indexing),

    async search(q: string, { role = 'viewer', ...query }: Asking = {}): Promise<Answer> {
      const handler = room.apiHandler(room.responders, () => stage.asking)
      const given = Object.entries({ q, ...query }).filter(([, value]) => value !== undefined)
      const asked = Object.fromEntries(given) as Record<string, string>
      const event = requestEvent('GET /search', { by: 'vera', role, query: asked })
      const { statusCode = 0, body = '' } = await handler(event)
      return { status: statusCode, body: JSON.parse(body) as Answer['body'] }
    },
    /** Ids of the assets that are found, in their order. */
    async find(q: string, asking: Asking = {}): Promise<string[]> {
      const { status, body } = await this.search(q, asking)
      if (status !== 200) throw new Error(JSON.stringify(body))
      return body.hits.map(({ assetId }) => assetId)
    },

    /** Everything that lies in the table of the index. */
    async entries(): Promise<Record<string, unknown>[]> {
      const { Items = [] } = await room.documents.send(new room.ScanCommand({ TableName: stage.search }))
      return Items
    },

    async close() {
      dynamo.destroy()
      s3.destroy()
      await lab.close()
    },
  }
}
