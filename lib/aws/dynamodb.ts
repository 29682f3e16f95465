import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

export {
  BatchGetCommand,
  BatchWriteCommand,
  type BatchWriteCommandInput,
  DeleteCommand,
  GetCommand,
  paginateQuery,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'

/** Plain objects in, plain objects out; what is undefined is left out. */
export const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
})

/**
 * Names and values of an update, with placeholders throughout: an attribute may be called like any of DynamoDB's
 * reserved words. A dot in a path goes into a map.
 */
export function assign(changes: Record<string, unknown>) {
  const names: Record<string, string> = {}
  const values: Record<string, unknown> = {}
  const clauses = Object.entries(changes)
    .filter(([, value]) => value !== undefined)
    .map(([path, value], index) => {
      const place = path.split('.').map((name, depth) => {
        names[`#n${index}_${depth}`] = name
        return `#n${index}_${depth}`
      })
      values[`:v${index}`] = value
      return `${place.join('.')} = :v${index}`
    })
  return { expression: `SET ${clauses.join(', ')}`, names, values }
}
