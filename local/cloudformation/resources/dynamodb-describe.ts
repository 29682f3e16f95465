import { DescribeTableCommand, type DynamoDBClient, type TableDescription } from '@aws-sdk/client-dynamodb'
import { until } from './outcome.ts'

export async function describeTable(dynamodb: DynamoDBClient, TableName: string): Promise<TableDescription> {
  return (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table ?? {}
}

/** Waits until the table and its indexes are active. */
export const settled = (dynamodb: DynamoDBClient, name: string) =>
  until(`table ${name}`, async () => {
    const table = await describeTable(dynamodb, name)
    const indexes = table.GlobalSecondaryIndexes ?? []
    return (
      table.TableStatus === 'ACTIVE' && indexes.every((index) => (index.IndexStatus ?? 'ACTIVE') === 'ACTIVE')
    )
  })

export const isGone = (dynamodb: DynamoDBClient, name: string) =>
  describeTable(dynamodb, name).then(
    () => false,
    (error: Error) => {
      if (error.name === 'ResourceNotFoundException') return true
      throw error
    },
  )
