// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
import type { Need } from '../../runtime/authority.ts'
import { arnOr, onResource } from './need-table.ts'
import type { NeedTable, Place } from './need-table.ts'

const tableArn = (place: Place, table: unknown) => arnOr(place, 'dynamodb', 'table/')(table)

/** Reading by an index needs the index, not the table. */
const tableOrIndex = (input: Record<string, unknown>, place: Place) => {
  const table = tableArn(place, input['TableName'])
  return input['IndexName'] === undefined ? table : `${table}/index/${String(input['IndexName'])}`
}

const onEveryTable =
  (action: string) =>
  ({ RequestItems = {} }: { RequestItems?: object }, place: Place): Need[] =>
    Object.keys(RequestItems).map((table) => ({ action, resource: tableArn(place, table) }))

const TRANSACTED: Record<string, string> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  Get: 'dynamodb:GetItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
}

type Transaction = { TransactItems?: Record<string, { TableName?: string }>[] }

const everyAction = ({ TransactItems = [] }: Transaction, place: Place): Need[] =>
  TransactItems.flatMap(Object.entries).map(([kind, { TableName }]) => ({
    action: TRANSACTED[kind] ?? `dynamodb:${kind}`,
    resource: tableArn(place, TableName),
  }))

export const dynamodbNeeds: NeedTable = {
  ...onResource('dynamodb', ['Query', 'Scan'], tableOrIndex),
  ...onResource(
    'dynamodb',
    ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'DescribeTable', 'DescribeTimeToLive'],
    ({ TableName }, place) => tableArn(place, TableName),
  ),
  BatchGetItem: onEveryTable('dynamodb:BatchGetItem'),
  BatchWriteItem: onEveryTable('dynamodb:BatchWriteItem'),
  TransactWriteItems: everyAction,
  TransactGetItems: everyAction,
}
