// The record of every asset, one item a piece, in the shape of schemas/entities/asset.schema.json.
import type { Asset } from '../schemas/generated/types.ts'
import { assign, documents, GetCommand, paginateQuery, PutCommand, UpdateCommand } from './aws/dynamodb.ts'
import { calling } from './aws/translate.ts'
import type { BillableUnits } from './cost/units.ts'
import { ConflictError } from './errors.ts'

/** The asset in one of its processings: a write for an older revision than the record's is refused. */
export interface AssetRevision {
  assetId: string
  revision: number
}

/** How an asset ends. */
export type Closing = Pick<Asset, 'reasons'> &
  Partial<Pick<Asset, 'renditions' | 'playback'>> & {
    outcome: NonNullable<Asset['outcome']>
    closedAt: string
    totalMs: number
  }

/** What a write demands besides its revision. */
interface Guard {
  only?: string
  names?: Record<string, string>
  values?: Record<string, unknown>
}

/** The verdict is the one that was read: no two verdicts of an asset are of one moment. */
export const sameVerdict = ({ verdict }: Pick<Asset, 'verdict'>): Required<Guard> => ({
  only: verdict === null ? '#verdict = :readVerdict' : '#verdict.#decidedAt = :readVerdict',
  names: { '#verdict': 'verdict', ...(verdict && { '#decidedAt': 'decidedAt' }) },
  values: { ':readVerdict': verdict && verdict.decidedAt },
})

/** What the watch finds an asset by: nothing that has an outcome carries it. */
const UNDER_WAY = { underWay: 'yes' }

/** An update of the record. Whoever gives it an outcome ends its being under way in the same write. */
export function assignToAsset(changes: Record<string, unknown>) {
  const { expression, names, values } = assign(changes)
  if (changes['outcome'] === undefined) return { expression, names, values }
  return {
    expression: `${expression} REMOVE #underWay`,
    names: { ...names, '#underWay': 'underWay' },
    values,
  }
}

export type AssetStore = ReturnType<typeof assetStore>

export function assetStore(tableName: string) {
  const load = async (assetId: string): Promise<Asset | undefined> => {
    const answer = await calling('reading the asset', () =>
      documents.send(new GetCommand({ TableName: tableName, Key: { assetId }, ConsistentRead: true })),
    )
    return answer.Item as Asset | undefined
  }

  const update = async (
    { assetId, revision }: AssetRevision,
    changes: Record<string, unknown>,
    { only, names: moreNames, values: moreValues }: Guard = {},
  ): Promise<Asset> => {
    const { expression, names, values } = assignToAsset(changes)
    const answer = await calling('writing the asset', () =>
      documents.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { assetId },
          UpdateExpression: expression,
          ConditionExpression: ['#revision = :revision', ...(only ? [only] : [])].join(' AND '),
          ExpressionAttributeNames: { ...names, ...moreNames, '#revision': 'revision' },
          ExpressionAttributeValues: { ...values, ...moreValues, ':revision': revision },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    )
    return answer.Attributes as Asset
  }

  return {
    load,

    /** Begins the record of an asset that has none yet. @returns the record as it stands then */
    async register(asset: Asset): Promise<Asset> {
      const onlyNew = {
        Item: { ...asset, ...UNDER_WAY },
        ConditionExpression: 'attribute_not_exists(assetId)',
      }
      try {
        await calling('registering the asset', () =>
          documents.send(new PutCommand({ TableName: tableName, ...onlyNew })),
        )
        return asset
      } catch (error) {
        const current = error instanceof ConflictError ? await load(asset.assetId) : undefined
        if (current === undefined) throw error
        return current
      }
    },

    /**
     * Adds to the record what is not undefined; where that is nothing, nothing is written.
     * @throws ConflictError when a newer revision has taken over
     */
    async note(asset: AssetRevision, changes: Record<string, unknown>): Promise<unknown> {
      const isNothing = Object.values(changes).every((value) => value === undefined)
      return isNothing ? undefined : update(asset, changes)
    },

    /**
     * Counts what was used of priced services on top of what was used before. A newer revision that has taken over has
     * a count of its own.
     */
    async countUnits(asset: AssetRevision, units: BillableUnits): Promise<void> {
      const used = Object.entries(units).filter(([, amount]) => amount > 0)
      if (used.length === 0) return
      const sums = used.map((_, at) => `#units.#u${at} = if_not_exists(#units.#u${at}, :nought) + :u${at}`)
      const command = new UpdateCommand({
        TableName: tableName,
        Key: { assetId: asset.assetId },
        UpdateExpression: `SET ${sums.join(', ')}`,
        ConditionExpression: '#revision = :revision',
        ExpressionAttributeNames: {
          '#units': 'billableUnits',
          '#revision': 'revision',
          ...Object.fromEntries(used.map(([name], at) => [`#u${at}`, name])),
        },
        ExpressionAttributeValues: {
          ':nought': 0,
          ':revision': asset.revision,
          ...Object.fromEntries(used.map(([, amount], at) => [`:u${at}`, amount])),
        },
      })
      try {
        await calling('counting what was used', () => documents.send(command))
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error
      }
    },

    /**
     * Adds to the record as long as nobody has decided anything since it was read.
     * @throws ConflictError when somebody has, or when a newer revision has taken over
     */
    async noteVerdict(
      asset: AssetRevision & Pick<Asset, 'verdict'>,
      changes: Record<string, unknown>,
    ): Promise<Asset> {
      return update(asset, changes, sameVerdict(asset))
    },

    /**
     * Writes the outcome unless there is one. Answers the record as it stands afterwards, so that a second call
     * learns what the first decided.
     * @throws ConflictError when a newer revision has taken over
     */
    async close(asset: AssetRevision, { closedAt, totalMs, ...closing }: Closing): Promise<Asset> {
      try {
        return await update(
          asset,
          { ...closing, 'timings.closedAt': closedAt, 'timings.totalMs': totalMs },
          { only: 'attribute_not_exists(#closed)', names: { '#closed': 'outcome' } },
        )
      } catch (error) {
        const current = error instanceof ConflictError ? await load(asset.assetId) : undefined
        if (current?.outcome !== undefined && current.revision === asset.revision) return current
        throw error
      }
    },

    /** The assets made of one key, newest first. */
    async findBySource(sourceUri: string): Promise<Asset[]> {
      const query = {
        TableName: tableName,
        IndexName: 'bySource',
        KeyConditionExpression: 'sourceUri = :sourceUri',
        ExpressionAttributeValues: { ':sourceUri': sourceUri },
        ScanIndexForward: false,
      }
      return calling('looking for the assets of a source', async () => {
        const assets: Asset[] = []
        for await (const page of paginateQuery({ client: documents }, query)) {
          assets.push(...((page.Items ?? []) as Asset[]))
        }
        return assets
      })
    },
  }
}
