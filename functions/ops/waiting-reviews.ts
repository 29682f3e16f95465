// Reviews that nobody has decided, whoever has claimed them.
import { documents, paginateQuery } from '../../lib/aws/dynamodb.ts'
import { calling } from '../../lib/aws/translate.ts'
import type { ReviewTask } from '../../schemas/generated/types.ts'
import type { WaitingReview } from './rules/review-backlog.ts'

const UNDECIDED = ['open', 'claimed'] as const satisfies ReviewTask['state'][]

export function waitingReviews(tableName: string): () => Promise<WaitingReview[]> {
  const inState = async (state: ReviewTask['state']) => {
    const query = {
      TableName: tableName,
      IndexName: 'byState',
      KeyConditionExpression: '#state = :state',
      ProjectionExpression: 'openedAt',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': state },
    }
    const found: WaitingReview[] = []
    for await (const page of paginateQuery({ client: documents }, query))
      found.push(...((page.Items ?? []) as WaitingReview[]))
    return found
  }
  return () =>
    calling('looking for reviews that wait', async () => (await Promise.all(UNDECIDED.map(inState))).flat())
}
