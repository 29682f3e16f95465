// Assets that have no outcome yet, read from an index that holds nothing else: the table may hold many more that have.
import type { AssetRevision } from '../../lib/asset-store.ts'
import { documents, paginateQuery, UpdateCommand } from '../../lib/aws/dynamodb.ts'
import { calling } from '../../lib/aws/translate.ts'
import { ConflictError } from '../../lib/errors.ts'
import type { Unfinished } from './rules/stuck.ts'

export interface UnfinishedAssets {
  find: () => Promise<Unfinished[]>
  /** Takes an asset off the index that has its outcome, if it is on it still. */
  strike: (asset: AssetRevision) => Promise<void>
}

export const unfinishedAssets = (tableName: string): UnfinishedAssets => ({
  find: () =>
    calling('looking for unfinished assets', async () => {
      const query = {
        TableName: tableName,
        IndexName: 'underWay',
        KeyConditionExpression: 'underWay = :yes',
        ExpressionAttributeValues: { ':yes': 'yes' },
      }
      const found: Unfinished[] = []
      for await (const page of paginateQuery({ client: documents }, query))
        found.push(...((page.Items ?? []) as Unfinished[]))
      return found
    }),

  async strike({ assetId, revision }) {
    const command = new UpdateCommand({
      TableName: tableName,
      Key: { assetId },
      UpdateExpression: 'REMOVE underWay',
      ConditionExpression: 'revision = :revision AND attribute_exists(#outcome)',
      ExpressionAttributeNames: { '#outcome': 'outcome' },
      ExpressionAttributeValues: { ':revision': revision },
    })
    try {
      await calling('striking an asset off the unfinished ones', () => documents.send(command))
    } catch (error) {
      // A newer revision has taken it over: it is under way again.
      if (!(error instanceof ConflictError)) throw error
    }
  },
})
