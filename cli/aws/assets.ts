// Reading assets. The table is the only source; no cache, no second truth.
import { GetCommand, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Asset } from '../../schemas/generated/types.ts'
import { CommandError } from '../errors.ts'
import { PROJECT_ROOT } from '../target.ts'
import type { Clients } from './clients.ts'
import type { Stack } from './stack.ts'

export interface AssetStore {
  /** Undefined when there is none. */
  load(assetId: string): Promise<Asset | undefined>
  /** The assets of one object key, the newest first. */
  ofSource(sourceUri: string): Promise<Asset[]>
  /** The newest first. Looks back as many months as `HISTORY_MONTHS`. */
  newest(filter: AssetFilter): Promise<Asset[]>
  /** By the whole id or by a beginning that only one asset has. */
  find(idOrPrefix: string): Promise<Asset>
}

export interface AssetFilter {
  limit: number
  /** `under-way` stands for assets without an outcome. */
  outcome?: string
  /** ISO 8601; what was registered before is left out. */
  since?: string
}

export const HISTORY_MONTHS = 24
const WHOLE_ID = /^[0-9a-f]{32}$/

type Item = Record<string, unknown>

const schemaPath = join(PROJECT_ROOT, 'schemas/entities/asset.schema.json')
const fields = Object.keys(
  (JSON.parse(readFileSync(schemaPath, 'utf8')) as { properties: object }).properties,
)

/** Only what the schema knows, in its order: what a table adds for itself is nobody's business. */
const toAsset = (item: Item) =>
  Object.fromEntries(
    fields.filter((field) => field in item).map((field) => [field, item[field]]),
  ) as unknown as Asset

export function monthsBack(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  )
}

export function createAssetStore(
  { table }: Pick<Clients, 'table'>,
  stack: Pick<Stack, 'assetsTable'>,
): AssetStore {
  const TableName = stack.assetsTable

  const load = async (assetId: string) => {
    const { Item } = await table.send(new GetCommand({ TableName, Key: { assetId }, ConsistentRead: true }))
    return Item && toAsset(Item)
  }
  // An index may carry keys only; then the record itself is read.
  const complete = async (items: Item[]) => {
    const assets = items.map(async (item) =>
      'source' in item ? toAsset(item) : load(String(item['assetId'])),
    )
    return (await Promise.all(assets)).filter((asset) => asset !== undefined)
  }
  async function* query(IndexName: string, key: string, value: string) {
    const pages = paginateQuery(
      { client: table },
      {
        TableName,
        IndexName,
        KeyConditionExpression: '#key = :value',
        ExpressionAttributeNames: { '#key': key },
        ExpressionAttributeValues: { ':value': value },
        ScanIndexForward: false,
      },
    )
    for await (const { Items = [] } of pages) yield* await complete(Items)
  }

  return {
    load,
    async ofSource(sourceUri) {
      const assets: Asset[] = []
      for await (const asset of query('bySource', 'sourceUri', sourceUri)) assets.push(asset)
      return assets
    },
    async newest({ limit, outcome, since = '' }) {
      const found: Asset[] = []
      for (const month of monthsBack(new Date(), HISTORY_MONTHS)) {
        if (month < since.slice(0, 7)) break
        for await (const asset of query('byMonth', 'registeredMonth', month)) {
          if (asset.registeredAt < since) return found
          if (outcome !== undefined && (asset.outcome ?? 'under-way') !== outcome) continue
          if (found.push(asset) === limit) return found
        }
      }
      return found
    },
    async find(idOrPrefix) {
      const ids = WHOLE_ID.test(idOrPrefix) ? [idOrPrefix] : await idsBeginning(idOrPrefix, table, TableName)
      const [id, another] = ids
      if (another)
        throw new CommandError(`More than one asset id begins with ${idOrPrefix}.`, 'Give more of it.')
      const asset = id && (await load(id))
      if (!asset)
        throw new CommandError(`No asset has the id ${idOrPrefix}.`, '`reelgate list` shows what there is.')
      return asset
    },
  }
}

// Reads the whole table, as ids are spread by hashing; meant for people, not for programs, who have whole ids.
async function idsBeginning(prefix: string, client: Clients['table'], TableName: string): Promise<string[]> {
  const ids: string[] = []
  const filter = {
    TableName,
    ProjectionExpression: 'assetId',
    FilterExpression: 'begins_with(assetId, :prefix)',
    ExpressionAttributeValues: { ':prefix': prefix },
  }
  for await (const { Items = [] } of paginateScan({ client }, filter)) {
    ids.push(...Items.map((item) => String(item['assetId'])))
    if (ids.length > 1) break
  }
  return ids
}
