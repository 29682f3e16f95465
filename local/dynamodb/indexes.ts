// Global secondary indexes that come to a table, or go, while it is in use. The library makes them with their table only:
// here the definition is changed, and every item is written into its place in the new index.
import { AwsError } from '../runtime/aws-error.ts'
import type { Json, Library } from './library.ts'

interface KeyElement {
  AttributeName: string
}

interface Index extends Json {
  IndexName: string
  KeySchema: KeyElement[]
}

interface IndexUpdate {
  Create?: Index
  Delete?: { IndexName: string }
}

interface Table extends Json {
  TableArn: string
  KeySchema: KeyElement[]
  AttributeDefinitions: KeyElement[]
  GlobalSecondaryIndexes?: Index[]
}

const invalid = (message: string) => new AwsError('ValidationException', message)

/** As the library describes the indexes that it makes itself. */
const describe = ({ TableArn }: Table, index: Index): Index => ({
  ...index,
  IndexArn: `${TableArn}/index/${index.IndexName}`,
  IndexSizeBytes: 0,
  ItemCount: 0,
  IndexStatus: 'ACTIVE',
  ProvisionedThroughput: {
    ReadCapacityUnits: 0,
    WriteCapacityUnits: 0,
    ...(index.ProvisionedThroughput as Json | undefined),
    NumberOfDecreasesToday: 0,
  },
})

function checkKeys({ KeySchema }: Index, definitions: KeyElement[]): void {
  const known = definitions.map(({ AttributeName }) => AttributeName)
  const unknown = KeySchema.find(({ AttributeName }) => !known.includes(AttributeName))
  if (unknown === undefined) return
  throw invalid(
    `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${unknown.AttributeName}]`,
  )
}

function withIndex(table: Table, index: Index, definitions: KeyElement[] | undefined): Table {
  const present = table.GlobalSecondaryIndexes ?? []
  if (present.some(({ IndexName }) => IndexName === index.IndexName))
    throw invalid(`Attempting to create an index which already exists: ${index.IndexName}`)
  const AttributeDefinitions = definitions ?? table.AttributeDefinitions
  checkKeys(index, AttributeDefinitions)
  const GlobalSecondaryIndexes = [...present, describe(table, index)]
  // Whoever starts on this after a crash sees that the index is not filled.
  return { ...table, AttributeDefinitions, GlobalSecondaryIndexes, TableStatus: 'UPDATING' }
}

function withoutIndex(table: Table, name: string): Table {
  const { GlobalSecondaryIndexes: present = [], ...rest } = table
  const left = present.filter(({ IndexName }) => IndexName !== name)
  if (left.length === present.length)
    throw new AwsError('ResourceNotFoundException', `Requested resource not found: Index: ${name} not found`)
  return { ...rest, ...(left.length > 0 && { GlobalSecondaryIndexes: left }) }
}

/** An update of nothing writes an item's index entries anew, under the item's own lock; what was deleted stays so. */
export async function fillIndexes(library: Library, TableName: string): Promise<void> {
  const { Table } = (await library.run('DescribeTable', { TableName })) as { Table: Table }
  const names = Table.KeySchema.map(({ AttributeName }) => AttributeName)
  let ExclusiveStartKey: unknown
  do {
    const page = await library.run('Scan', { TableName, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) })
    for (const item of page.Items as Json[]) {
      await library
        .run('UpdateItem', {
          TableName,
          Key: Object.fromEntries(names.map((name) => [name, item[name]])),
          ConditionExpression: 'attribute_exists(#key)',
          ExpressionAttributeNames: { '#key': names[0] },
        })
        .catch((error: Error) => {
          if (error.name !== 'ConditionalCheckFailedException') throw error
        })
    }
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey !== undefined)
}

/** What is left of an UpdateTable is for the library; nothing when all of it was done here. */
export async function changeIndexes(library: Library, input: Json): Promise<Json> {
  const { GlobalSecondaryIndexUpdates, AttributeDefinitions, ...rest } = input
  const updates = (GlobalSecondaryIndexUpdates ?? []) as IndexUpdate[]
  const changing = updates.filter((update) => update.Create ?? update.Delete)
  if (changing.length === 0) return input
  if (changing.length > 1) {
    const message =
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table'
    throw new AwsError('LimitExceededException', message)
  }
  const tableName = String(input.TableName)
  const [{ Create, Delete } = {}] = changing
  if (Create) {
    const definitions = AttributeDefinitions as KeyElement[] | undefined
    await library.reshape(tableName, (table) => withIndex(table as Table, Create, definitions))
    await fillIndexes(library, tableName)
    await library.activate(tableName)
  } else if (Delete) {
    await library.reshape(tableName, (table) => withoutIndex(table as Table, Delete.IndexName))
    await library.dropIndex(tableName, Delete.IndexName)
  }
  const others = updates.filter((update) => !changing.includes(update))
  return { ...rest, ...(others.length > 0 && { GlobalSecondaryIndexUpdates: others }) }
}
