// Tables of a room on a local cloud, as its room.yml says they are.
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { readServerlessYaml } from './serverless-files.ts'

interface Room {
  resources: { Resources: Record<string, { Properties: CreateTableCommandInput }> }
}

/** What CreateTable is told of a table, but its name. */
export function tableSettings(room: string, logicalId: string) {
  const { Resources } = (readServerlessYaml(`functions/${room}/room.yml`) as Room).resources
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } =
    Resources[logicalId]!.Properties
  return { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode }
}
