// Single items: their key within a table, and what a failed condition shows.
import { AwsError } from '../runtime/aws-error.ts'
import type { Json, Library } from './library.ts'

export interface Items {
  /** The key of an item; `item` may hold more than the key. */
  keyOf(tableName: string, item: Json): Promise<Json>
  /** The item with this key, read consistently. */
  read(tableName: string, key: Json): Promise<Json | undefined>
}

export const createItems = (library: Library): Items => ({
  async keyOf(tableName, item) {
    const { Table } = (await library.run('DescribeTable', { TableName: tableName })) as {
      Table: { KeySchema: { AttributeName: string }[] }
    }
    return Object.fromEntries(
      Table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]),
    )
  },
  async read(tableName, key) {
    const output = await library.run('GetItem', { TableName: tableName, Key: key, ConsistentRead: true })
    return output.Item as Json | undefined
  },
})

/** A write whose failed condition comes with the item that failed it, when `ReturnValuesOnConditionCheckFailure` asks. */
export function writeShowingFailure(
  library: Library,
  items: Items,
  operation: 'PutItem' | 'UpdateItem' | 'DeleteItem',
) {
  return async (input: Json): Promise<Json> => {
    try {
      return await library.run(operation, input)
    } catch (error) {
      const isFailedCondition = error instanceof AwsError && error.code === 'ConditionalCheckFailedException'
      if (!isFailedCondition || input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') throw error
      const tableName = String(input.TableName)
      const key = (input.Key ?? (await items.keyOf(tableName, input.Item as Json))) as Json
      const item = await items.read(tableName, key)
      throw new AwsError(error.code, error.message, 400, item && { Item: item })
    }
  }
}
