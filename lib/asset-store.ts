// The record of every asset, one item a piece, in the shape of schemas/entities/asset.schema.json.
import type { Asset } from '../schemas/generated/types.ts'
import { assign, documents, GetCommand, paginateQuery, UpdateCommand } from './aws/dynamodb.ts'
import { calling } from './aws/translate.ts'
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
    unlessClosed: boolean,
  ): Promise<Asset> => {
    const { expression, names, values } = assign(changes)
    const answer = await calling('writing the asset', () =>
      documents.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { assetId },
          UpdateExpression: expression,
          ConditionExpression:
            '#revision = :revision' + (unlessClosed ? ' AND attribute_not_exists(#outcome)' : ''),
          ExpressionAttributeNames: {
            ...names,
            '#revision': 'revision',
            ...(unlessClosed && { '#outcome': 'outcome' }),
          },
          ExpressionAttributeValues: { ...values, ':revision': revision },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    )
    return answer.Attributes as Asset
  }

  return {
    load,

    /**
     * Adds to the record what is not undefined; where that is nothing, nothing is written.
     * @throws ConflictError when a newer revision has taken over
     */
    async note(asset: AssetRevision, changes: Record<string, unknown>): Promise<unknown> {
      const isNothing = Object.values(changes).every((value) => value === undefined)
      return isNothing ? undefined : update(asset, changes, false)
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
          true,
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
