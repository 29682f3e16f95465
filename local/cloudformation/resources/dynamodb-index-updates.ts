// Global secondary indexes of a table that exists. One of them comes or goes in an update, no two: CloudFormation refuses
// more, and a template that asks for it must not pass here either (aws-cloudformation/cloudformation-coverage-roadmap#229).
import {
  UpdateTableCommand,
  type AttributeDefinition,
  type GlobalSecondaryIndex,
  type GlobalSecondaryIndexDescription,
  type GlobalSecondaryIndexUpdate,
} from '@aws-sdk/client-dynamodb'
import { isDeepStrictEqual } from 'node:util'
import { validationError } from '../errors.ts'
import { defined } from './coerce.ts'
import { describeTable, settled } from './dynamodb-describe.ts'
import type { Count, UpdateRequest } from './provider.ts'

export type Throughput = { ReadCapacityUnits: Count; WriteCapacityUnits: Count }

export type IndexProperties = Omit<GlobalSecondaryIndex, 'ProvisionedThroughput'> & {
  ProvisionedThroughput?: Throughput
}

export const throughput = (value: Throughput | undefined) =>
  value && {
    ReadCapacityUnits: Number(value.ReadCapacityUnits),
    WriteCapacityUnits: Number(value.WriteCapacityUnits),
  }

export const globalIndex = ({ ProvisionedThroughput, ...index }: IndexProperties): GlobalSecondaryIndex => ({
  ...index,
  ...defined({ ProvisionedThroughput: throughput(ProvisionedThroughput) }),
})

/** One update per index. An index that changes its keys must get a new name, in an update after the one it goes in. */
export function indexUpdates(
  wanted: GlobalSecondaryIndex[],
  present: GlobalSecondaryIndexDescription[],
): GlobalSecondaryIndexUpdate[] {
  const gone = present.filter((index) => !wanted.some((one) => one.IndexName === index.IndexName))
  const removals: GlobalSecondaryIndexUpdate[] = gone.map((index) => ({
    Delete: { IndexName: index.IndexName },
  }))
  const updates = [...removals, ...wanted.flatMap((index) => indexUpdate(index, present))]
  if (updates.filter(({ Update }) => Update === undefined).length > 1) {
    throw validationError('Cannot perform more than one GSI creation or deletion in a single update')
  }
  return updates
}

function indexUpdate(
  index: GlobalSecondaryIndex,
  present: GlobalSecondaryIndexDescription[],
): GlobalSecondaryIndexUpdate[] {
  const { IndexName, KeySchema, Projection, ProvisionedThroughput } = index
  const old = present.find((one) => one.IndexName === IndexName)
  if (!old) return [{ Create: index }]
  if (!isDeepStrictEqual([old.KeySchema, old.Projection], [KeySchema, Projection])) {
    throw validationError(
      `Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name. (${IndexName})`,
    )
  }
  const isSame =
    ProvisionedThroughput === undefined ||
    (old.ProvisionedThroughput?.ReadCapacityUnits === ProvisionedThroughput.ReadCapacityUnits &&
      old.ProvisionedThroughput?.WriteCapacityUnits === ProvisionedThroughput.WriteCapacityUnits)
  return isSame ? [] : [{ Update: { IndexName, ProvisionedThroughput } }]
}

type TableIndexes = {
  GlobalSecondaryIndexes?: IndexProperties[]
  AttributeDefinitions?: AttributeDefinition[]
}

/** Indexes are compared with what the table really has, so that a half-done change can be taken back. */
export async function putIndexes(request: UpdateRequest<TableIndexes>, TableName: string) {
  const { clients, properties, previous } = request
  const { GlobalSecondaryIndexes: wanted = [], AttributeDefinitions } = properties
  if (isDeepStrictEqual(wanted, previous.GlobalSecondaryIndexes ?? [])) return
  const { GlobalSecondaryIndexes: present = [] } = await describeTable(clients.dynamodb, TableName)
  for (const update of indexUpdates(wanted.map(globalIndex), present)) {
    await clients.dynamodb.send(
      new UpdateTableCommand({ TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates: [update] }),
    )
    await settled(clients.dynamodb, TableName)
  }
}
