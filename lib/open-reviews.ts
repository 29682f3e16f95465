// Whether people are deciding on an asset at this moment.
import type { Asset, ReviewTask } from '../schemas/generated/types.ts'
import { documents, GetCommand, QueryCommand } from './aws/dynamodb.ts'
import { calling } from './aws/translate.ts'

export type OpenReviews = ReturnType<typeof openReviews>

/** Reviews come one after the other: only the newest can be open. */
export function openReviews(tableName: string) {
  const newest = async (assetId: string): Promise<ReviewTask | undefined> => {
    const { Items } = await calling('looking for the review of an asset', () =>
      documents.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: 'byAsset',
          KeyConditionExpression: 'assetId = :assetId',
          ExpressionAttributeValues: { ':assetId': assetId },
          ScanIndexForward: false,
          Limit: 1,
        }),
      ),
    )
    const taskId = Items?.[0]?.['taskId'] as string | undefined
    if (taskId === undefined) return undefined
    const { Item } = await calling('reading the review task', () =>
      documents.send(new GetCommand({ TableName: tableName, Key: { taskId }, ConsistentRead: true })),
    )
    return Item as ReviewTask | undefined
  }
  return {
    async isOpen({ assetId, revision }: Pick<Asset, 'assetId' | 'revision'>): Promise<boolean> {
      const task = await newest(assetId)
      return task?.revision === revision && (task.state === 'open' || task.state === 'claimed')
    },
  }
}
