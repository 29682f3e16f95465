// Assets that have no outcome yet, read from an index that carries nothing else: the table may hold many more that have.
import { documents, paginateQuery } from '../../lib/aws/dynamodb.ts'
import { calling } from '../../lib/aws/translate.ts'
import type { Unfinished } from './rules/stuck.ts'

export type FindUnfinished = (months: string[]) => Promise<Unfinished[]>

export function unfinishedAssets(tableName: string): FindUnfinished {
  const ofMonth = async (month: string): Promise<Unfinished[]> => {
    const query = {
      TableName: tableName,
      IndexName: 'progressByMonth',
      KeyConditionExpression: 'registeredMonth = :month',
      FilterExpression: 'attribute_not_exists(#outcome)',
      ExpressionAttributeNames: { '#outcome': 'outcome' },
      ExpressionAttributeValues: { ':month': month },
    }
    const found: Unfinished[] = []
    for await (const page of paginateQuery({ client: documents }, query))
      found.push(...((page.Items ?? []) as Unfinished[]))
    return found
  }
  return (months) =>
    calling('looking for unfinished assets', async () => (await Promise.all(months.map(ofMonth))).flat())
}
